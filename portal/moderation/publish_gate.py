"""The gate: everything that is published passes here, whichever button, list, clock or tool publishes it.

`obstacles` lists what is in the way, `pass_through` refuses. They are asked in `ReadByTwo.publish` (used by workflow,
worker and shell), at the editor's Publish button and for bulk actions (portal.wagtail_hooks), when a time to publish is
set, and in the page's own `save`. The last is the safety net: in the admin, a row that readers see changes only to a
revision that has passed.

What is asked of a page are the rules of its type (portal.moderation.gate_rules). Some of them hold already when the
page is submitted for review (`before_review`).

A program may publish what a program wrote, such as an import or the demo content. There no user is named, neither as
author nor as publisher, and four eyes are not asked for. Whoever loads content is responsible for it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.log_actions import get_active_log_context
from wagtail.models import COMMENTS_RELATION_NAME, Page, Revision, WorkflowState

from portal.moderation.four_eyes import READERS_NEEDED, Reading, reading_of, words
from portal.moderation.gate_rules.rule import GateStep, obstacles_in
from portal.moderation.obstacles import NotReady, Obstacle, obstacles_of
from portal.moderation.steps import steps_left
from portal.moderation.warning_reasons import open_warnings
from portal.releases.holding import kept_for

# The ids of the revisions that have been let through and are being published now. They are not asked about again.
_passing: ContextVar[tuple[int, ...]] = ContextVar("passing", default=())


def acting_user(user: Any = None) -> Any:
    """Who does this: the given user, or the one at work in the admin; None for a program."""
    return user or get_active_log_context().user


def obstacles(revision: Revision, user: Any = None, *, in_review: bool = False) -> list[Obstacle]:
    """Everything that keeps this revision from being published; empty when nothing does.

    `user` is who publishes it, None for a program. Five things are asked: the rules of its type, what its fields, rows
    and blocks require, whether two people have read it, whether the steps of its workflow are taken (not `in_review`,
    where Wagtail goes on to those that are left), and whether a publisher has given a reason for each warning. The last
    two are asked of people alone: they were asked when a time to publish was set, and what comes up after that does not
    hold it back.
    """
    reading = reading_of(revision)
    if not reading.people and acting_user(user) is None:
        return []
    page = revision.as_object()
    found = [*obstacles_in(page), *of_the_model(page), *too_few(reading.people)]
    if acting_user(user) is not None:
        found += [*([] if in_review else untaken(page, reading)), *open_warnings(page)]
    return found


def too_few(readers: set[int]) -> list[Obstacle]:
    """That too few people have read a text, as an obstacle; empty when enough have."""
    told = _("So far one person alone has read this. Submit the page for review.")
    return [Obstacle(told)] if len(readers) < READERS_NEEDED else []


def untaken(page: Any, reading: Reading) -> list[Obstacle]:
    """That steps of its workflow are left, as an obstacle; empty when all are taken. Arguments as in `steps_left`."""
    left = ", ".join(steps_left(page, reading))
    return [Obstacle(_("Steps left of its review: %(steps)s.") % {"steps": left})] if left else []


def of_the_model(page: Any) -> Iterator[Obstacle]:
    """What the page's fields, child rows and blocks require. An address that is taken already is reported here, too."""
    yield from _of_fields(page, "")
    for relation in get_all_child_relations(type(page)):
        name = relation.get_accessor_name()
        if name == COMMENTS_RELATION_NAME:
            continue
        for number, row in enumerate(getattr(page, name).all(), 1):
            for wrong in _of_fields(row, relation.field.name):
                label = row._meta.get_field(wrong.field).verbose_name if wrong.field else row._meta.verbose_name
                said = _("No. %(number)s, %(field)s: %(message)s")
                yield Obstacle(said % {"number": number, "field": label, "message": wrong.message}, name)


