"""“Share a preview” in the menus of a page: makes a link to the latest draft, and shows what became of the others."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.dateformat import format as written
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import LogFormatter

from portal.models import PreviewLink, Publication
from portal.moderation.four_eyes import fingerprint
from portal.preview_links.sharing import DAYS, Preview, address_of, close, ended, may_share, share, why_not

VIEW = "portal_preview_links"


class ShareButton(PageMenuItem):
    """The button in the menus of a page."""

    label = gettext_lazy("Share a preview")
    icon_name = "link"
    url_name = VIEW

    def is_shown(self, user: Any) -> bool:
        """Whether the user may share drafts of the page."""
        return may_share(self.page.specific, user)


class ShareForm(forms.ModelForm):
    """For whom the link is, and how long it works."""

    days = forms.TypedChoiceField(label=gettext_lazy("Works for"), coerce=int, initial=7)

    class Meta:
        model = PreviewLink
        fields = ["reader"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days: Any = self.fields["days"]
        days.choices = [(number, ngettext("%(n)s day", "%(n)s days", number) % {"n": number}) for number in DAYS]

    def clean_reader(self) -> str:
        """A function on one line, no mail address."""
        reader = " ".join(self.cleaned_data["reader"].split())
        if "@" in reader:
            raise forms.ValidationError(_("Write a function, such as “Member of the council”, not a mail address."))
        return reader


class PreviewLinksView(WagtailAdminTemplateMixin, FormView):
    """Shows the form and the links of the page, makes a link and closes one.

    The address of a new link is in the answer itself, once: nothing that could show it again is stored.
    """

    template_name = "portal/admin/preview_links.html"
    form_class = ShareForm
    header_icon = "link"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer. Raises PermissionDenied."""
        self.page: Any = get_object_or_404(Publication, pk=kwargs["page_id"]).specific
        if not may_share(self.page, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """What is shared."""
        return _("Share a preview of “%(title)s”") % {"title": self.page.get_admin_display_title()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the page, the links to it, newest first, and why there is nothing to share now."""
        latest = self.page.get_latest_revision()
        now = fingerprint(latest.content) if latest else ""
        links = self.page.preview_links.select_related("made_by").order_by("-made_at", "-pk")
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "latest": latest,
            "why_not": why_not(self.page),
            "rows": [(link, self._end_of(link), link.fingerprint != now) for link in links],
            "submit_button_label": _("Make the link"),
        }

    def _end_of(self, link: PreviewLink) -> Promise | None:
        return ended(Preview(link, self.page))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make a link, or close one."""
        if "close" not in request.POST:
            return super().post(request, *args, **kwargs)
        key = request.POST["close"]
        link = get_object_or_404(PreviewLink, page=self.page.pk, pk=key if key.isdecimal() else 0)
        close(link, request.user)
        messages.success(request, _("The link for “%(reader)s” is closed.") % {"reader": link.reader})
        return redirect(VIEW, self.page.pk)

    def form_valid(self, form: Any) -> HttpResponse:
        """Make the link and show its address."""
        if why := why_not(self.page):
            messages.warning(self.request, str(why))
            return redirect(VIEW, self.page.pk)
        link, token = share(self.page, self.request.user, form.cleaned_data["reader"], form.cleaned_data["days"])
        context = self.get_context_data(form=ShareForm(), made=link, address=address_of(self.page, token))
        response = self.render_to_response(context)
        response["Cache-Control"] = "no-store"
        return response


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """The address of the view."""
    return [path("publications/<int:page_id>/preview-links/", PreviewLinksView.as_view(), name=VIEW)]


@hooks.register("register_page_header_buttons")
def in_the_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[ShareButton]:
    """The button in the menu beside the page's name."""
    yield ShareButton(page=page, priority=33)


@hooks.register("register_page_listing_more_buttons")
def in_lists(page: Any, user: Any, next_url: str | None = None) -> Iterator[ShareButton]:
    """The button in the menu of a row."""
    yield ShareButton(page=page, priority=23)


class _PreviewLinkLog(LogFormatter):
    def format_message(self, log_entry: Any) -> str:
        until = timezone.localtime(datetime.fromisoformat(log_entry.data["until"]))
        told = _("%(what)s: %(reader)s, until %(when)s")
        when = written(until, "j F Y H:i")
        return told % {"what": self.label, "reader": log_entry.data["reader"], "when": when}


class PreviewShared(_PreviewLinkLog):
    """The page's log, when a link was made."""

    label: Any = gettext_lazy("Preview shared")


class PreviewClosed(_PreviewLinkLog):
    """The page's log, when a link was closed before its time."""

    label: Any = gettext_lazy("Link to a preview closed")


@hooks.register("register_log_actions")
def in_the_log(actions: Any) -> None:
    """The words for what the page's history has of it."""
    for name, formatter in (("share", PreviewShared), ("close", PreviewClosed)):
        actions.register_action(f"portal.preview_link.{name}")(formatter)
