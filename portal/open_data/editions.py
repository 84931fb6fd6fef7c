"""The editions of a publication: each text of it that has been public in one language, as it was in fields.

They are numbered by the order in which they became public. Nothing is told of an edition that may not be told today:
of a page that is closed or taken away nothing at all, of one that is secret only what it said as a secret one.
"""

from uuid import UUID

from portal.addresses.tag_uris import permanent_address, publication_tag
from portal.models import Publication, PublicationEvent
from portal.open_data.current import Item, current, linked, moment, numbers_of
from portal.open_data.words import type_in_words, worded
from portal.publications.page_types import is_withholding
from portal.publications.published_data import keys_in


def edition_at(number: int, language: str, edition: int) -> Item | None:
    """An edition of a publication in a language, by its running number; None where there is none to be told of."""
    item = current([number]).get(number)
    page = next((each for each in (item or {}).get("languages", ()) if each["language"] == language), None)
    event = _event(number, language, edition) if page else None
    if event is None or page is None or not _may_be_told(event):
        return None
    named = numbers_of(keys_in(event.data))
    links = {
        name: [named[UUID(key)] for key in keys if UUID(key) in named]
        for name, keys in event.data.get("links", {}).items()
    }
    # A document that the page does not offer any more may not be fetched either.
    offered = {document["url"].split("/documents/")[1].split("/")[0]: document["url"] for document in page["documents"]}
    documents = [each for each in event.data.get("documents", ()) if str(each["id"]) in offered]
    return {
        "number": number,
        "id": publication_tag(number),
        "url": permanent_address(number, language, edition),
        "is_current": page["edition"] == edition,
        "current": permanent_address(number),
        "type": type_in_words(event.type_code),
        "language": language,
        "edition": edition,
        "original": page["original"],
        "time": moment(event.created_at),
        **worded(event.data, event.type_code),
        "replaces": [linked(other) for other in sorted(links.pop("replaces", ()))],
        "links": {name: [linked(other) for other in sorted(found)] for name, found in links.items()},
        "documents": [{"title": each["title"], "url": offered[str(each["id"])]} for each in documents],
    }


def _event(number: int, language: str, edition: int) -> PublicationEvent | None:
    """The event by which the edition became public. The same revision published twice is one edition."""
    told = PublicationEvent.objects.filter(number=number, language=language, data__is_public=True)
    first: dict[int | None, int] = {}
    for pk, revision in told.exclude(revision_id=None).order_by("pk").values_list("pk", "revision_id"):
        first.setdefault(revision, pk)
    found = list(first.values())
    return PublicationEvent.objects.get(pk=found[edition - 1]) if 1 <= edition <= len(found) else None


def _may_be_told(event: PublicationEvent) -> bool:
    page = Publication.objects.published().filter(pk=event.page_id)
    title = page.filter(is_withholding()).values_list("title", flat=True).first()
    if title is not None:
        return bool(event.data.get("is_abridged")) and event.title == title
    return page.exists()
