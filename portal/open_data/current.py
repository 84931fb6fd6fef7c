"""Publications as they are now, each once with its language versions: what open data give out, in whatever form.

What a page says is read from its newest event. Which pages are public, and which keep something secret, is asked anew
each time: by the same rule as everywhere (published()). The number of queries does not depend on that of the pages.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Max, Min
from django.utils import timezone
from django.utils.functional import lazy
from wagtail.documents import get_document_model

from portal.addresses.tag_uris import permanent_address, publication_tag
from portal.models import PermanentNumber, Publication, PublicationEvent
from portal.open_data.words import in_words, type_in_words, worded
from portal.publications.originals import changes_of_originals
from portal.publications.page_types import is_withholding, withholding
from portal.publications.rows import Addresses

Item = dict[str, Any]
Link = dict[str, Any]
_COLUMNS = ("pk", "translation_key", "url_path", "title", "first_published_at", "last_published_at")


def linked(number: int) -> Link:
    """How another publication is named in open data."""
    return {"number": number, "id": publication_tag(number), "url": permanent_address(number)}


def newest_events(page_ids: Any) -> Any:
    """The newest event of each of these pages (keys or a queryset of them), as a queryset."""
    events = PublicationEvent.objects.filter(page_id__in=page_ids).order_by()
    return PublicationEvent.objects.filter(pk__in=events.values("page_id").annotate(newest=Max("pk")).values("newest"))


def numbers_of(keys: Collection[UUID] | None) -> dict[UUID, int]:
    """Translation key → number of those of these publications (None: of all) that may be named: public, not secret."""
    public = Publication.objects.published().exclude(is_withholding())
    found = PermanentNumber.objects.filter(translation_key__in=public.values("translation_key"))
    if keys is not None:
        found = found.filter(translation_key__in=keys)
    return dict(found.values_list("translation_key", "pk"))


class Current:
    """Some publications as they are now, read in a few queries. `numbers` None stands for all of them."""

    def __init__(self, numbers: Collection[int] | None = None) -> None:
        pages = Publication.objects.published()
        if numbers is not None:
            known = PermanentNumber.objects.filter(pk__in=numbers)
            pages = pages.filter(translation_key__in=known.values("translation_key"))
        language = F("locale__language_code")
        rows = pages.values(*_COLUMNS, *withholding(), code=language, replaced=F("replaces__translation_key"))
        self._pages = {row["pk"]: row for row in rows}
        ids = pages.values("pk") if numbers is None else list(self._pages)
        # An event that came meanwhile is of a page that may be new: what was not public above is not told of.
        events = {event.page_id: event for event in newest_events(ids)}
        self._events = {pk: event for pk, event in events.items() if pk in self._pages and event.number}
        self._data = {pk: self._said(self._pages[pk], event) for pk, event in self._events.items()}
        self._numbers = None if numbers is None else list(numbers)

    def _said(self, page: Mapping[str, Any], event: PublicationEvent) -> Mapping[str, Any]:
        """What outsiders read in the fields of a page: as its newest event has it, or else from the page itself.

        The event does not do when it is older than this column, or than the page's being secret.
        """
        is_secret = any(page[column] for column in withholding())
        is_fitting = not is_secret or (event.data.get("is_abridged") and event.title == page["title"])
        if event.data and is_fitting:
            return event.data
        found = Publication.objects.published().filter(pk=page["pk"]).first()
        shown = found.specific.for_outsiders() if found else None
        return shown.published_data() if shown else {}

    def items(self) -> dict[int, Item]:
        """Number → publication, the smallest number first."""
        pages: dict[int, list[int]] = defaultdict(list)
        for pk, event in self._events.items():
            if self._data[pk]:
                pages[event.number].append(pk)
        return {number: self._item(number, pages[number]) for number in sorted(pages)}

    def _item(self, number: int, pages: list[int]) -> Item:
        # The original before its translations.
        pages.sort(key=lambda pk: (self._language(pk) != settings.LANGUAGE_CODE, self._language(pk)))
        key = self._pages[pages[0]]["translation_key"]
        replaced = {self._linkable.get(old) for pk in pages if (old := self._pages[pk]["replaced"])}
        links: dict[str, set[int]] = defaultdict(set)
        for pk in pages:
            for name, keys in self._data[pk].get("links", {}).items():
                links[name] |= {self._linkable[UUID(each)] for each in keys if UUID(each) in self._linkable}
        links.pop("replaces", None)
        return {
            "number": number,
            "id": publication_tag(number),
            "url": permanent_address(number),
            "type": type_in_words(self._events[pages[0]].type_code),
            "replaces": [linked(other) for other in sorted(filter(None, replaced - {number}))],
            "replaced_by": [linked(other) for other in sorted(self._replacing.get(key, set()) - {number})],
            "links": {name: [linked(other) for other in sorted(found)] for name, found in links.items()},
            "languages": [self._in_language(number, pk) for pk in pages],
        }

    def _in_language(self, number: int, pk: int) -> Item:
        page, data, language = self._pages[pk], self._data[pk], self._language(pk)
        edition = self._editions.get((number, language), {}).get(self._events[pk].revision_id)
        documents = [each for each in data.get("documents", ()) if each["id"] in self._documents]
        return {
            "language": language,
            "address": settings.BASE_URL + self._addresses.of(page["url_path"]),
            "edition": edition,
            "edition_url": permanent_address(number, language, edition) if edition else None,
            "published": moment(page["first_published_at"]),
            "updated": moment(page["last_published_at"]),
            "original": self._original(pk),
            **worded(data, self._events[pk].type_code),
            "documents": [{"title": each["title"], "url": self._documents[each["id"]]} for each in documents],
        }

    def _original(self, pk: int) -> Item | None:
        """How the original differs from this translation of it; None where it says the same."""
        if (change := self._changes.get(pk)) is None:
            return None
        return {**in_words(change.kind, lazy(lambda: change.label, str)()), "since": change.day}

    def _language(self, pk: int) -> str:
        return str(self._pages[pk]["code"])

    @cached_property
    def _addresses(self) -> Addresses:
        return Addresses()

    @cached_property
    def _changes(self) -> Mapping[int, Any]:
        return changes_of_originals((pk, page["translation_key"], page["code"]) for pk, page in self._pages.items())

    @cached_property
    def _linkable(self) -> Mapping[UUID, int]:
        """The publications that may be named here: public and not secret."""
        if self._numbers is None:
            return numbers_of(None)
        keys = {UUID(key) for data in self._data.values() for keys in data.get("links", {}).values() for key in keys}
        keys |= {page["replaced"] for page in self._pages.values() if page["replaced"]}
        return numbers_of(keys) if keys else {}

    @cached_property
    def _replacing(self) -> Mapping[UUID, set[int]]:
        """Publication → the numbers of those that replace it."""
        newer = Publication.objects.published().exclude(is_withholding()).filter(replaces__isnull=False)
        if self._numbers is not None:
            own = {page["translation_key"] for page in self._pages.values()}
            newer = newer.filter(replaces__translation_key__in=own)
        pairs = list(newer.values_list("replaces__translation_key", "translation_key"))
        numbers = dict(
            PermanentNumber.objects.filter(translation_key__in={key for _old, key in pairs}).values_list(
                "translation_key", "pk"
            )
        )
        found: dict[UUID, set[int]] = defaultdict(set)
        for old, key in pairs:
            if key in numbers:
                found[old].add(numbers[key])
        return found

    @cached_property
    def _editions(self) -> Mapping[tuple[int, str], Mapping[int | None, int]]:
        """(number, language) → revision → its place among the texts that have been public. An earlier revision that
        is published again is the edition that it was.
        """
        told = PublicationEvent.objects.filter(data__is_public=True)
        if self._numbers is not None:
            told = told.filter(number__in=self._numbers)
        rows = told.exclude(revision_id=None).values("number", "language", "revision_id").annotate(first=Min("pk"))
        found: dict[tuple[int, str], dict[int | None, int]] = {}
        for row in rows.order_by("first"):
            editions = found.setdefault((row["number"], row["language"]), {})
            editions[row["revision_id"]] = len(editions) + 1
        return found

    @cached_property
    def _documents(self) -> Mapping[int, str]:
        """Id → address of the documents that these pages offer."""
        said = {each["id"] for data in self._data.values() for each in data.get("documents", ())}
        rows = get_document_model().objects.filter(pk__in=said) if said else ()
        return {row.pk: settings.BASE_URL + row.url for row in rows}


def moment(time: Any) -> str | None:
    """A time in ISO 8601 with its offset, to the second."""
    return timezone.localtime(time).isoformat(timespec="seconds") if time else None


def current(numbers: Iterable[int] | None = None) -> dict[int, Item]:
    """Number → publication as it is now, of those of these numbers (None: of all) that have a public page."""
    return Current(None if numbers is None else sorted(set(numbers))).items()
