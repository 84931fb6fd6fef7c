"""A selection of publications as a value. One selection can be shown as a page of results, a feed or an export."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict

from portal.selections.facets import Codes, facet_codes

SORTS = ("relevance", "newest", "oldest", "title")
LONGEST_QUESTION = 200
MOST_VALUES = 50
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")


def clean_question(text: str) -> str:
    """The free text without control characters, with single spaces, at most 200 characters long."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())[:LONGEST_QUESTION].strip()


def _codes(values: Iterable[str]) -> tuple[str, ...]:
    """The values that can be codes, each once, at most 50 of them."""
    return tuple(dict.fromkeys(value for value in values if _CODE.fullmatch(value)))[:MOST_VALUES]


@dataclass(frozen=True, init=False)
class Selection:
    """Free text and chosen facet codes, in the list of a language (portal.publications.translations).

    A page must have one of the chosen codes of each facet that has any. A code that nothing has finds nothing. Without
    a language it is of all pages, so that a publication may be in it twice.

    >>> Selection(q="pump", region=("skane", "halland")).query_string()
    'q=pump&region=skane&region=halland'
    """

    q: str
    # (facet, code) for each chosen value, in the order of the facets.
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
        """Codes may be given as `chosen`, or by keyword with the facet's name; these replace that facet's in `chosen`.

        Raises TypeError for a keyword that is no facet.
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
        """Read a query string. What can't be understood is left out; nothing raises."""
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
        """Facet → its chosen codes, for the facets that have any."""
        return {facet: self.codes(facet) for facet in dict.fromkeys(facet for facet, _code in self.chosen)}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that its words may be in, the reader's own first: a list has pages of all of them."""
        others = (code for code, _name in settings.LANGUAGES if code != self.language)
        return (*filter(None, [self.language]), *others)

    @property
    def order(self) -> str:
        """The order to sort by: the one asked for, else relevance when there is a question and the newest first
        when not.
        """
        if self.sort == "relevance" and not self.q:
            return "newest"
        return self.sort or ("relevance" if self.q else "newest")

    def with_codes(self, facet: str, codes: Codes) -> Self:
        """This selection with these codes of a facet instead of those chosen."""
        return replace(self, chosen=(*self.without_facet(facet).chosen, *((facet, code) for code in codes)))

    def without(self, facet: str, code: str) -> Self:
        """This selection without one code."""
        return replace(self, chosen=tuple(pair for pair in self.chosen if pair != (facet, code)))

    def without_facet(self, facet: str) -> Self:
        """This selection without any code of a facet."""
        return replace(self, chosen=tuple(pair for pair in self.chosen if pair[0] != facet))

    def query_string(self, **more: str | int) -> str:
        """The selection as a query string, in a fixed order, followed by further parameters such as page or format."""
        pairs: list[tuple[str, str | int]] = [("q", self.q)] if self.q else []
        pairs += self.chosen
        if self.sort:
            pairs.append(("sort", self.sort))
        return urlencode([*pairs, *more.items()])

    def __bool__(self) -> bool:
        return bool(self.q or self.chosen)
