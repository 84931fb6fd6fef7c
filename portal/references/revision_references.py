"""What the content of a revision refers to, read from its JSON, and what of it has been deleted since."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.blocks import ChooserBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, ReferenceIndex
from wagtail.rich_text import extract_references_from_rich_text

from portal.forms.refusals import Refused


@dataclass(frozen=True)
class Reference:
    """One thing that a page's content refers to.

    `pk` is its id as text, `model_path` and `content_path` are as in Wagtail's reference index: the names of fields,
    and the same with the ids of rows and blocks.
    """

    to: type[Model]
    pk: str
    model_path: str = ""
    content_path: str = ""
    # True for a link in running text, which is shown as its words when its target is gone.
    is_link: bool = False

    def below(self, model_path: str, content_path: str) -> "Reference":
        """The same reference with the paths of the field, row or block around it put in front."""
        return replace(
            self,
            model_path=f"{model_path}.{self.model_path}".rstrip("."),
            content_path=f"{content_path}.{self.content_path}".rstrip("."),
        )


@dataclass(frozen=True)
class Missing:
    """A field of a page whose target has been deleted: what editors call the field, and what kind of thing it was."""

    field: str
    kind: str

    def __str__(self) -> str:
        return _("%(field)s (%(kind)s)") % {"field": self.field, "kind": self.kind}


class NamesWhatIsGone(Refused):
    """Raised when a revision is published that refers to something deleted."""

    def __init__(self, title: str, missing: list[Missing]) -> None:
        told = _("“%(title)s” can't be published: it names something that has been deleted, in %(fields)s.")
        advice = _("Open it, choose something else or nothing, and save.")
        super().__init__(f"{told % {'title': title, 'fields': listed(missing)}} {advice}")


def listed(missing: Iterable[Missing]) -> str:
    """These fields in one line, each once."""
    return ", ".join(dict.fromkeys(map(str, missing)))


def references_in(model: type[Model], content: dict[str, Any]) -> Iterator[Reference]:
    """Everything that the content of a revision refers to: in fields, rows, many-to-many fields, blocks and links.

    `model` is the page's model, `content` the revision's content.
    """
    for field in model._meta.get_fields():
        value = content.get(field.name) if field.concrete else None
        if value is None or getattr(field, "wagtail_reference_index_ignore", False):
            continue
        yield from _in_field(field, value)
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        for row in content.get(name) or []:
            for found in references_in(relation.related_model, row):
                yield found.below(f"{name}.item", f"{name}.{row.get('pk')}")


def _in_field(field: Any, value: Any) -> Iterator[Reference]:
    if is_reference(field):
        yield Reference(field.related_model, str(value), field.name, field.name)
    elif field.many_to_many:
        for pk in value:
            yield Reference(field.related_model, str(pk), field.name, f"{field.name}.{pk}")
    elif isinstance(field, StreamField):
        raw = json.loads(value) if isinstance(value, str) else value
        for found in _in_block(field.stream_block, raw or []):
            yield found.below(field.name, field.name)
    elif isinstance(field, RichTextField):
        for found in _in_text(value):
            yield found.below(field.name, field.name)


def is_reference(field: Any) -> bool:
    """Whether a field is a foreign key that editors fill in. Links of rows to their page and Wagtail's own are not."""
    if not isinstance(field, ForeignKey) or isinstance(field, ParentalKey) or field.remote_field.parent_link:
        return False
    return not getattr(field.related_model, "wagtail_reference_index_ignore", False)


def _in_block(block: Any, raw: Any) -> Iterator[Reference]:
    if raw is None:
        return
    if isinstance(block, StreamBlock | ListBlock):
        for child in raw:
            kind, key, value = _child(child)
            inner = block.child_block if isinstance(block, ListBlock) else block.child_blocks.get(kind)
            for found in _in_block(inner, value) if inner else ():
                yield found.below(kind, key)
    elif isinstance(block, StructBlock):
        for name, inner in block.child_blocks.items():
            for found in _in_block(inner, raw.get(name)):
                yield found.below(name, name)
    elif isinstance(block, ChooserBlock):
        yield Reference(block.model_class, str(raw))
    elif isinstance(block, RichTextBlock):
        yield from _in_text(raw)


