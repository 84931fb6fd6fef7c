"""The documents of publications as enclosures, looked up when a feed is made: a file may have been replaced since."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.conf import settings
from wagtail.documents import get_document_model

from news.feeds import Enclosure
from portal.publications.published_data import Data


def documents_in(publications: Iterable[Data]) -> dict[int, Enclosure]:
    """Id → enclosure for each document that these publications offer, in one query. One that is deleted is left out."""
    ids = {row["id"] for data in publications for row in data.get("documents", ())}
    found = get_document_model().objects.filter(pk__in=ids) if ids else ()
    return {
        document.pk: Enclosure(
            url=settings.BASE_URL + document.url,
            media_type=document.content_type,
            length=document.get_file_size() or 0,
            title=document.title,
        )
        for document in found
    }


def list_of(data: Data, documents: Mapping[int, Enclosure]) -> tuple[Enclosure, ...]:
    """The documents of one publication in its order, under the titles that it gives them."""
    rows = data.get("documents", ())
    return tuple(replace(documents[row["id"]], title=row["title"]) for row in rows if row["id"] in documents)
