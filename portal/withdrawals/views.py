"""“Withdraw” in the menus of a page: one person asks with a reason for readers, another reads it and confirms."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from portal.forms.chooser_words import say_anew
from portal.forms.page_chooser import PageChooser
from portal.forms.refusals import Refused
from portal.models import Publication, Withdrawal
from portal.permissions.written_reason import WithReason
from portal.publications.translations import SUMMARY_LANGUAGE
from portal.releases.models import coming_release_of
from portal.saving.kept_words import Overtaken
from portal.withdrawals.withdrawing import (
    ask,
    call_off,
    confirm,
    holds_again,
    may_ask,
    may_call_off,
    may_confirm,
    pages_to_withdraw,
)

VIEW = "portal_withdraw"
# A reason stands at the page's address, in feeds and in open data.
MOST_CHARACTERS = 2000


class WithdrawButton(PageMenuItem):
    """The button in the menus of a page."""

    label = gettext_lazy("Withdraw")
    icon_name = "circle-xmark"
    url_name = VIEW

    def is_shown(self, user: Any) -> bool:
        """Whether the user may ask for it."""
        return may_ask(self.page.specific, user)


class WithdrawalForm(forms.ModelForm):
    """What readers are to be told."""

    class Meta:
        model = Withdrawal
        fields = ["reason", "reason_en", "read_instead"]
        widgets = {
            "reason": forms.Textarea({"rows": 3}),
            "reason_en": forms.Textarea({"rows": 3, "lang": "en"}),
            "read_instead": PageChooser(target_models=[Publication]),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_anew(self.fields["read_instead"].widget)
        for name in ("reason", "reason_en"):
            self.fields[name].validators.append(MaxLengthValidator(MOST_CHARACTERS))
        pages = pages_to_withdraw(self.instance.page)
        languages = {page.locale.language_code for page in pages}
        self.fields["reason_en"].required = SUMMARY_LANGUAGE in languages

    def clean_read_instead(self) -> Publication | None:
        """Only what readers can read, and what stays when this goes."""
        chosen: Publication | None = self.cleaned_data["read_instead"]
        if chosen is None:
            return None
        page = self.instance.page
        if chosen.translation_key == page.translation_key:
            raise forms.ValidationError(_("This is the page that is to be withdrawn. Choose another one."))
        if chosen.locale_id != page.locale_id:
            raise forms.ValidationError(_("Choose a page in the same language. Its translation is found by itself."))
        if not Publication.objects.published().filter(pk=chosen.pk).exists():
            raise forms.ValidationError(_("Readers can't see this page. Choose one that is public."))
        return chosen


class WithdrawView(WagtailAdminTemplateMixin, FormView):
    """Shows the form, or what has been asked for to those who may confirm it or call it off."""

    template_name = "portal/admin/withdraw.html"
    form_class = WithdrawalForm
    header_icon = "circle-xmark"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer, and say so when the page has no readers any more. Raises PermissionDenied."""
        self.page: Any = get_object_or_404(Publication, pk=kwargs["page_id"]).specific
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        if not may_ask(self.page, request.user):
            told = _("Readers can't see “%(title)s”, so there is nothing to withdraw.") % self._titled
            if request.POST.get("reason"):
                raise Overtaken(told)
            messages.info(request, told)
            return redirect("wagtailadmin_pages:edit", self.page.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def asked(self) -> Withdrawal | None:
        """What has been asked for and is open; None when nothing is."""
        return Withdrawal.objects.filter(page=self.page.pk).select_related("page", "read_instead", "asked_by").first()

    @property
    def _titled(self) -> dict[str, str]:
        return {"title": self.page.get_admin_display_title()}

    def get_page_title(self) -> str:
        """What is withdrawn."""
        return _("Withdraw “%(title)s”") % self._titled

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the page that the withdrawal is about."""
        return {**super().get_form_kwargs(), "instance": Withdrawal(page=self.page)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what goes, what holds again then, and what the user may do."""
        user, pages = self.request.user, pages_to_withdraw(self.page)
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "media": context["form"].media,
            "pages": pages,
            "again": holds_again(self.page),
            "asked": self.asked,
            "may_confirm": bool(self.asked and may_confirm(self.asked, user)),
            "may_call_off": bool(self.asked and may_call_off(self.asked, user)),
            "submit_button_label": _("Ask for a second reader"),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, confirm or call off. What was read is what is confirmed: a form of another time is refused."""
        # Two who ask at the same time wait for each other here.
        Page.objects.select_for_update().get(pk=self.page.pk)
        if self.asked is None:
            if "asked_at" in request.POST:
                messages.warning(request, _("It has been called off meanwhile. Nothing was withdrawn."))
                return redirect(VIEW, self.page.pk)
            return super().post(request, *args, **kwargs)
        if "asked_at" not in request.POST:
            if self._has_asked(self.asked):
                return self._wait()
            messages.warning(request, _("Somebody has asked for this meanwhile. Read what they wrote."))
            return self.render_to_response(self.get_context_data(form=self.get_form()))  # with what was typed
        if request.POST["asked_at"] != self.asked.asked_at.isoformat():
            messages.warning(request, _("Somebody has asked for this meanwhile. Read what they wrote."))
            return redirect(VIEW, self.page.pk)
        return self._confirm(self.asked) if "confirm" in request.POST else self._call_off(self.asked)

    def _confirm(self, asked: Withdrawal) -> HttpResponse:
        releases = {coming_release_of(page.pk) for page in pages_to_withdraw(self.page)} - {None}
        confirm(asked, self.request.user)
        told = _("“%(title)s” is withdrawn. Its address now tells readers why.")
        messages.success(self.request, told % self._titled)
        for release in releases:
            waits = _("The release “%(release)s” waits until the page is taken out of it.")
            messages.warning(self.request, waits % {"release": release})
        return redirect("wagtailadmin_explore", self.page.get_parent().pk)

    def _call_off(self, asked: Withdrawal) -> HttpResponse:
        if not may_call_off(asked, self.request.user):
            raise Refused(_("Only who asked for it, or who may confirm it, can call it off."))
        call_off(asked, self.request.user)
        messages.success(self.request, _("Called off. “%(title)s” stays.") % self._titled)
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def form_valid(self, form: Any) -> HttpResponse:
        """Store what was asked for; it waits for another person."""
        ask(form.instance, self.request.user)
        return self._wait()

    def _has_asked(self, asked: Withdrawal) -> bool:
        """Whether this is the second click of the same person."""
        return asked.asked_by_id == self.request.user.pk and asked.reason == self.request.POST.get("reason", "").strip()

    def _wait(self) -> HttpResponse:
        told = _("“%(title)s” is withdrawn as soon as another publisher has confirmed it. They get a mail.")
        messages.success(self.request, told % self._titled)
        return redirect(VIEW, self.page.pk)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """The address of the view."""
    return [path("publications/<int:page_id>/withdraw/", WithdrawView.as_view(), name=VIEW)]


@hooks.register("register_page_header_buttons")
def in_the_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[WithdrawButton]:
    """The button in the menu beside the page's name."""
    yield WithdrawButton(page=page, priority=55)


@hooks.register("register_page_listing_more_buttons")
def in_lists(page: Any, user: Any, next_url: str | None = None) -> Iterator[WithdrawButton]:
    """The button in the menu of a row."""
    yield WithdrawButton(page=page, priority=35)


@hooks.register("before_edit_page")
def tell_that_it_is_asked_for(request: HttpRequest, page: Any) -> None:
    """Say at the top of the editor that the page is to be withdrawn, with a link."""
    if request.method == "GET" and page.live and Withdrawal.objects.filter(page=page.pk).exists():
        address = reverse(VIEW, args=[page.pk])
        told = _("Somebody has asked for this page to be withdrawn.")
        messages.warning(request, format_html('{} <a href="{}">{}</a>', told, address, _("Read why")))


class AskedFor(WithReason):
    """The page's log, when somebody asked."""

    label: Any = gettext_lazy("Withdrawal asked for")


class Confirmed(WithReason):
    """The page's log, when another person confirmed it."""

    label: Any = gettext_lazy("Withdrawal confirmed")


class CalledOff(WithReason):
    """The page's log, when it was called off."""

    label: Any = gettext_lazy("Withdrawal called off")


@hooks.register("register_log_actions")
def in_the_log(actions: Any) -> None:
    """The words for what the page's history has of it."""
    for name, formatter in (("ask", AskedFor), ("confirm", Confirmed), ("call_off", CalledOff)):
        actions.register_action(f"portal.withdrawal.{name}")(formatter)