def _child(child: Any) -> tuple[str, str, Any]:
    """(type, id, value) of a block in a stream or list. Items of lists stored by old versions are bare values."""
    if isinstance(child, dict) and "value" in child:
        return child["type"], child.get("id") or "", child["value"]
    return "item", "", child


def _in_text(text: str) -> Iterator[Reference]:
    for to, pk, _model_path, _content_path in extract_references_from_rich_text(text):
        yield Reference(to, str(pk), is_link=True)


def missing_in(model: type[Model], content: dict[str, Any]) -> list[Missing]:
    """The fields of the content whose target is gone. Links to pages do not count. One query for each model
    referred to.
    """
    gone = [reference for reference in _gone(model, content) if not is_mere_link(reference)]
    return [Missing(_field_in_words(model, reference), str(reference.to._meta.verbose_name)) for reference in gone]


def is_mere_link(reference: Reference) -> bool:
    """Whether the text works without the target: a link to a page that is gone is shown as its words."""
    return reference.is_link and issubclass(reference.to, Page)


def _gone(model: type[Model], content: dict[str, Any]) -> list[Reference]:
    found = list(references_in(model, content))
    there: dict[type[Model], set[str]] = {}
    for to in {reference.to for reference in found}:
        keys = [reference.pk for reference in found if reference.to is to and reference.pk.isdecimal()]
        there[to] = {str(pk) for pk in to._default_manager.filter(pk__in=keys).values_list("pk", flat=True)}
    return [reference for reference in found if reference.pk not in there[reference.to]]


def _field_in_words(model: type[Model], reference: Reference) -> str:
    described = ReferenceIndex(
        content_type=ContentType.objects.get_for_model(model), model_path=reference.model_path
    ).describe_source_field()
    return str(capfirst(described))


def without_missing(model: type[Model], content: dict[str, Any]) -> dict[str, Any]:
    """The content without foreign keys whose target is gone: empty, or without the row where the key is required.

    modelcluster does this for keys that Django would set to null, and refuses for those that Django would protect. It
    also leaves out missing many-to-many choices. Blocks and links without a target stay and are shown as empty.
    """
    kept = dict(content)
    for field in model._meta.concrete_fields:
        if is_reference(field) and kept.get(field.name) is not None and not _is_there(field, kept[field.name]):
            kept[field.name] = None
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if name in kept:
            rows = [(row, without_missing(relation.related_model, row)) for row in kept[name] or []]
            kept[name] = [row for before, row in rows if _may_stand(relation.related_model, before, row)]
    return kept


def _is_there(field: Any, key: Any) -> bool:
    return bool(field.related_model._default_manager.filter(**{field.remote_field.field_name: key}).exists())


def _may_stand(model: type[Model], before: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a row may be kept although these keys of it were emptied: none of them is required."""
    emptied = {name for name, value in before.items() if value is not None and row[name] is None}
    return all(field.null for field in model._meta.concrete_fields if field.name in emptied)


class TellsMissing:
    """For page types: a revision that refers to something deleted can be opened, and the page knows what it lost."""

    missing: tuple[Missing, ...] = ()

    @classmethod
    def from_serializable_data(cls: Any, data: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Build the page from the content of a revision, without what is gone; `missing` lists it."""
        missing = missing_in(cls, data)
        if missing:
            data = without_missing(cls, data)
        page = super().from_serializable_data(data, *args, **kwargs)  # type: ignore[misc]
        if page is not None:
            page.missing = tuple(missing)
        return page

    def publish(self: Any, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision. Raises NamesWhatIsGone when it refers to something deleted."""
        if missing := missing_in(type(self), revision.content):
            raise NamesWhatIsGone(self.draft_title or self.title, missing)
        return super().publish(revision, *args, **kwargs)  # type: ignore[misc]
