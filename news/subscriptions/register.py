"""The register of subscribers in the admin, with masked addresses, and how one who asks is served: all that is stored
of an address is given out, or deleted.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import SimpleListFilter, display
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from news.models import Subscriber
from news.subscriptions.subscribing import all_of, erase
from news.subscriptions.views import stored_as_file
from portal.desk.menu_page import MenuPage
from portal.read_only_admin import Register

VIEW = "news_subscriber_asks"
EXPORTED = ("email", "language_label", "state_label", "since")
LANGUAGES = dict(settings.LANGUAGES)
# How far a subscription has come: what it is called, and who is so.
STATES: dict[str, tuple[Any, Any]] = {
    "getting": (gettext_lazy("gets the newsletter"), lambda rows: rows.getting_mail()),
    "waiting": (gettext_lazy("has not confirmed"), lambda rows: rows.filter(confirmed_at=None, ended_at=None)),
    "ended": (pgettext_lazy("a subscription", "has ended"), lambda rows: rows.filter(ended_at__isnull=False)),
}


class SubscriptionState(SimpleListFilter):
    """How far it has come, with how many there are: the numbers of the register."""

    title = pgettext_lazy("a subscription", "state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (code, f"{label} ({chosen(Subscriber.objects.all()).count()})") for code, (label, chosen) in STATES.items()
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Subscriber]) -> Any:
        return STATES[str(self.value())][1](queryset) if self.value() in STATES else queryset


class LetterLanguage(SimpleListFilter):
    """The language of the letters, with how many get them."""

    title = gettext_lazy("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        getting = Subscriber.objects.getting_mail()
        return [(code, f"{name} ({getting.filter(language=code).count()})") for code, name in settings.LANGUAGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Subscriber]) -> QuerySet[Subscriber]:
        return queryset.filter(language=self.value()) if self.value() else queryset


class Subscribers(Register):
    """The register. It is not searched by address: what is searched for stands in the address bar, and in logs."""

    model = Subscriber
    base_url_path = "subscribers"
    menu_label = gettext_lazy("Subscribers")
    menu_icon = "mail"
    menu_item_name = "subscribers"
    # It stands among Wagtail's reports.
    add_to_admin_menu = False
    list_display = ("address", "language_label", "state_label", "since")
    list_filter = (SubscriptionState, LetterLanguage)

    def get_list_export(self, request: HttpRequest) -> tuple[str, ...]:
        """The columns of the export, which has whole addresses: none for who may not have it."""
        return EXPORTED if request.user.has_perm("news.change_subscriber") else ()

    @display(description=gettext_lazy("mail address"))
    def address(self, row: Subscriber) -> str:
        """As much of it as tells two apart."""
        return row.masked

    @display(description=gettext_lazy("language"), ordering="language")
    def language_label(self, row: Subscriber) -> str:
        """What the language is called."""
        return LANGUAGES.get(row.language, row.language)

    @display(description=pgettext_lazy("a subscription", "state"))
    def state_label(self, row: Subscriber) -> str:
        """How far the subscription has come."""
        code = "ended" if row.ended_at else "getting" if row.confirmed_at else "waiting"
        return str(STATES[code][0])

    @display(description=gettext_lazy("since"), ordering="created_at")
    def since(self, row: Subscriber) -> str:
        """The day of the last step."""
        return f"{localtime(row.ended_at or row.confirmed_at or row.created_at):%Y-%m-%d}"


class AddressForm(forms.Form):
    """The address of the one who asks."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("The whole address, as whoever asks has given it to you"),
        max_length=254,
    )


class SubscriberAsks(MenuPage):
    """Gives out or deletes what is stored of an address, for somebody who has asked staff for it (GDPR, 15 and 17)."""

    template_name = "news/admin/subscriber_asks.html"
    page_title = gettext_lazy("A subscriber asks")
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer. Raises PermissionDenied."""
        if not request.user.has_perm("news.delete_subscriber"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the form."""
        return super().get_context_data(**{"form": AddressForm(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it. The address is in no address bar and in no log."""
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self._with(form)
        email = form.cleaned_data["email"]
        if not all_of(email):
            form.add_error("email", _("Nothing is stored of this address."))
            return self._with(form)
        if "erase" not in request.POST:
            return stored_as_file(email)
        erase(email)
        messages.success(request, _("Everything about the address is deleted."))
        return redirect(VIEW)

    def _with(self, form: AddressForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))


class SubscriberAsksItem(MenuItem):
    """The menu item of the form, for those who may use it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("news.delete_subscriber"))


@hooks.register("register_reports_menu_item")
def register_in_the_menu() -> MenuItem:
    """Add the register to the menu of reports."""
    item: MenuItem = Subscribers().get_menu_item(order=120)
    return item


@hooks.register("register_reports_menu_item")
def asks_in_the_menu() -> MenuItem:
    """Add the form to the menu of reports."""
    return SubscriberAsksItem(SubscriberAsks.page_title, reverse(VIEW), name=VIEW, icon_name="mail", order=130)


@hooks.register("register_admin_urls")
def address_of_the_form() -> list[Any]:
    """The address of the form."""
    return [path("subscribers/asks/", SubscriberAsks.as_view(), name=VIEW)]


modeladmin_register(Subscribers)
