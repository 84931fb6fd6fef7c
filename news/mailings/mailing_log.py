"""What the history of a newsletter has of its mailings."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.log_actions import LogFormatter

ORDERED, TRIAL = "news.mailing_ordered", "news.mailing_trial"
# The click → the name of the action, and its words.
CLICKS = {
    "pause": ("news.mailing_paused", _("Sending by mail paused")),
    "resume": ("news.mailing_resumed", _("Sending by mail resumed")),
    "cancel": ("news.mailing_cancelled", _("Sending by mail called off")),
}


class MailingOrdered(LogFormatter):
    """The page's log, when it was sent by mail: to how many."""

    label: Any = _("Sent by mail")

    def format_message(self, log_entry: Any) -> str:
        number = log_entry.data.get("number", 0)
        told = ngettext("Ordered by mail to %(n)s subscriber", "Ordered by mail to %(n)s subscribers", number)
        return told % {"n": number}


@hooks.register("register_log_actions")
def in_the_log(actions: Any) -> None:
    """The words for what the page's history has of it."""
    actions.register_action(ORDERED)(MailingOrdered)
    actions.register_action(TRIAL, _("Trial by mail"), _("Trial sent to one’s own address"))
    for name, words in CLICKS.values():
        actions.register_action(name, words, words)
