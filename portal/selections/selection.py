"""A selection of publications as a value: the same one is a page of results, a feed, an alert and an export."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

GROUPS = ("type", "area", "region", "verdict", "status", "year", "assessor", "level", "lang")
SORTS = ("relevance", "newest", "oldest", "title")
LONGEST_QUESTION = 200
MOST_VALUES = 50
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")


def clean_question(text: str) -> str:
    """Free text without control characters, single-spaced, cut at 200 characters."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())[:LONGEST_QUESTION].strip()


def _codes(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if _CODE.fullmatch(value)))[:MOST_VALUES]


@dataclass(frozen=True)
class Selection:
    """Free text and chosen facet codes; OR within a group, AND between groups. Unknown codes match nothing."""

    q: str = ""
    type: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    assessor: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    # The languages of the publications; the reader's own where none is chosen.
    lang: tuple[str, ...] = ()
    sort: str = ""
    language: str = "sv"

    @classmethod
    def from_query(cls, query: QueryDict, language: str = "sv") -> Self:
        """Parse a query string; what has no sense is left out, nothing raises."""
        sort = query.get("sort", "")
        return cls(
            q=clean_question(query.get("q", "")),
            sort=sort if sort in SORTS else "",
            language=language,
            **{group: _codes(query.getlist(group)) for group in GROUPS},
        )

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The chosen facet values as (group, code), in the groups' order."""
        return [(group, code) for group in GROUPS for code in getattr(self, group)]

    @property
    def languages(self) -> tuple[str, ...]:
        return self.lang or (self.language,)

    @property
    def order(self) -> str:
        """The sort in force: relevance for a question, newest for browsing, unless another is asked for."""
        if self.sort == "relevance" and not self.q:
            return "newest"
        return self.sort or ("relevance" if self.q else "newest")

    def without(self, group: str, code: str) -> Self:
        kept: Any = tuple(chosen for chosen in getattr(self, group) if chosen != code)
        return replace(self, **{group: kept})

    def without_group(self, group: str) -> Self:
        nothing: Any = ()
        return replace(self, **{group: nothing})

    def query_string(self, **more: str | int) -> str:
        """The selection as a query string, in a fixed order, with further parameters such as page or format."""
        pairs: list[tuple[str, str | int]] = [("q", self.q)] if self.q else []
        pairs += self.chosen
        if self.sort:
            pairs.append(("sort", self.sort))
        return urlencode([*pairs, *more.items()])

    def __bool__(self) -> bool:
        return bool(self.q or self.chosen)
