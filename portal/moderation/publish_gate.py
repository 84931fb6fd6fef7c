"""The gate: whatever goes to readers has passed here, whichever button, list, clock or tool sends it.

`obstacles` asks; `pass_through` refuses. The doors: `ReadByTwo.publish` (bulk, workflow, worker, shell, translation
tool), the editor's own button (portal.wagtail_hooks), and, behind them all, the page's own `save`: in the admin a row
that readers see changes only to a revision that has passed.

A program may publish what a program wrote (an import, the demo content): no person is named in either, and what
is not a person's word needs no second person. Whoever loads content answers for it.
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
from wagtail.models import COMMENTS_RELATION_NAME, Page, Revision

from portal.moderation.four_eyes import reading_of, words
from portal.moderation.obstacles import NotReady, Obstacle, obstacles_of

# The revisions that are on their way through, so that nothing is asked twice on one way.
_passing: ContextVar[tuple[int, ...]] = ContextVar("passing", default=())


def acting_user(user: Any = None) -> Any:
    """Who does this: the person named, or who is at work in the admin; None for a program."""
    return user or get_active_log_context().user


def obstacles(revision: Revision, user: Any = None) -> list[Obstacle]:
    """Everything that keeps this revision from readers. The user is who publishes it, None for a program."""
    readers = reading_of(revision).people
    if not readers and acting_user(user) is None:
        return []
    page = revision.as_object()
    found = [*page.obstacles(), *_of_the_model(page)]
    if len(readers) < 2:
        found.append(Obstacle(_("So far one person alone has read this. Submit the page for review.")))
    return found


def _of_the_model(page: Any) -> Iterator[Obstacle]:
    """What the page's own fields, rows and blocks require, and an address that is taken."""
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
    try:
        # Whether the row of a new draft is unique among stored rows says nothing yet.
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
    """Publish inside this. Raises NotReady, before anything is changed, when something is in the way."""
    if revision.pk not in _passing.get() and (found := obstacles(revision, user)):
        raise NotReady(revision.content_object, found)
    with let_through(revision.pk):
        yield


@contextmanager
def let_through(revision_id: int | None) -> Iterator[None]:
    token = _passing.set((*_passing.get(), revision_id or 0))
    try:
        yield
    finally:
        _passing.reset(token)


def keeps_back(page: Any) -> bool:
    """Whether this save in the admin would show readers words that came through no door; they stay a draft then.

    Raises NotReady when the page would go live by it. Aliases follow the page whose words have passed.
    """
    if acting_user() is None or not page.live or page.alias_of_id or (page.live_revision_id or 0) in _passing.get():
        return False
    stored = Page.objects.filter(pk=page.pk).first() if page.pk else None
    if stored and stored.live and stored.live_revision_id == page.live_revision_id:
        return words(as_stored(page)) != words(as_stored(stored.specific))
    revision = Revision.objects.filter(pk=page.live_revision_id, object_id=str(page.pk)).first()
    unread = Obstacle(_("This is not the way to publish. Open the page in the editor."))
    if found := obstacles(revision) if revision else [unread]:
        raise NotReady(page, found)
    return False


def as_stored(page: Any) -> dict[str, Any]:
    """The page's content as a revision in the database would have it."""
    content: dict[str, Any] = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
    return content


def _on_schedule(instance: Revision, **kwargs: Any) -> None:
    """A live page is scheduled by its revision alone; the page itself is not saved."""
    if not instance.approved_go_live_at or not instance.pk or instance.pk in _passing.get() or acting_user() is None:
        return
    already = Revision.objects.filter(pk=instance.pk, approved_go_live_at=instance.approved_go_live_at)
    if not already.exists() and (found := obstacles(instance)):
        raise NotReady(instance.content_object, found)


def connect() -> None:
    pre_save.connect(_on_schedule, sender=Revision, dispatch_uid="portal.moderation.publish_gate.schedule")
