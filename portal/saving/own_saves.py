"""Which saves an open form has made itself, also those whose answer never came: they are no other window's.

Each autosave comes with an id of its own, the last of the form's (static/js/keep_words.js). Wagtail's log keeps it as
the id of the action, and gives an autosave that writes a revision again the id of the one that began it. So the form
sends the ids by which the revision that it knows was begun, and those that were not answered. So the page that an
autosave of a new page has made is known, too.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from wagtail.log_actions import LogContext
from wagtail.models import Page, PageLogEntry, Revision

from portal.releases.models import coming_release_of

SAVE_ID = "save_id"
# A form that has been without the network for long has many; what only older ones tell is merged as another window's.
MOST = 100
# What an autosave of a new page logs.
OF_A_DRAFT = ("wagtail.create", "wagtail.edit", "wagtail.comments.create")


def named_by_the_form(request: HttpRequest) -> AbstractContextManager[object]:
    """The context in which an autosave is logged under the id that it came with."""
    found = _ids(request)
    if not found:
        return nullcontext()
    context = LogContext(user=request.user)
    context.uuid = found[-1]
    return context


def wrote(request: HttpRequest, revision: Revision) -> bool:
    """Whether this very form wrote the revision last. What it has sent it still holds, so it overwrites nothing."""
    last = PageLogEntry.objects.filter(page_id=revision.object_id, revision_id=revision.pk).order_by("-pk").first()
    users = {revision.user_id, last.user_id} if last else set()
    return last is not None and users == {request.user.pk} and last.uuid in _ids(request)


def made(request: HttpRequest, parent_id: int) -> Any:
    """The draft below this page that an autosave of this very form made and nobody has touched since; None for none."""
    ids = _ids(request)
    logged = PageLogEntry.objects.filter(action="wagtail.create", user=request.user.pk, uuid__in=ids)
    parent = Page.objects.filter(pk=parent_id).first()
    if not parent or (number := logged.order_by("pk").values_list("page", flat=True).last()) is None:
        return None
    of_the_form = Q(user=request.user.pk, uuid__in=ids, action__in=OF_A_DRAFT)
    if PageLogEntry.objects.filter(~of_the_form, page=number).exists() or coming_release_of(number):
        return None
    drafts = Page.objects.child_of(parent).filter(live=False, first_published_at=None, numchild=0)
    return drafts.filter(pk=number).specific().first()


def _ids(request: HttpRequest) -> list[UUID]:
    found = []
    for sent in request.POST.getlist(SAVE_ID)[-MOST:]:
        try:
            found.append(UUID(sent))
        except ValueError:
            continue
    return found
