"""Two pairs of eyes: no text goes to readers that one person alone has read.

The rule counts people, not clicks. Whoever last changed the words has read them; so has whoever approved
exactly those words, and whoever publishes them. A save that changes no word changes nothing in the count.
"""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from wagtail.models import Revision, TaskState

# What a revision says of publishing, of its place in the tree and of comments: not words that readers see.
NOT_WORDS = frozenset(
    (
        *("pk", "path", "depth", "numchild", "url_path", "content_type", "translation_key", "locale", "alias_of"),
        *("live", "has_unpublished_changes", "draft_title", "live_revision", "latest_revision"),
        *("latest_revision_created_at", "first_published_at", "last_published_at", "go_live_at", "expire_at"),
        *("expired", "locked", "locked_at", "locked_by", "owner", "wagtail_admin_comments", "status", "series"),
    )
)
# Keys that rows, blocks and paragraphs get when a page is saved, which changes no word either.
NOT_WORDS_INSIDE = frozenset({"pk", "id", "page", "content_object"})
_PARAGRAPH_KEY = re.compile(r' data-block-key="[^"]*"')
_BETWEEN_TAGS = re.compile(r">\s+<")


@dataclass(frozen=True)
class Reading:
    """Who is known to have read a text: its author (None for one that a program wrote) and its approvers."""

    author: int | None
    approvers: frozenset[int]
    # The revisions that hold the same words.
    revisions: frozenset[int]

    def people(self, publisher: Any = None) -> set[int]:
        known = {self.author, *self.approvers, getattr(publisher, "pk", None)}
        return {person for person in known if person is not None}


def words(content: dict[str, Any]) -> dict[str, Any]:
    """The part of a revision's content that readers see, the same however often an editor's form has saved it."""
    return {name: _plain(value) for name, value in content.items() if name not in NOT_WORDS}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        if value.startswith("[{"):  # a StreamField, stored as text
            with suppress(ValueError):
                return _plain(json.loads(value))
        return _BETWEEN_TAGS.sub("><", _PARAGRAPH_KEY.sub("", value)).strip()
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items() if name not in NOT_WORDS_INSIDE}
    if isinstance(value, list):
        parts = [_plain(part) for part in value]
        # Blocks stand in an order, and so do rows that can be moved; tags and choices come in any.
        ordered = any(isinstance(part, dict) and part.keys() & {"type", "sort_order"} for part in parts)
        return parts if ordered else sorted(parts, key=repr)
    return value


def reading_of(revision: Revision) -> Reading:
    """Who has read the words of this revision, which earlier revisions may have held already."""
    # This one is read again as well: in memory its content has dates where the database has text.
    backwards = Revision.objects.filter(
        base_content_type_id=revision.base_content_type_id,
        object_id=revision.object_id,
        created_at__lte=revision.created_at,
    ).order_by("-created_at", "-pk")
    author, alike, same = revision.user_id, [revision.pk], None
    for older in backwards.iterator(chunk_size=5):
        if same is None:
            same = words(older.content)
        elif words(older.content) != same:
            break
        author = older.user_id
        alike.append(older.pk)
    approved = TaskState.objects.filter(revision__in=alike, status=TaskState.STATUS_APPROVED)
    approvers = approved.exclude(finished_by=None).values_list("finished_by", flat=True)
    return Reading(author, frozenset(approvers), frozenset(alike))


def may_go_out(revision: Revision, publisher: Any = None) -> bool:
    """Whether this person may publish this revision: two people must have read it, the publisher counted in.

    A text that a program wrote and a program publishes (an import, the demo content) passes; so does a scheduled
    revision, which was approved when it was scheduled.
    """
    if publisher is None and revision.approved_go_live_at is not None:
        return True
    people = reading_of(revision).people(publisher)
    return len(people) != 1 if publisher is None else len(people) > 1


def may_approve(page: Any, user: Any, task: Any) -> bool:
    """Whether this person may approve the page's latest words at this step: neither their author, nor the one
    who approved them at another step of the same round.
    """
    revision = page.get_latest_revision()
    if revision is None:
        return False
    reading = reading_of(revision)
    other_steps = TaskState.objects.filter(
        workflow_state=page.current_workflow_state,
        revision__in=reading.revisions,
        status=TaskState.STATUS_APPROVED,
        finished_by=user,
    ).exclude(task_id=task.pk)
    return reading.author != user.pk and not other_steps.exists()
