"""Turning a translated page into an alias, which shows the text of its original from then on.

For readers this is publishing, so it passes the gate and writes an event like any other way to publish.
"""

from contextlib import nullcontext
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Comment, Page
from wagtail.signals import page_published
from wagtail_localize.models import TranslationSource
from wagtail_localize.views.convert import convert_to_alias

from portal.forms.refusals import Refused
from portal.moderation.obstacles import NotReady, Obstacle
from portal.moderation.publish_gate import let_through
from portal.publications.visibility import open_to_all
from portal.releases.holding import kept_for

# The field of the question that names the draft which was there when it was asked.
SEEN = "seen"


def become_alias(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """The view that turns a translation into an alias. It stands in front of the view of wagtail-localize.

    That view overwrites the page with its original's text, whether the page is live or not, and asks no gate. Here the
    change is let through when the original is public: its words have passed the gate. Raises PermissionDenied for
    somebody who may not publish the page, NotReady when the original is not public or is closed to readers who have the
    page, and Refused when the page has been saved since the question was asked, waits for its moment, or is somebody
    else's to write in.
    """
    if request.method != "POST":
        question: Any = convert_to_alias(request, page_id)
        question.context_data[SEEN] = _latest(question.context_data["page"])
        return question
    # A save waits, so that none comes between what was seen and what is overwritten.
    page: Any = get_object_or_404(Page.objects.select_for_update(), pk=page_id).specific
    may = page.permissions_for_user(request.user)
    if not may.can_edit():
        raise PermissionDenied
    if told := _in_the_way(page, request):
        raise Refused(told)
    source = TranslationSource.objects.filter(
        object_id=page.translation_key,
        specific_content_type=page.content_type_id,
        translations__target_locale=page.locale_id,
    ).first()
    try:
        original: Any = source.get_source_instance() if source else None
    except ObjectDoesNotExist:
        raise Http404 from None
    shows_readers = original is not None and (page.live or original.live)
    if shows_readers and not may.can_publish():
        raise PermissionDenied
    if shows_readers:
        _ask_of(original, page)
    if state := page.current_workflow_state:
        state.cancel(user=request.user)
    with let_through(original.specific.live_revision_id) if shows_readers else nullcontext():
        answer = convert_to_alias(request, page_id)
    # The tool copies the comments of the original, which are for its own editors.
    Comment.objects.filter(page=page.pk).delete()
    if shows_readers and page.live:  # of one that was not, the tool tells itself
        alias = page.specific_class.objects.get(pk=page.pk)
        page_published.send(type(alias), instance=alias, revision=original.live_revision, alias=True)
    return answer


def _ask_of(original: Any, page: Any) -> None:
    """Raise NotReady when readers who have the page, or would get it, may not read its original."""
    if not original.live:
        raise NotReady(page, [Obstacle(_("Readers can't see the page that it would follow. Publish that one first."))])
    read = open_to_all(Page.objects.filter(pk__in=[page.pk, original.pk])).values_list("pk", flat=True)
    if set(read) == {page.pk}:
        raise NotReady(page, [Obstacle(_("The page that it would follow is closed to readers. Open that one first."))])


def _in_the_way(page: Any, request: HttpRequest) -> str:
    """Why the words of the page are not given up as things are; empty when nothing is in the way."""
    if request.POST.get(SEEN) != _latest(page):
        told = _("“%(title)s” has been saved by %(name)s since you were asked. Read it before you answer.")
        user = page.latest_revision.user if page.latest_revision else None
        name = get_user_display_name(user) if user else _("the portal")
        return told % {"title": page.get_admin_display_title(), "name": name}
    if release := kept_for(page.pk):
        told = _("It goes out with the release “%(release)s”. Take it out there before you publish it alone.")
        return told % {"release": release}
    if Comment.objects.filter(page=page.pk, resolved_at=None).exists():
        told = _("“%(title)s” has comments that nobody has resolved. They would be lost.")
        return told % {"title": page.get_admin_display_title()}
    lock = page.get_lock()
    return lock.get_message(request.user) if lock and lock.for_user(request.user) else ""


def _latest(page: Page) -> str:
    """A name of the page's latest draft as it is now: autosave may write it again."""
    revision = page.latest_revision
    return f"{revision.pk} {revision.created_at.isoformat()}" if revision else ""
