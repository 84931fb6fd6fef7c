"""A selection of publications as a value: the same one is a page of results, a feed, an alert and an export."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from portal.selections.facets import Codes, facet_codes

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


@dataclass(frozen=True, init=False)
class Selection:
    """Free text and chosen facet codes; OR within a facet, AND between facets. Unknown codes match nothing.

    >>> Selection(q="pump", region=("skane", "halland")).query_string()
    'q=pump&region=skane&region=halland'
    """

    q: str
    # (facet, code) of each chosen value, in the facets' order.
    chosen: tuple[tuple[str, str], ...]
    sort: str
    language: str

    def __init__(
        self,
        q: str = "",
        chosen: Iterable[tuple[str, str]] = (),
        sort: str = "",
        language: str = "sv",
        **codes: Iterable[str],
    ) -> None:
        """Codes are given by the name of their facet, and stand in place of those of it among `chosen`.

        Raises TypeError for a name that is no facet's.
        """
        known = facet_codes()
        if unknown := codes.keys() - set(known):
            raise TypeError(f"no facets: {', '.join(sorted(unknown))}")
        kept = list(chosen)
        given = {facet: codes.get(facet, [code for other, code in kept if other == facet]) for facet in known}
        values = {
            "q": q,
            "chosen": tuple((facet, code) for facet in known for code in given[facet]),
            "sort": sort,
            "language": language,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_query(cls, query: QueryDict, language: str = "sv") -> Self:
        """Parse a query string; what has no sense is left out, nothing raises."""
        sort = query.get("sort", "")
        return cls(
            q=clean_question(query.get("q", "")),
            chosen=[(facet, code) for facet in facet_codes() for code in _codes(query.getlist(facet))],
            sort=sort if sort in SORTS else "",
            language=language,
        )

    def codes(self, facet: str) -> Codes:
        """The chosen codes of one facet."""
        return tuple(code for other, code in self.chosen if other == facet)

    @property
    def chosen_facets(self) -> dict[str, Codes]:
        """Facet → its chosen codes, for those that have any."""
        return {facet: self.codes(facet) for facet in dict.fromkeys(facet for facet, _code in self.chosen)}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the publications: the reader's own where none is chosen."""
        return self.codes("lang") or (self.language,)

    @property
    def order(self) -> str:
        """The sort in force: relevance for a question, newest for browsing, unless another is asked for."""
        if self.sort == "relevance" and not self.q:
            return "newest"
        return self.sort or ("relevance" if self.q else "newest")

    def with_codes(self, facet: str, codes: Codes) -> Self:
        """The selection with these codes of a facet in place of those chosen."""
        return replace(self, chosen=(*self.without_facet(facet).chosen, *((facet, code) for code in codes)))

    def without(self, facet: str, code: str) -> Self:
        return replace(self, chosen=tuple(pair for pair in self.chosen if pair != (facet, code)))

    def without_facet(self, facet: str) -> Self:
        return replace(self, chosen=tuple(pair for pair in self.chosen if pair[0] != facet))

    def query_string(self, **more: str | int) -> str:
        """The selection as a query string, in a fixed order, with further parameters such as page or format."""
        pairs: list[tuple[str, str | int]] = [("q", self.q)] if self.q else []
        pairs += self.chosen
        if self.sort:
            pairs.append(("sort", self.sort))
        return urlencode([*pairs, *more.items()])

    def __bool__(self) -> bool:
        return bool(self.q or self.chosen)
