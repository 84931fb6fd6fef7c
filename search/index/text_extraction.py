"""The texts of the documents that a publication offers, read once for each file by a process of its own.

Reading takes its time: it is work of its own in the worker (search/index/attachments.py), not a part of any other.
"""

import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from wagtail.utils.file import hash_filelike

from portal.models import Publication
from search.index.file_text import KINDS, MOST_CHARACTERS, MOST_SECONDS

MOST_BYTES = 20 * 2**20
# How long an editor's form waits for a file that nobody has read yet.
SECONDS_TO_WAIT = 4.0
COMMAND = ("-m", "search.index.file_text")
_ALIASES = {"htm": "html", "xhtml": "html"}
ENDINGS = (*KINDS, *_ALIASES)
# What is said of a reading process that somebody else killed: the machine's memory was full, or it was shut down.
KILLED = f"ended with {-signal.SIGKILL}"
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def texts_of(page: Publication) -> list[tuple[str, str]]:
    """(label, text) of each document that the page offers and whose file has been read and has any text.

    Costs no query of its own where "documents__document__extracted_text" is prefetched.
    """
    items = [item for item in page.documents.all() if is_current(item.document)]
    return [(item.label, str(item.document.extracted_text.text)) for item in items if item.document.extracted_text.text]


def text_at_once(document: Any) -> str:
    """The text of a document for somebody who waits for it: as it is kept, or as much as is read in some seconds."""
    if is_current(document):
        return str(document.extracted_text.text)
    try:
        return read(document, SECONDS_TO_WAIT)[0]
    except OSError:
        return ""


def is_current(document: Any) -> bool:
    """Whether its file, as it is now, has been read."""
    kept = getattr(document, "extracted_text", None)
    return bool(kept and document.file_hash and kept.file_hash == document.file_hash)


def hash_of(document: Any) -> str:
    """Raises OSError when the file cannot be opened."""
    if document.file_hash:
        return str(document.file_hash)
    with document.open_file() as file:
        return str(hash_filelike(file))


def kind_of(document: Any) -> str | None:
    """How the file of a document is read, by the end of its name; None for a kind that is not."""
    ending = str(document.file_extension).lower()
    kind = _ALIASES.get(ending, ending)
    return kind if kind in KINDS else None


def read(document: Any, seconds: float = MOST_SECONDS) -> tuple[str, str]:
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
