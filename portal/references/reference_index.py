"""Completes Wagtail's reference index, and refuses to delete what is in use.

Wagtail's index leaves out many-to-many fields, tags and drafts. With them in it, everything in Wagtail that asks the
index (usage pages, confirmations, lists) tells the whole truth, and no view can delete what is in use.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from asgiref.local import Local
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex, Revision, TaskState

from portal.references.revision_references import references_in, stands_in_text
from portal.vocabulary.models import VOCABULARY

# Added at the end of a path in the index when only a draft holds the reference.
DRAFT = "@draft"
MOST_NAMED = 20
_in_wagtail: Any = ReferenceIndex.__dict__["_extract_references_from_object"].__func__
_told_by_wagtail: Any = ReferenceIndex.describe_source_field
_on_delete_in_wagtail: Any = ReferenceIndex.__dict__["on_delete"].func
_waiting = Local()


class InUse(models.ProtectedError):
    """Raised when something is deleted that pages, drafts or other rows use. Its text names them for a message."""


def guarded() -> tuple[type[models.Model], ...]:
    """What can't be deleted while it is in use."""
    return (*VOCABULARY, Page, get_document_model(), get_image_model())


# What the index holds


def _references(cls: type[ReferenceIndex], source: Any) -> Iterator[tuple[int, str, str, str]]:
    """Replaces Wagtail's function: the references of an object, also those in many-to-many fields and in drafts.

    Yields (content type id of the target, id of the target, path of fields, path of rows), as Wagtail's does.
    """
    found = list(_in_wagtail(cls, source))
    for field in source._meta.many_to_many:
        to = cls._get_base_content_type(field.related_model).pk
        keys = field.value_from_object(source) if source.pk else ()
        found += [(to, str(row.pk), field.name, f"{field.name}.{row.pk}") for row in keys]
    yield from found
    known = {(to, pk, content_path) for to, pk, _model_path, content_path in found}
    if isinstance(source, Page) and source.specific_class is type(source):
        for draft in drafts_of(source):
            for model, pk, model_path, content_path in references_in(type(source), draft.content):
                to = cls._get_base_content_type(model).pk
                if (to, pk, content_path) not in known:
                    yield to, pk, f"{model_path}.{DRAFT}", content_path


def drafts_of(page: Page) -> Any:
    """The revisions of a page that may still be published: the latest if it is not live, scheduled ones, those in
    review.
    """
    waiting = Q(approved_go_live_at__isnull=False)
    reviewed = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    waiting |= Q(pk__in=reviewed.values("revision_id"))
    if page.latest_revision_id != page.live_revision_id:
        waiting |= Q(pk=page.latest_revision_id)
    return Revision.objects.filter(
        waiting, base_content_type=ContentType.objects.get_for_model(Page), object_id=page.pk
    )


def _on_delete(reference: ReferenceIndex) -> Any:
    """Replaces Wagtail's property: what deleting the target would do. PROTECT where a page or row has chosen it.

    Links in running text do not protect their page.
    """
    as_defined = _on_delete_in_wagtail(reference)
    to = ContentType.objects.get_for_id(reference.to_content_type_id).model_class()
    if to not in guarded() or as_defined is models.CASCADE or (to is Page and stands_in_text(reference)):
        return as_defined
    return models.PROTECT


def _in_words(reference: ReferenceIndex) -> str:
    """Replaces Wagtail's function: what editors call the field that holds the reference, and whether only a draft
    does.
    """
    row: Any = getattr(reference.source_field, "related_model", None)
    if isinstance(reference.source_field, models.ForeignObjectRel) and issubclass(row, ItemBase):
        described = str(capfirst(reference.related_field.related_model._meta.verbose_name))
    else:
        described = " → ".join(dict.fromkeys(_told_by_wagtail(reference).split(" → ")))
    return _("%(field)s (draft)") % {"field": described} if reference.model_path.endswith(DRAFT) else described


# When the index is brought up to date: at the end of the transaction of the change. Wagtail leaves it to the worker.


def _renew_later(source: Any) -> None:
    """Have the references of an object written again when the transaction ends."""
    waiting: dict[Any, None] = getattr(_waiting, "sources", None) or {}
    waiting[(type(source), source.pk)] = None
    _waiting.sources = waiting
    transaction.on_commit(renew)


def renew() -> None:
    """Write the references of the objects that this transaction has changed so far."""
    waiting, _waiting.sources = getattr(_waiting, "sources", None) or {}, {}
    for model, pk in waiting:
        source = model._default_manager.filter(pk=pk).first()
        if source is None:
            continue
        with transaction.atomic():
            ReferenceIndex.create_or_update_for_object(source.specific if isinstance(source, Page) else source)


