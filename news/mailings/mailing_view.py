"""“Send by mail” in the menus of a newsletter: what would be sent to how many, the order, and how far it has come.

Publishing sends nothing: a letter goes when a publisher has seen these numbers and confirmed them.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from news.mailings import stopping
from news.mailings.mailing_log import CLICKS, ORDERED, TRIAL
from news.mailings.message import trial
from news.mailings.ordering import NotMailable, not_public, obstacle, order, recipients
from news.mailings.progress import progress_of
from news.models import Mailing, Newsletter
from portal.forms.dates import DateTimeField

VIEW = "news_mailing"
# A later time is a slip of the keys.
FARTHEST = timedelta(days=366)


def may_see(page: Any, user: Any) -> bool:
    """Whether somebody is shown what a newsletter's mailings are: there is nothing of it for other pages."""
    is_letter = page.cached_content_type.model_class() is Newsletter
    return is_letter and not page.alias_of_id and bool(user.has_perm("news.view_mailing"))


class MailingButton(PageMenuItem):
    """The button in the menus of a page."""

    label = gettext_lazy("Send by mail")
    icon_name = "mail"
    url_name = VIEW

    def is_shown(self, user: Any) -> bool:
        """Whether the user may see it."""
        return may_see(self.page, user)


class MailingForm(forms.Form):
    """When it is to go."""

    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[("now", gettext_lazy("Now")), ("later", gettext_lazy("At a time"))],
        initial="now",
        widget=forms.RadioSelect,
    )
    begins_at = DateTimeField(label=gettext_lazy("Time to send"), required=False, widget=AdminDateTimeInput)

    def clean(self) -> dict[str, Any]:
        """With a time that is to come, or none."""
        given = super().clean() or self.cleaned_data
        if given.get("when") == "now":
            given["begins_at"] = None
        elif "begins_at" in given and given["begins_at"] is None:
            raise ValidationError({"begins_at": _("Say when it is to go.")})
        elif "begins_at" in given and given["begins_at"] > timezone.now() + FARTHEST:
            raise ValidationError({"begins_at": _("Choose a time within a year from now.")})
        elif "begins_at" in given and given["begins_at"] <= timezone.now():
            raise ValidationError({"begins_at": _("This time has passed. Choose one that is to come, or “Now”.")})
        return given


class MailingView(WagtailAdminTemplateMixin, FormView):
    """Asks when, shows to how many and which version, and orders it once that is confirmed."""

    template_name = "news/admin/mailing.html"
    header_icon = "mail"
    form_class = MailingForm
    # What is shown for confirmation.
    asked: dict[str, Any] | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer. Raises PermissionDenied."""
        self.page: Any = get_object_or_404(Newsletter.objects.select_related("locale"), pk=kwargs["page_id"])
        may = may_see(self.page, request.user)
        if not may or (request.method != "GET" and not self.may_send):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def may_send(self) -> bool:
        """Whether the user may do more than look."""
        return bool(self.request.user.has_perm("news.change_mailing"))

    def get_page_title(self) -> str:
        """Which newsletter."""
        return _("Send “%(title)s” by mail") % {"title": self.page.get_admin_display_title()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the version, the number, what is in the way, and how far its mailings have come."""
        published = PageLogEntry.objects.filter(page=self.page.pk, action__startswith="wagtail.publish")
        mailings = progress_of(self.page.pk)
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "number": recipients(self.page).count(),
            "obstacle": obstacle(self.page),
            "is_public": not not_public(self.page),
            "published": published.select_related("user").order_by("-timestamp").first(),
            "may_send": self.may_send,
            "mailings": mailings,
            "open": next((row.mailing for row in mailings if row.mailing.state in Mailing.OPEN), None),
            "asked": self.asked,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it for confirmation, order it, send a trial, or hold, resume and call off what is being sent."""
        click = request.POST.get("click", "")
        if click in CLICKS:
            return self._click(click)
        if click == "trial":
            return self._trial()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Order what has been confirmed, as long as it is still that; else show it and ask."""
        if why := obstacle(self.page):
            messages.warning(self.request, why)
            return redirect(VIEW, self.page.pk)
        number, begins_at = recipients(self.page).count(), form.cleaned_data["begins_at"]
        now = {"revision": str(self.page.live_revision_id), "number": str(number)}
        told = {name: self.request.POST.get(name) for name in now}
        if self.request.POST.get("click") == "send" and told == now:
            return self._order(begins_at)
        if self.request.POST.get("click") == "send":
            messages.warning(self.request, _("It has changed meanwhile, and nothing has been sent. Look once more."))
        self.asked = {**now, "begins_at": begins_at, "question": self._question(number)}
        return self.render_to_response(self.get_context_data(form=form))

    def _question(self, number: int) -> str:
        told = ngettext("Send to %(n)s subscriber", "Send to %(n)s subscribers", number)
        return told % {"n": number}

    def _order(self, begins_at: Any) -> HttpResponse:
        try:
            mailing = order(self.page, self.request.user, begins_at)
        except NotMailable as why:
            messages.warning(self.request, str(why))
            return redirect(VIEW, self.page.pk)
        number = mailing.hand_overs.count()
        log(self.page, ORDERED, user=self.request.user, data={"number": number})
        told = ngettext("It goes to %(n)s subscriber.", "It goes to %(n)s subscribers.", number)
        messages.success(self.request, told % {"n": number})
        return redirect(VIEW, self.page.pk)

    def _trial(self) -> HttpResponse:
        """To nobody but whoever asks for it."""
        email = getattr(self.request.user, "email", "")
        if why := not_public(self.page):
            messages.warning(self.request, why)
        elif not email:
            messages.warning(self.request, _("Your account has no mail address."))
        else:
            trial(self.page, email).send()
            log(self.page, TRIAL, user=self.request.user)
            messages.success(self.request, _("A trial is on its way to %(email)s.") % {"email": email})
        return redirect(VIEW, self.page.pk)

    def _click(self, click: str) -> HttpResponse:
        key = self.request.POST.get("mailing", "")
        mailing = get_object_or_404(Mailing, page_id=self.page.pk, pk=key if key.isdecimal() else 0)
        acts = {"pause": stopping.pause, "resume": stopping.resume, "cancel": stopping.cancel}
        action, words = CLICKS[click]
        if acts[click](mailing):
            log(self.page, action, user=self.request.user)
            messages.success(self.request, f"{words}.")
        else:
            messages.warning(self.request, _("Nothing was changed: it had come further meanwhile."))
        return redirect(VIEW, self.page.pk)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """The address of the view."""
    return [path("newsletters/<int:page_id>/mailing/", MailingView.as_view(), name=VIEW)]


@hooks.register("register_page_header_buttons")
def in_the_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[MailingButton]:
    """The button in the menu beside the page's name."""
    yield MailingButton(page=page, priority=34)


@hooks.register("register_page_listing_more_buttons")
def in_lists(page: Any, user: Any, next_url: str | None = None) -> Iterator[MailingButton]:
    """The button in the menu of a row."""
    yield MailingButton(page=page, priority=24)
