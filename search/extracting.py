"""The texts of the documents that a publication offers, read once for each file by a process of its own.

Called where the index is written, in the worker and in commands: never in a reader's request.
"""

import logging
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from wagtail.documents.models import Document
from wagtail.utils.file import hash_filelike

from portal.models import Publication, PublicationDocument
from search.filetext import KINDS, MOST_CHARACTERS, MOST_SECONDS
from search.models import ExtractedText

logger = logging.getLogger(__name__)

MOST_BYTES = 20 * 2**20
# How long an editor's form waits for a file that nobody has read yet.
SECONDS_TO_WAIT = 4.0
COMMAND = ("-m", "search.filetext")
_ALIASES = {"htm": "html", "xhtml": "html"}
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def texts_of(page: Publication) -> list[tuple[str, str]]:
    """(label, text) of each document that the page offers and that has any text; reads the files that are new.

    Costs no query of its own where "documents__document__extracted_text" is prefetched and nothing is new.
    """
    found = []
    for item in page.documents.all():
        if text := _kept(item.document):
            found.append((item.label, text))
    return found


def text_at_once(document: Any) -> str:
    """The text of a document for somebody who waits for it: as it is kept, or as much as is read in some seconds."""
    if _is_current(document):
        return str(document.extracted_text.text)
    try:
        return _read(document, SECONDS_TO_WAIT)[0]
    except OSError:
        return ""


def fill(page_ids: Iterable[int] | None = None) -> int:
    """Read the files that are new among the documents of these pages, of all that are public when none are named.

    To be called before anything is locked or walked through. Returns how many files were read.
    """
    pages = Publication.objects.published()
    if page_ids is not None:
        pages = pages.filter(pk__in=list(page_ids))
    items = PublicationDocument.objects.filter(page__in=pages)
    offered = Document.objects.filter(pk__in=items.values("document_id")).order_by("pk")
    hashes = offered.values_list("pk", "file_hash", "extracted_text__file_hash")
    new = [pk for pk, file_hash, kept in hashes if not file_hash or file_hash != kept]
    read = 0
    for pk in new:
        document = Document.objects.select_related("extracted_text").filter(pk=pk).first()
        if document and kind_of(document) and not _is_current(document):
            _kept(document)
            read += 1
    return read


def _is_current(document: Any) -> bool:
    kept = getattr(document, "extracted_text", None)
    return bool(kept and document.file_hash and kept.file_hash == document.file_hash)


def _kept(document: Any) -> str:
    """The text of a document as it is kept, or read and kept now. A store of files that fails is asked again later."""
    if kind_of(document) is None:
        return ""
    if _is_current(document):
        return str(document.extracted_text.text)
    try:
        file_hash = document.file_hash or _hash_of(document)
        text, fault = _read(document)
    except OSError as error:
        logger.warning("The file of document %s cannot be opened: %s", document.pk, type(error).__name__)
        return ""
    if fault:
        logger.warning("The text of document %s is not read to its end: %s", document.pk, fault)
    _keep(document, file_hash, text, fault)
    return text


def _hash_of(document: Any) -> str:
    with document.open_file() as file:
        return str(hash_filelike(file))


def _keep(document: Any, file_hash: str, text: str, fault: str) -> None:
    """Write the text down. Where the database takes nothing just now, it is read once more the next time."""
    values = {"file_hash": file_hash, "text": text, "fault": fault}
    try:
        with transaction.atomic():
            Document.objects.filter(pk=document.pk, file_hash="").update(file_hash=file_hash)
            ExtractedText.objects.update_or_create(document_id=document.pk, defaults=values)
    except DatabaseError as error:
        logger.warning("The text of document %s could not be kept: %s", document.pk, type(error).__name__)


def kind_of(document: Any) -> str | None:
    """How the file of a document is read, by the end of its name; None for a kind that is not."""
    ending = str(document.file_extension).lower()
    kind = _ALIASES.get(ending, ending)
    return kind if kind in KINDS else None


def _read(document: Any, seconds: float = MOST_SECONDS) -> tuple[str, str]:
    """(text, why it is not the whole text). Raises OSError when the file cannot be opened."""
    kind = kind_of(document)
    if kind is None:
        return "", "not a kind that is read"
    with document.open_file() as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        return "", f"larger than {MOST_BYTES // 2**20} MB"
    return read_apart(kind, content, seconds)


def read_apart(kind: str, content: bytes, seconds: float = MOST_SECONDS) -> tuple[str, str]:
    """Have a process of its own read a file: it has 20 s, bounded memory, and none of the portal's surroundings."""
    command = [sys.executable, *COMMAND, kind]
    surroundings = {"PYTHONPATH": str(Path(settings.BASE_DIR)), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=seconds, cwd=settings.BASE_DIR, env=surroundings
        )
    except subprocess.TimeoutExpired as late:
        return _tidy(late.output or b""), f"took longer than {seconds:g} s"
    told = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    return _tidy(done.stdout), "" if not done.returncode else (told or f"ended with {done.returncode}")[:200]


def _tidy(output: bytes) -> str:
    text = output.decode("utf-8", "ignore")[:MOST_CHARACTERS]
    return _LINES.sub("\n", _SPACE.sub(" ", text)).strip()
