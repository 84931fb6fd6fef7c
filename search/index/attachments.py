"""Reading the files that public pages offer, one at a time, beside whatever else the worker does.

A page is found without its files as soon as it is public, and with them when they have been read: its document in the
index is written again then. What there is to do follows from the database alone, so that no restart loses any of it.
"""

import logging
import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.documents.models import Document

from portal.models import Delivery, Publication, PublicationDocument
from portal.outbox.leases import back_off, take
from portal.scheduling.periodic_tasks import beside
from search.index.indexer import CHANNEL, refresh
from search.index.text_extraction import ENDINGS, KILLED, hash_of, is_current, read
from search.models import ExtractedText

logger = logging.getLogger(__name__)

# A file that takes its reader along this often is not read again.
MOST_TRIES = 3
FATAL = f"its reader died {MOST_TRIES} times"

_READABLE = reduce(operator.or_, (Q(file__iendswith=f".{ending}") for ending in ENDINGS))
_NEW = Q(extracted_text=None) | Q(file_hash="") | ~Q(extracted_text__file_hash=F("file_hash"))

# So many rows may be in other workers' hands.
AT_ONCE = 10


def waiting() -> QuerySet[Document]:
    """The documents of public pages that are to be read, or shown, and whose time has come."""
    items = PublicationDocument.objects.filter(page__in=Publication.objects.published())
    due = Q(extracted_text=None) | Q(extracted_text__next_try_at__lte=timezone.now())
    found = Document.objects.filter(_READABLE, _NEW | Q(extracted_text__shown=False), due)
    return found.filter(pk__in=items.values("document_id")).order_by("pk")


def read_waiting(goes_on: Callable[[], bool] = lambda: True) -> int:
    """Read and show all that waits, one after the other. Returns how many documents were taken in hand."""
    number = 0
    while goes_on() and (row := _take()):
        number += 1
        try:
            _bring_up_to_date(row)
        except Exception as error:
            logger.warning("Document %s is tried again: %s: %s", row.document_id, type(error).__name__, error)
            _postpone(row, attempts=0)
    return number


read_beside = beside(read_waiting, lambda: waiting().exists())


def _take() -> ExtractedText | None:
    """Lease the row of the first document that waits; make the row where there is none."""
    for document in waiting()[:AT_ONCE]:
        ExtractedText.objects.get_or_create(document=document)
        if row := take(ExtractedText.objects.filter(document=document, next_try_at__lte=timezone.now())):
            return row
    return None


def _bring_up_to_date(row: ExtractedText) -> None:
    document = Document.objects.select_related("extracted_text").get(pk=row.document_id)
    if is_current(document) or _read(document, row):
        _show(row)


def _read(document: Any, row: ExtractedText) -> bool:
    """Whether there is a text now, or a reason why there is none."""
    try:
        file_hash = hash_of(document)
        # A row without a word of what went wrong before is one whose reader did not live to write it.
        text, fault = ("", FATAL) if row.attempts > MOST_TRIES and not row.fault else read(document)
    except OSError as error:
        _postpone(row, fault=f"cannot be opened: {type(error).__name__}")
        return False
    if fault == KILLED:
        _postpone(row)
        return False
    if fault:
        logger.warning("The text of document %s is not read to its end: %s", document.pk, fault)
    Document.objects.filter(pk=document.pk, file_hash="").update(file_hash=file_hash)
    kept = {"file_hash": file_hash, "text": text, "fault": fault, "read_at": timezone.now(), "shown": False}
    ExtractedText.objects.filter(pk=row.pk).update(**kept)
    return True


def _show(row: ExtractedText) -> None:
    """Write the pages that offer the document again, with its text."""
    items = PublicationDocument.objects.filter(document_id=row.document_id)
    pages = set(items.values_list("page_id", flat=True))
    refresh(Publication.objects.published().filter(pk__in=pages).values_list("pk", flat=True))
    # A delivery on its way may have read the page before the text was there, and write it after this.
    if Delivery.objects.open().filter(channel=CHANNEL, event__page_id__in=pages, attempts__gt=0).exists():
        _postpone(row, attempts=0)
    else:
        ExtractedText.objects.filter(pk=row.pk).update(shown=True, attempts=0, held_by="", next_try_at=timezone.now())


def _postpone(row: ExtractedText, **values: Any) -> None:
    later = timezone.now() + back_off(row.attempts)
    ExtractedText.objects.filter(pk=row.pk).update(next_try_at=later, held_by="", **values)
