"""The versions of one page that meet when somebody saves over another person's words, and what they become together."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import cached_property
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from taggit.models import ItemBase
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME, Revision

from portal.moderation.four_eyes import NOT_WORDS
from portal.moderation.publish_gate import as_stored
from portal.saving.three_way import Content, FieldMerge, Kind, Part, Side, merge

# No words for readers, but set in the form all the same: when a page is to come.
ALSO_MERGED = frozenset({"go_live_at"})


class PageMerge:
    """A page in three versions. `base` is what the form was loaded from, None where that is not known any more;
    `theirs` is the latest revision, and `mine` the page with the words of the form.
    """

    def __init__(self, base: Any, theirs: Revision, mine: Any) -> None:
        self.base, self.revision, self.mine = base, theirs, mine
        self.theirs = theirs.as_object()

    @cached_property
    def fields(self) -> dict[str, FieldMerge]:
        """The fields in which theirs and mine differ."""
        before = None if self.base is None else _content(self.base)
        return merge(before, _content(self.theirs), _content(self.mine), _kinds(type(self.mine)))

    @property
    def parts(self) -> list[Part]:
        """All in which they differ."""
        return [part for field in self.fields.values() for part in field.parts]

    @property
    def is_overwriting(self) -> bool:
        """Whether to save mine would change what theirs has and mine did not begin with."""
        return any(part.side is not Side.MINE for part in self.parts)

    def missing(self, choices: Mapping[str, str]) -> list[Part]:
        """The parts for which a choice is still needed."""
        return [part for part in self.parts if part.side is None and choices.get(part.name) not in set(Side)]

    def merged(self, choices: Mapping[str, str]) -> Any:
        """The page with the words of both. Raises KeyError when a choice is missing."""
        content = {**self.revision.content}
        content |= {name: field.merged(choices) for name, field in self.fields.items()}
        page: Any = self.revision.content_object
        return page.with_content_json(content)


def _kinds(model: Any) -> dict[str, Kind]:
    """The fields that are merged, and how each is divided."""
    kinds: dict[str, Kind] = {}
    for field in model._meta.get_fields():
        if field.auto_created or field.name in NOT_WORDS - ALSO_MERGED or not getattr(field, "serialize", False):
            continue
        if isinstance(field, StreamField):
            kinds[field.name] = Kind.BLOCKS
        elif isinstance(field, ParentalManyToManyField):
            kinds[field.name] = Kind.CHOICES
        elif not field.many_to_many:
            kinds[field.name] = Kind.WHOLE
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if name != COMMENTS_RELATION_NAME:
            kinds[name] = Kind.CHOICES if issubclass(relation.related_model, ItemBase) else Kind.ROWS
    return kinds


def _content(page: Any) -> Content:
    """What a revision of the page would hold, with line breaks of one kind: browsers send two signs for each."""
    content: Content = _one_kind_of_line_break(as_stored(page))
    return content


def _one_kind_of_line_break(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, dict):
        return {name: _one_kind_of_line_break(part) for name, part in value.items()}
    return [_one_kind_of_line_break(part) for part in value] if isinstance(value, list) else value
