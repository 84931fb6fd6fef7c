"""Who may do what with the portal's own pages and in the rest of the admin: the portal's part of the matrix.

Each line is an action and the roles that may do it; what no line names is for superusers alone. The words are those of
portal.permissions.matrix. Run `create_roles` after a change.
"""

from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, Locale, Site, Task, Workflow

from portal.models import Concept, Delivery, HomePage, SiteSettings, StandardPage
from portal.permissions.matrix import Action, Rights, register_rights
from portal.permissions.roles import ADMINISTRATORS, OFFICERS, PUBLISHERS, READERS, ROLES, SECRETARIES
from portal.vocabulary.models import VOCABULARY

# Pages of any type: a second reader and a publisher. Types of other apps add to it.
PAGES: Rights = {
    Action.SEE_DRAFTS: (OFFICERS, READERS, SECRETARIES, PUBLISHERS, ADMINISTRATORS),
    Action.EDIT: (OFFICERS, READERS, SECRETARIES, PUBLISHERS, ADMINISTRATORS),
    Action.SUBMIT: (OFFICERS, READERS, SECRETARIES, PUBLISHERS, ADMINISTRATORS),
    Action.SHARE: (OFFICERS, READERS, SECRETARIES, PUBLISHERS, ADMINISTRATORS),
    Action.EXPORT: (OFFICERS, READERS, SECRETARIES, PUBLISHERS, ADMINISTRATORS),
    Action.ASK: (OFFICERS, READERS, SECRETARIES, PUBLISHERS, ADMINISTRATORS),
    Action.ADD: (OFFICERS, SECRETARIES, PUBLISHERS, ADMINISTRATORS),
    Action.DELETE_OWN: (OFFICERS, SECRETARIES, PUBLISHERS, ADMINISTRATORS),
    Action.TRANSLATE: (OFFICERS, PUBLISHERS, ADMINISTRATORS),
    Action.REVIEW: (READERS,),
    Action.APPROVE: (PUBLISHERS,),
    Action.PUBLISH: (PUBLISHERS, ADMINISTRATORS),
    Action.SCHEDULE: (PUBLISHERS, ADMINISTRATORS),
    Action.RELEASE: (PUBLISHERS, ADMINISTRATORS),
    Action.WITHDRAW: (PUBLISHERS, ADMINISTRATORS),
    Action.CLOSE: (PUBLISHERS, ADMINISTRATORS),
    Action.DELETE_DRAFTS: (PUBLISHERS, ADMINISTRATORS),
    Action.LOCK: (PUBLISHERS, ADMINISTRATORS),
    Action.DELETE_BELOW: (ADMINISTRATORS,),
    Action.EXCEPT: (ADMINISTRATORS,),
}

FILES: Rights = {
    Action.CHOOSE: (OFFICERS, READERS, SECRETARIES, PUBLISHERS, ADMINISTRATORS),
    Action.ADD: (OFFICERS, SECRETARIES, PUBLISHERS, ADMINISTRATORS),
    Action.EDIT: (ADMINISTRATORS,),
    Action.DELETE: (ADMINISTRATORS,),
}

OF_ADMINISTRATORS: Rights = {
    Action.ADD: (ADMINISTRATORS,),
    Action.EDIT: (ADMINISTRATORS,),
    Action.DELETE: (ADMINISTRATORS,),
}


def register() -> None:
    """Register them. Called once, when the app is ready."""
    register_rights("pages", _("Start page and plain pages"), PAGES, HomePage, StandardPage)
    register_rights("documents", _("Documents"), FILES, Document)
    register_rights("images", _("Images"), FILES, Image)
    register_rights("vocabulary", _("Vocabulary"), OF_ADMINISTRATORS, *VOCABULARY, Concept)
    register_rights("users", _("Accounts"), OF_ADMINISTRATORS, User)
    register_rights("redirects", _("Redirects"), OF_ADMINISTRATORS, Redirect)
    register_rights("settings", _("Settings of the site"), {Action.EDIT: (ADMINISTRATORS,)}, SiteSettings)
    register_rights("roles", _("Roles and rights"), {Action.SEE: (ADMINISTRATORS,)})
    register_rights("mailbox", _("Mailbox of this machine"), {Action.SEE: (ADMINISTRATORS,)})
    register_rights(
        "log",
        _("Publishing log"),
        {Action.SEE: (OFFICERS, PUBLISHERS, ADMINISTRATORS), Action.RETRY: (ADMINISTRATORS,)},
        Delivery,
    )
    # Lists of pages: everybody gets them, with the pages that they may see.
    register_rights("lists", _("First page, lists, board, calendar and reports"), {Action.SEE: ROLES})
    # Whatever they ask for, the gate asks for two readers.
    register_rights("workflows", _("Workflows and their steps"), OF_ADMINISTRATORS, Workflow, Task)
    # A row for nobody: how the portal itself is set up.
    register_rights("setup", _("Groups, collections, languages and sites"), {}, *SET_UP)


SET_UP = (Group, Collection, Locale, Site)
