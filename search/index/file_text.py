"""The text of a PDF, DOCX, HTML or plain file. Runs as a process of its own: the file may be broken or hostile.

`python -m search.index.file_text KIND < file` writes the text as UTF-8, piece by piece, so that what was
read before a limit struck is not lost. Imports nothing of Django: it starts in a fifth of a second and knows no
secrets.
"""

import ctypes
import io
import logging
import os
import resource
import signal
import sys
import warnings
import zipfile
from collections.abc import Iterator
from typing import IO

PR_SET_PDEATHSIG = 1
MOST_PAGES = 200
MOST_CHARACTERS = 200_000
MOST_SECONDS = 20
MOST_MEMORY = 768 * 2**20
# A DOCX file is a ZIP archive: what it says it holds, unpacked.
MOST_UNPACKED = 100 * 2**20
MOST_PARTS = 2_000
KINDS = ("pdf", "docx", "html", "txt")

# Elements that stand within a word or a line; all others begin a new one.
_INLINE = frozenset(["a", "abbr", "b", "code", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u"])
_UNREAD = frozenset(["head", "noscript", "script", "style", "svg", "template"])
_CONTROL = {code: " " for code in range(32) if chr(code) != "\n"} | {127: " "}


class TooLarge(Exception):
    """The file holds more than is read for the sake of a search."""


def pdf(file: IO[bytes]) -> Iterator[str]:
    """Page by page; a page that cannot be read is passed over."""
    from pypdf import PdfReader

    reader = PdfReader(file)
    for number in range(min(len(reader.pages), MOST_PAGES)):
        try:
            yield reader.pages[number].extract_text() + "\n"
        except (MemoryError, RecursionError):
            raise
        except Exception as error:
            print(f"page {number + 1}: {type(error).__name__}", file=sys.stderr)


def docx(file: IO[bytes]) -> Iterator[str]:
    """Paragraphs in the order of the file, those of tables and text boxes too; deleted text is not among them."""
    from docx import Document
    from docx.oxml.ns import qn

    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TooLarge
    text, paragraph = qn("w:t"), qn("w:p")
    spaces = {qn("w:tab"), qn("w:br"), qn("w:cr")}
    for node in Document(file).element.body.iter():
        if node.tag == text:
            yield node.text or ""
        elif node.tag == paragraph:
            yield "\n"
        elif node.tag in spaces:
            yield " "


def html(file: IO[bytes]) -> Iterator[str]:
    """The text of an HTML file, piece by piece, without scripts and styles."""
    from lxml import etree
    from lxml.html import HTMLParser

    content = file.read()
    try:
        # Without a declaration lxml takes every file for Latin-1.
        parser, content = HTMLParser(encoding="utf-8"), content.decode("utf-8-sig").encode()
    except UnicodeDecodeError:
        parser = HTMLParser()
    root = etree.fromstring(content, parser)
    if root is None:
        return
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if node.tag in _UNREAD:
                walk.skip_subtree()
            else:
                yield ("" if node.tag in _INLINE else "\n") + (node.text or "")
        else:
            yield ("\n" if event == "end" and node.tag not in _INLINE else "") + (node.tail or "")


def txt(file: IO[bytes]) -> Iterator[str]:
    """The text of a plain file: UTF-8, else Windows-1252."""
    content = file.read()
    try:
        yield content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield content.decode("cp1252", "replace")


READERS = {"pdf": pdf, "docx": docx, "html": html, "txt": txt}


def tidied(pieces: Iterator[str]) -> Iterator[str]:
    """Without control characters and half characters, up to the limit."""
    left = MOST_CHARACTERS
    for piece in pieces:
        clean = piece.translate(_CONTROL).encode("utf-8", "replace").decode()[:left]
        left -= len(clean)
        yield clean
        if not left:
            return


def confine() -> None:
    """Bound what this process may use, whatever the file makes of the libraries that read it."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(MOST_SECONDS)
    # Whoever publishes or reads meanwhile goes first, and nobody waits for the text once the worker is gone.
    os.nice(10)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # A library could complain without end, into the memory of whoever listens.
    logging.disable()
    warnings.simplefilter("ignore")


def main(kind: str) -> int:
    """Read a file of this kind from standard input and write its text to standard output. Returns the exit code."""
    confine()
    file = io.BytesIO(sys.stdin.buffer.read())
    try:
        for piece in tidied(READERS[kind](file)):
            sys.stdout.buffer.write(piece.encode())
            sys.stdout.buffer.flush()
    except Exception as error:
        print(type(error).__name__, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
