"""The mailbox of this machine as pages of the admin, where no mail server is given: for trying the portal out."""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.generic import View
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.accounts.rights import may_change_account
from portal.desk.menu_page import MenuPage
from portal.devserver.mailbox import MOST_KEPT, KeptMail, is_here, kept_mails, open_mail

LIST, MAIL, HTML = "portal_mailbox", "portal_mailbox_mail", "portal_mailbox_html"
LABEL = gettext_lazy("Mailbox of this machine")
# A mail is somebody else's words: it runs nothing, asks no other host, sends no form. Its links open beside it.
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
IN_A_NEW_TAB = '<base target="_blank">'
_HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)


def may_see(user: Any) -> bool:
    """Whether somebody may see the mailbox: those who keep the accounts."""
    return bool(user.has_perm("auth.change_user"))


def seen_by(user: Any, mails: Iterable[KeptMail]) -> list[KeptMail]:
    """Those of these mails that are to no account which this user may not change.

    A link to a new password opens the account: nobody gets a superuser's here who is none.
    """
    mails = list(mails)
    wanted = set().union(*(mail.addresses() for mail in mails))
    accounts: Any = get_user_model().objects.annotate(small=Lower("email")).filter(small__in=wanted)
    closed = {account.small for account in accounts if not may_change_account(user, account)}
    return [mail for mail in mails if not closed & mail.addresses()]


@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class OfTheMailbox(View):
    """The base of its pages: there for some, where mail stays on this machine, and kept by no browser."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer. Raises PermissionDenied, and Http404 where mail is sent."""
        if not may_see(request.user):
            raise PermissionDenied
        if not is_here():
            raise Http404("Mail is sent")
        return super().dispatch(request, *args, **kwargs)

    def mail(self) -> KeptMail:
        """The mail that the address names. Raises Http404."""
        found = open_mail(self.kwargs["number"])
        if not found or not seen_by(self.request.user, [found]):
            raise Http404("No such mail")
        return found


class Mailbox(OfTheMailbox, MenuPage):
    """The list of mails."""

    template_name = "portal/admin/mailbox.html"
    page_title = LABEL
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the mails, and how many files are none."""
        mails, unread = kept_mails()
        found = {"mails": seen_by(self.request.user, mails), "unread": unread, "most": MOST_KEPT}
        return {**super().get_context_data(**kwargs), **found}


class MailOfTheMailbox(OfTheMailbox, MenuPage):
    """One mail: its headers, its text, and the HTML in a frame."""

    template_name = "portal/admin/mailbox_mail.html"
    header_icon = "mail"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer. Raises Http404."""
        self.shown = self.mail()
        self.page_title = self.shown.subject or gettext("(no subject)")
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        [*above, own] = super().get_breadcrumbs_items()
        return [*above, {"url": reverse(LIST), "label": LABEL}, own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the mail."""
        return {**super().get_context_data(**kwargs), "mail": self.shown}


class HtmlOfAMail(OfTheMailbox):
    """The HTML part of a mail, for the frame."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the part as it stands, but for where its links open. Raises Http404."""
        html = self.mail().html
        if not html:
            raise Http404("No HTML part")
        head = _HEAD.search(html)
        begin = head.end() if head else 0
        response = HttpResponse(html[:begin] + IN_A_NEW_TAB + html[begin:])
        response["Content-Security-Policy"] = POLICY
        response["Referrer-Policy"] = "no-referrer"
        return response


class MailboxItem(MenuItem):
    """The mailbox in the menu of reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_here() and may_see(request.user)


@hooks.register("register_reports_menu_item")
def mailbox_in_the_reports() -> MailboxItem:
    """Add the mailbox to the menu of reports."""
    return MailboxItem(LABEL, reverse(LIST), name="mailbox", icon_name="mail", order=1200)


@hooks.register("register_admin_urls")
def mailbox_addresses() -> list[Any]:
    """The addresses of the mailbox."""
    return [
        path("mailbox/", Mailbox.as_view(), name=LIST),
        path("mailbox/<int:number>/", MailOfTheMailbox.as_view(), name=MAIL),
        path("mailbox/<int:number>/html/", HtmlOfAMail.as_view(), name=HTML),
    ]
