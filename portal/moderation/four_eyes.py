"""Two pairs of eyes: no text goes to readers that one person alone has read.

The rule counts people, not clicks. Whoever last changed the words has read them; so has whoever approved
exactly those words, and whoever presses Publish in the editor, which shows them. A save that changes no word changes
nothing in the count; who publishes or approves from a list has not read what the list doesn't show.
"""

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from wagtail.models import PageLogEntry, Revision, TaskState

from portal.moderation.approval import Approval

# What a revision says of publishing, of its place in the tree and of comments: not words that readers see.
NOT_WORDS = frozenset(
    (
        *("pk", "path", "depth", "numchild", "url_path", "content_type", "translation_key", "locale", "alias_of"),
        *("live", "has_unpublished_changes", "draft_title", "live_revision", "latest_revision"),
        *("latest_revision_created_at", "first_published_at", "last_published_at", "go_live_at", "expire_at"),
        *("expired", "locked", "locked_at", "locked_by", "owner", "wagtail_admin_comments", "status", "series"),
    )
)
# Keys that rows and blocks get when a page is saved, which changes no word either. In a block "page" is a choice.
NOT_WORDS_IN_ROWS = frozenset({"pk", "id", "page", "content_object"})
NOT_WORDS_IN_BLOCKS = frozenset({"id"})
_PARAGRAPH_KEY = re.compile(r' data-block-key="[^"]*"')
_BETWEEN_TAGS = re.compile(r">\s+<")


@dataclass(frozen=True)
class Reading:
    """Who is known to have read a text: its author (None for one that a program wrote) and its approvers."""

    author: int | None
    approvers: frozenset[int]
    # The revisions that hold the same words.
    revisions: frozenset[int]

    @property
    def people(self) -> set[int]:
        return {person for person in (self.author, *self.approvers) if person is not None}


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
        left_out = NOT_WORDS_IN_ROWS if "pk" in value else NOT_WORDS_IN_BLOCKS if "type" in value else ()
        return {name: _plain(part) for name, part in value.items() if name not in left_out}
    if isinstance(value, list):
        parts = [_plain(part) for part in value]
        # Blocks stand in an order, and so do rows that can be moved; tags and choices come in any.
        ordered = any(isinstance(part, dict) and part.keys() & {"type", "sort_order"} for part in parts)
        return parts if ordered else sorted(parts, key=repr)
    return value


def reading_of(revision: Revision) -> Reading:
    """Who has read the words of this revision, which earlier revisions may have held already."""
    backwards = Revision.objects.filter(
        base_content_type_id=revision.base_content_type_id,
        object_id=revision.object_id,
        created_at__lte=revision.created_at,
    ).order_by("-created_at", "-pk")
    content = _stored(revision)
    author, alike, same = revision.user_id, [revision.pk], words(content)
    for older in backwards.iterator(chunk_size=5):
        if words(older.content) != same:
            break
        author = older.user_id
        alike.append(older.pk)
    approved = Approval.objects.filter(page_id=revision.object_id, fingerprint=fingerprint(content))
    return Reading(author, frozenset(approved.values_list("reader_id", flat=True)), frozenset(alike))


def fingerprint(content: dict[str, Any]) -> str:
    """What tells the words of a revision's content, as the database has it, from all others."""
    return hashlib.sha256(json.dumps(words(content), sort_keys=True).encode()).hexdigest()


def _stored(revision: Revision) -> dict[str, Any]:
    # In memory its content has dates where the database has text.
    content: dict[str, Any] = Revision.objects.values_list("content", flat=True).get(pk=revision.pk)
    return content


def approve(revision: Revision, reader: Any) -> None:
    """Write down that this person has the words of this revision before them and lets them pass."""
    Approval.objects.get_or_create(
        page_id=revision.object_id, fingerprint=fingerprint(_stored(revision)), reader_id=reader.pk
    )


def is_settled(revision: Revision) -> bool:
    """Whether this revision is more than somebody's draft: approved, scheduled, or shown to readers at any time."""
    if revision.approved_go_live_at:
        return True
    published = PageLogEntry.objects.filter(revision=revision, action__startswith="wagtail.publish")
    approved = Approval.objects.filter(page_id=revision.object_id, fingerprint=fingerprint(_stored(revision)))
    return published.exists() or approved.exists()


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