def _of_fields(thing: Any, parent: str) -> Iterator[Obstacle]:
    """What the fields and blocks of a page or of a child row require. `parent` is the row's link to its page."""
    try:
        # The rows of a draft are not stored, so comparing them with stored rows would find false duplicates.
        thing.full_clean(exclude={parent, "id"} if parent else None, validate_unique=not parent)
    except ValidationError as error:
        yield from obstacles_of(error)
    for field in thing._meta.get_fields():
        if isinstance(field, StreamField):
            try:
                field.stream_block.clean(getattr(thing, field.name))
            except ValidationError as error:
                wrong = ", ".join(str(number + 1) for number in sorted(getattr(error, "block_errors", {})))
                said = _("Part %(numbers)s is empty or wrong.") % {"numbers": wrong} if wrong else str(error)
                yield Obstacle(said, field.name)


@contextmanager
def pass_through(revision: Revision, user: Any = None) -> Iterator[None]:
    """Publish inside this context. Raises NotReady, before anything is changed, when there is an obstacle."""
    if revision.pk not in _passing.get() and (found := obstacles(revision, user)):
        raise NotReady(revision.content_object, found)
    with let_through(revision.pk):
        yield


@contextmanager
def let_through(revision_id: int | None) -> Iterator[None]:
    """Inside this context the revision with this id is published without asking again."""
    token = _passing.set((*_passing.get(), revision_id or 0))
    try:
        yield
    finally:
        _passing.reset(token)


def keeps_back(page: Any) -> bool:
    """Whether saving this page in the admin would show readers words that have not passed the gate.

    The words then stay a draft. Raises NotReady when the save would make the page live. Aliases are not asked about:
    they follow a page whose words have passed.
    """
    if acting_user() is None or not page.live or page.alias_of_id or (page.live_revision_id or 0) in _passing.get():
        return False
    stored = Page.objects.filter(pk=page.pk).first() if page.pk else None
    if stored and stored.live and stored.live_revision_id == page.live_revision_id:
        return words(as_stored(page)) != words(as_stored(stored.specific))
    if release := kept_for(page.pk):
        told = _("It goes out with the release “%(release)s”. Take it out there before you publish it alone.")
        raise NotReady(page, [Obstacle(told % {"release": release})])
    revision = Revision.objects.filter(pk=page.live_revision_id, object_id=str(page.pk)).first()
    unread = Obstacle(_("This is not the way to publish. Open the page in the editor."))
    if found := obstacles(revision) if revision else [unread]:
        raise NotReady(page, found)
    return False


def as_stored(page: Any) -> dict[str, Any]:
    """The page's content in the form that a revision has in the database."""
    content: dict[str, Any] = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
    return content


def _on_schedule(instance: Revision, **kwargs: Any) -> None:
    """Ask the gate when a revision is scheduled: the page itself is not saved then.

    Raises NotReady when there is an obstacle. A time that was set before is not asked about again.
    """
    if not instance.approved_go_live_at or not instance.pk or instance.pk in _passing.get() or acting_user() is None:
        return
    already = Revision.objects.filter(pk=instance.pk, approved_go_live_at=instance.approved_go_live_at)
    if not already.exists() and (found := obstacles(instance)):
        raise NotReady(instance.content_object, found)


def _on_submission(instance: WorkflowState, **kwargs: Any) -> None:
    """Ask the rules that hold from submission on, whichever button, list or tool submits a page for review.

    Raises NotReady when there is an obstacle. A page that goes on to its next step is not asked about again.
    """
    if instance.status != WorkflowState.STATUS_IN_PROGRESS or acting_user() is None:
        return
    before = WorkflowState.objects.filter(pk=instance.pk).values_list("status", flat=True).first()
    revision = getattr(instance.content_object, "latest_revision", None)
    if before == WorkflowState.STATUS_IN_PROGRESS or revision is None:
        return
    page = revision.as_object()
    if found := before_review(page):
        raise NotReady(page, found, _("“%(title)s” was not submitted."))


def before_review(page: Any) -> list[Obstacle]:
    """What keeps a page from being submitted for review."""
    return [*obstacles_in(page, GateStep.SUBMISSION), *of_the_model(page)]


def connect() -> None:
    """Connect what is asked of scheduled and of submitted pages. Called once, when the app is ready."""
    pre_save.connect(_on_schedule, sender=Revision, dispatch_uid="portal.moderation.publish_gate.schedule")
    pre_save.connect(_on_submission, sender=WorkflowState, dispatch_uid="portal.moderation.publish_gate.submission")
