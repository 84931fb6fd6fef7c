"""What a publication says in its fields, as plain values that can be stored as JSON, and the same in words.

Each event keeps these values as they were then. Feeds, open data and the addresses of versions read them from there, so
that none of them can say something else than the others.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from portal.publications.partial_dates import words_of
from portal.publications.statuses import REPLACED, REPLACED_LABEL, UNKNOWN_VERDICT, VERDICTS, verdict_label
from portal.vocabulary.models import label_of

Data = Mapping[str, Any]


class Fact(NamedTuple):
    """One of these values for readers: as a code for programs, and in words in the active language.

    `name` never changes. `of` is the product that a fact is about, empty for the whole publication. `before` is the
    code that it had before the event that is told, where the event changed it. `is_text` says that the words are an
    editor's own, in the language of the page.
    """

    name: str
    label: str
    code: str
    word: str
    of: str = ""
    before: str = ""
    is_text: bool = False


def day_code(day: date | None) -> str:
    """A day in ISO 8601, empty for None."""
    return day.isoformat() if day else ""


def named(row: Any) -> dict[str, str] | None:
    """A row of the vocabulary: its code and names. None for None."""
    return {"code": row.code, "name": row.name, "name_en": row.name_en} if row else None


def keys_of(pages: Iterable[Any]) -> list[str]:
    """The translation keys of linked pages, sorted. Who gives them out must ask which are public (open data does)."""
    return sorted({str(page.translation_key) for page in pages})


class HasPublishedData:
    """The part of a publication that gives its fields as data."""

    def published_data(self: Any) -> dict[str, Any]:
        """Everything that the page says in fields. Ask the page as outsiders read it (Publication.for_outsiders).

        Codes stand for what has a list. `links` hold translation keys of other publications, whether public or not.
        Types add their own fields.
        """
        return {
            "title": self.title,
            "ingress": self.ingress,
            "summary_en": self.summary_en,
            "note": self.change_note,
            "note_en": self.change_note_en,
            "date": self.date_code,
            "review_by": day_code(self.review_by),
            "case_number": self.case_number,
            "contact": self.contact_function,
            "level": self.level,
            "verdict": self.verdict,
            "status": self.status,
            "is_example": self.is_example,
            "product_areas": [{**(named(area) or {}), "emdn": area.emdn_code} for area in self.area_list],
            "regions": list(map(named, self.regions.all())),
            "healthcare_regions": list(map(named, self.healthcare_regions.all())),
            "programme_areas": list(map(named, self.programme_areas.all())),
            "keywords": sorted(self.keywords.names()),
            "documents": [{"id": item.document_id, "title": item.label} for item in self.documents.all()],
            "links": {"replaces": keys_of([self.replaces] if self.replaces else [])},
        }

    @classmethod
    def code_words(cls: Any) -> dict[str, Mapping[Any, Any]]:
        """The fields that hold a code, each with the words of its codes. Types add their own.

        The name of a field means the same at every depth of the data.
        """
        verdicts = {**VERDICTS, "": UNKNOWN_VERDICT} if cls.has_verdict else VERDICTS
        statuses = {REPLACED: REPLACED_LABEL, **cls.statuses}
        return {"verdict": verdicts, "status": statuses, "level": dict(cls.Level.choices)}

    @classmethod
    def facts(cls, data: Data) -> Iterator[Fact]:
        """The values that readers of a feed act on, in words. Types add their own. Empty values give no fact."""
        if data.get("verdict"):
            yield Fact("verdict", _("Verdict"), data["verdict"], verdict_label(data["verdict"]))
        yield from said_day("date", cls.date_label, data.get("date"))  # type: ignore[attr-defined]
        yield from said_day("review_by", _("Review by"), data.get("review_by"))
        yield from said("case_number", _("Case number"), data.get("case_number"))
        for area in data.get("product_areas", ()):
            yield Fact("emdn", _("Product area (EMDN)"), area["emdn"], f"{in_reader_s(area)} ({area['emdn']})")


def said(name: str, label: Any, value: Any) -> Iterator[Fact]:
    """A value that needs no other words than its own; nothing for an empty one."""
    if value:
        yield Fact(name, str(label), str(value), str(value))


def said_day(name: str, label: Any, code: str | None) -> Iterator[Fact]:
    """A date as date_code or day_code writes it, in words; nothing for an empty one."""
    if code:
        yield Fact(name, str(label), code, words_of(code))


def said_of(name: str, label: Any, row: Mapping[str, str] | None) -> Iterator[Fact]:
    """A row of the vocabulary (as `named` gives it)."""
    if row:
        yield Fact(name, str(label), row["code"], in_reader_s(row))


def in_reader_s(row: Mapping[str, str]) -> str:
    """The name of a row of the vocabulary in the active language."""
    return label_of(row["name"], row["name_en"])


def keys_in(data: Data) -> set[UUID]:
    """The translation keys of all publications that the data link to."""
    return {UUID(key) for keys in data.get("links", {}).values() for key in keys}