def _on_change(sender: type[models.Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Note that an object was saved or deleted, or a child row of a page such as its document."""
    if raw:
        return
    if isinstance(instance, Page):
        _renew_later(Page(pk=instance.pk))
    elif ReferenceIndex.is_indexed(type(instance)):
        _renew_later(instance)
    for field in instance._meta.fields:
        parent: Any = field.related_model if isinstance(field, ParentalKey) else None
        if parent and issubclass(parent, Page):
            _renew_later(Page(pk=getattr(instance, field.attname)))


def _on_choice(sender: Any, instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **kwargs: Any) -> None:
    """Note that a many-to-many field was changed, from either side."""
    if not reverse:
        _on_change(type(instance), instance)
    elif action == "pre_clear":
        field = next(field for field in model._meta.many_to_many if field.remote_field.through is sender)
        chosen = sender._default_manager.filter(**{field.m2m_reverse_field_name(): instance})
        pk_set = set(chosen.values_list(field.m2m_field_name(), flat=True))
    for pk in pk_set or () if reverse else ():
        _on_change(model, model(pk=pk))


def _on_draft_change(sender: type[models.Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Note that a revision, or its state in a workflow, was saved or deleted."""
    if raw:
        return
    revision = instance if isinstance(instance, Revision) else instance.revision
    if revision and revision.base_content_type == ContentType.objects.get_for_model(Page):
        _renew_later(Page(pk=int(revision.object_id)))


# Deletion


def _refuse_while_used(sender: type[models.Model], instance: Any, origin: Any = None, **kwargs: Any) -> None:
    """Raise InUse when something is about to be deleted that is in use. `origin` is where the deletion started."""
    if users := users_of(instance, apart_from=origin):
        names = ", ".join(f"{user} ({user._meta.verbose_name} {user.pk})" for user in users)
        told = _("“%(thing)s” can't be deleted while it is in use: %(users)s.")
        raise InUse(told % {"thing": instance, "users": names}, set(users))


def is_used(thing: Any) -> bool:
    """Whether any page, live or as a draft, or any other row refers to this object."""
    renew()
    return bool(ReferenceIndex.get_references_to(thing).exists())


def users_of(thing: Any, apart_from: Any = None) -> list[Any]:
    """The first objects that stand in the way of deleting a thing, at most 20.

    `apart_from` is where the deletion started (a page or a queryset): pages that go with it are no obstacle.
    """
    renew()
    gone = tuple(_paths(apart_from)) if isinstance(thing, Page) else ()
    users: dict[tuple[int, str], Any] = {}
    for reference in ReferenceIndex.get_references_to(thing).order_by("pk").iterator():
        key = (reference.base_content_type_id, reference.object_id)
        if key not in users and reference.on_delete is models.PROTECT:
            user = ContentType.objects.get_for_id(key[0]).get_object_for_this_type(pk=key[1])
            if not (isinstance(user, Page) and user.path.startswith(gone or "-")):
                users[key] = user
        if len(users) == MOST_NAMED:
            break
    return list(users.values())


def _paths(origin: Any) -> list[str]:
    """The tree paths of the pages that a deletion started with."""
    if isinstance(origin, Page):
        return [origin.path]
    is_pages = isinstance(origin, models.QuerySet) and issubclass(origin.model, Page)
    return list(origin.values_list("path", flat=True)) if is_pages else []


def connect() -> None:
    """Replace Wagtail's functions and connect the receivers. Called once, when the app is ready.

    Wagtail's own task that renews the index stays, for a process that is killed before its transaction's end.
    """
    patched: Any = ReferenceIndex
    patched._extract_references_from_object = classmethod(_references)
    patched.describe_source_field = _in_words
    patched.on_delete = cached_property(_on_delete)
    patched.on_delete.__set_name__(ReferenceIndex, "on_delete")
    for model in guarded():
        pre_delete.connect(_refuse_while_used, sender=model, dispatch_uid=f"portal.uses.delete.{model.__name__}")
    m2m_changed.connect(_on_choice, dispatch_uid="portal.uses.chosen")
    for signal in (post_save, post_delete):
        signal.connect(_on_change, dispatch_uid=f"portal.uses.changed.{signal is post_save}")
    for model in (Revision, TaskState):
        for signal in (post_save, post_delete):
            signal.connect(_on_draft_change, sender=model, dispatch_uid=f"portal.uses.{model.__name__}")
