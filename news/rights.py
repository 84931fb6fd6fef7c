"""Who may do what with news, newsletters, their mailings and subscribers: this app's part of the matrix.

For the pages holds what holds for pages of any type. Run `create_roles` after a change.
"""

from django.utils.translation import gettext_lazy as _

from news.models import Mailing, NewsIndex, NewsItem, Newsletter, NewsletterIndex, Subscriber
from portal.permissions.matrix import Action, Rights, register_rights
from portal.permissions.roles import ADMINISTRATORS, OFFICERS, PUBLISHERS
from portal.rights import PAGES

MAILINGS: Rights = {
    Action.SEE: (OFFICERS, PUBLISHERS, ADMINISTRATORS),
    Action.SEND: (PUBLISHERS, ADMINISTRATORS),
}
# Addresses are masked in the register, and whole in its export; erasing one is asked for by whoever has it.
SUBSCRIBERS: Rights = {
    Action.SEE: (OFFICERS, PUBLISHERS, ADMINISTRATORS),
    Action.EXPORT: (ADMINISTRATORS,),
    Action.DELETE: (ADMINISTRATORS,),
}


def register() -> None:
    """Register them. Called once, when the app is ready."""
    register_rights("news", _("News"), PAGES, NewsIndex, NewsItem)
    register_rights("newsletters", _("Newsletters"), PAGES, NewsletterIndex, Newsletter)
    register_rights("mailings", _("Newsletters by mail"), MAILINGS, Mailing)
    register_rights("subscribers", _("Subscribers"), SUBSCRIBERS, Subscriber)
