"""Four eyes: nothing is published that only one person has read.

The rule counts people, not clicks. Three kinds of people have read a text: whoever last changed its words, whoever
approved exactly these words, and whoever presses Publish in the editor, which shows them. A save that changes no word
changes nothing in this count. Somebody who publishes or approves from a list has not read the text: a list does not
show it.
"""

import hashlib
import json
import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from wagtail.models import PageLogEntry, Revision, TaskState

from portal.moderation.approval import Approval

# So many people must have read the words of a page before it is published.
READERS_NEEDED = 2
# The parts of a revision that are no words for readers: publishing, the place in the tree, comments.
NOT_WORDS = frozenset(
    (
        *("pk", "path", "depth", "numchild", "url_path", "content_type", "translation_key", "locale", "alias_of"),
        *("live", "has_unpublished_changes", "draft_title", "live_revision", "latest_revision"),
        *("latest_revision_created_at", "first_published_at", "last_published_at", "go_live_at"),
        *("expired", "locked", "locked_at", "locked_by", "owner", "wagtail_admin_comments", "status", "series"),
    )
)
# Keys that child rows and blocks are given when a page is saved; they are no words either. "page" is left out of rows
# only: in a block it is a page that the editor chose.
NOT_WORDS_IN_ROWS = frozenset({"pk", "id", "page", "content_object"})
NOT_WORDS_IN_BLOCKS = frozenset({"id"})
_PARAGRAPH_KEY = re.compile(r' data-block-key="[^"]*"')
_BETWEEN_TAGS = re.compile(r">\s+<")


@dataclass(frozen=True)
class Reading:
    """Who has read a text. `author` is who last changed it, None for a program; `approvers` are user ids."""

    author: int | None
    approvers: frozenset[int]
    # The ids of the revisions that hold exactly these words.
    revisions: frozenset[int]

    @property
    def people(self) -> set[int]:
        """The ids of all people who have read the text."""
        return {person for person in (self.author, *self.approvers) if person is not None}


def words(content: dict[str, Any]) -> dict[str, Any]:
    """The part of a revision's content that readers see.

    It stays equal when an editor's form saves the page again without a change of words. A last day is one of them: it
    takes the page from readers, which nobody decides alone.
    """
    said = {name: value for name, value in content.items() if value or name != "expire_at"}
    return {name: plain(value) for name, value in said.items() if name not in NOT_WORDS}


def plain(value: Any, *, in_stream: bool = False) -> Any:
    """A value without what changes although no word does: keys of rows, blocks and paragraphs, order of tags, white
    space. `in_stream` says that it is part of a StreamField: every order there is the editor's, that of cells too.
    """
    if isinstance(value, str):
        if value.startswith("[{") and not in_stream:  # a StreamField, stored as text
            with suppress(ValueError):
                return plain(json.loads(value), in_stream=True)
        return _BETWEEN_TAGS.sub("><", _PARAGRAPH_KEY.sub("", value)).strip()
    if isinstance(value, dict):
        left_out = NOT_WORDS_IN_ROWS if "pk" in value else NOT_WORDS_IN_BLOCKS if "type" in value else ()
        return {name: plain(part, in_stream=in_stream) for name, part in value.items() if name not in left_out}
    if isinstance(value, list):
        parts = [plain(part, in_stream=in_stream) for part in value]
        # The order of rows that can be moved is the editor's, too; tags and choices have no order.
        ordered = in_stream or any(isinstance(part, dict) and "sort_order" in part for part in parts)
        return parts if ordered else sorted(parts, key=repr)
    return value


def reading_of(revision: Revision) -> Reading:
    """Who has read the words of this revision.

    Earlier revisions with the same words count as the same text: the oldest of them names the author.
    """
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
    """A hash of the words of a revision's content, by which approvals find them again. `content` is as stored."""
    return hashlib.sha256(json.dumps(words(content), sort_keys=True).encode()).hexdigest()


def _stored(revision: Revision) -> dict[str, Any]:
    # Read from the database: in memory the content of a new revision holds dates where the database holds text.
    content: dict[str, Any] = Revision.objects.values_list("content", flat=True).get(pk=revision.pk)
    return content


def approve(revision: Revision, reader: Any) -> None:
    """Write down that `reader` (a user) has read the words of this revision and approves them."""
    Approval.objects.get_or_create(
        page_id=revision.object_id, fingerprint=fingerprint(_stored(revision)), reader_id=reader.pk
    )


def is_settled(revision: Revision) -> bool:
    """Whether this revision is more than a draft: approved at a step of any kind, scheduled, or published once."""
    if revision.approved_go_live_at:
        return True
    published = PageLogEntry.objects.filter(revision=revision, action__startswith="wagtail.publish")
    approved = Approval.objects.filter(page_id=revision.object_id, fingerprint=fingerprint(_stored(revision)))
    taken = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED)
    return published.exists() or approved.exists() or taken.exists()


def may_approve(page: Any, user: Any, task: Any) -> bool:
    """Whether `user` may approve the page's latest words at this step of the workflow (`task`).

    They may not when they wrote the words, or have approved them at another step of the same round.
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


def kept_from(states: Any, user: Any) -> set[int]:
    """Those of these task states (ids) that `user` may not approve: may_approve for many, for lists.

    The number of queries grows with how often the same words were saved in a row, not with the number of pages.
    """
    rows = list(states.values_list("pk", "task_id", "workflow_state_id", "workflow_state__object_id"))
    saved: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    revisions = Revision.page_revisions.filter(object_id__in={row[3] for row in rows}).order_by("-created_at", "-pk")
    for pk, page_id, author in revisions.values_list("pk", "object_id", "user_id"):
        saved[page_id].append((pk, author))
    alike = _alike(saved)
    given = TaskState.objects.filter(
        workflow_state__in={row[2] for row in rows}, status=TaskState.STATUS_APPROVED, finished_by=user
    )
    answers = list(given.values_list("workflow_state_id", "task_id", "revision_id"))
    kept = set()
    for pk, task_id, round_id, page_id in rows:
        same = saved[page_id][: alike.get(page_id, 0)]
        others = {answer[2] for answer in answers if answer[0] == round_id and answer[1] != task_id}
        if not same or same[-1][1] == user.pk or others & {revision for revision, _author in same}:
            kept.add(pk)
    return kept


def _alike(saved: dict[str, list[tuple[int, int | None]]]) -> dict[str, int]:
    """For each page how many of its revisions, the newest first, have the same words as the newest."""
    alike: dict[str, int] = {}
    newest: dict[str, Any] = {}
    number, asked = 0, set(saved)
    while asked:
        keys = [saved[page_id][number][0] for page_id in asked if len(saved[page_id]) > number]
        contents = Revision.objects.filter(pk__in=keys).values_list("object_id", "content")
        read = {page_id: words(content) for page_id, content in contents}
        newest = newest or read
        asked = {page_id for page_id, found in read.items() if found == newest[page_id]}
        number += 1
        alike |= dict.fromkeys(asked, number)
    return alike
