"""What the content of a revision refers to, read from its JSON, and what of it has been deleted since."""

import json
from collections.abc import Iterable, Iterator
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

# (kind of thing, its key, path to the field, path to the place), as blocks give them to Wagtail's reference index.
Reference = tuple[type[Model], str, str, str]


class NamesWhatIsGone(Refused):
    """Raised when a revision is published that refers to something deleted."""

    def __init__(self, title: str, missing: Iterable[str]) -> None:
        told = _("“%(title)s” can't be published: it names something that has been deleted, in %(fields)s.")
        advice = _("Open it, choose something else or nothing, and save.")
        super().__init__(f"{told % {'title': title, 'fields': listed(missing)}} {advice}")


def listed(missing: Iterable[str]) -> str:
    """What `missing_in` found, each place once."""
    return ", ".join(dict.fromkeys(missing))


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
            yield from _below(f"{name}.item", f"{name}.{row.get('pk')}", references_in(relation.related_model, row))


def _below(model_path: str, content_path: str, references: Iterable[Reference]) -> Iterator[Reference]:
    """The references of a field, row or block, seen from outside it."""
    for to, pk, inner_model_path, inner_content_path in references:
        paths = f"{model_path}.{inner_model_path}".rstrip("."), f"{content_path}.{inner_content_path}".rstrip(".")
        yield to, str(pk), *paths


def _in_field(field: Any, value: Any) -> Iterator[Reference]:
    if is_reference(field):
        yield field.related_model, str(value), field.name, field.name
    elif field.many_to_many:
        for pk in value:
            yield field.related_model, str(pk), field.name, f"{field.name}.{pk}"
    elif isinstance(field, StreamField):
        raw = json.loads(value) if isinstance(value, str) else value
        yield from _below(field.name, field.name, _in_block(field.stream_block, raw or []))
    elif isinstance(field, RichTextField):
        yield from _below(field.name, field.name, extract_references_from_rich_text(value))


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
            yield from _below(kind, key, _in_block(inner, value) if inner else ())
    elif isinstance(block, StructBlock):
        for name, inner in block.child_blocks.items():
            yield from _below(name, name, _in_block(inner, raw.get(name)))
    elif isinstance(block, ChooserBlock):
        yield block.model_class, str(raw), "", ""
    elif isinstance(block, RichTextBlock):
        yield from extract_references_from_rich_text(raw)


def _child(child: Any) -> tuple[str, str, Any]:
    """(type, id, value) of a block in a stream or list. Items of lists stored by old versions are bare values."""
    if isinstance(child, dict) and "value" in child:
        return child["type"], child.get("id") or "", child["value"]
    return "item", "", child


def stands_in_text(reference: ReferenceIndex) -> bool:
    """Whether the reference is a link in running text. Such a link is shown as its words when its page is gone."""
    field: Any = reference.source_field
    if isinstance(field, RichTextField):
        return True
    block: Any = field.stream_block if isinstance(field, StreamField) else None
    for name in reference.model_path_components[1:]:
        if block is not None and not name.startswith("@"):  # that of a draft, which is no block
            block = block.child_block if name == "item" else block.child_blocks.get(name)
    return isinstance(block, RichTextBlock)


def missing_in(model: type[Model], content: dict[str, Any]) -> list[str]:
    """What the content names in vain, links to pages aside: each field in words with the kind of thing."""
    missing = []
    for to, _pk, model_path, _content_path in _gone(list(references_in(model, content))):
        place = ReferenceIndex(content_type=ContentType.objects.get_for_model(model), model_path=model_path)
        if not (issubclass(to, Page) and stands_in_text(place)):
            said = {"field": capfirst(place.describe_source_field()), "kind": to._meta.verbose_name}
            missing.append(_("%(field)s (%(kind)s)") % said)
    return missing


def _gone(references: list[Reference]) -> list[Reference]:
    """Those whose target is not there; one query for each kind of thing."""
    there: dict[type[Model], set[str]] = {}
    for kind in {to for to, *_rest in references}:
        keys = [pk for to, pk, *_paths in references if to is kind and pk.isdecimal()]
        there[kind] = set(map(str, kind._default_manager.filter(pk__in=keys).values_list("pk", flat=True)))
    return [reference for reference in references if reference[1] not in there[reference[0]]]


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

    missing: tuple[str, ...] = ()

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
