"""The text of attached files: real ones, broken ones, and such as were made to do harm."""

import io
import time
import zipfile
import zlib
from types import SimpleNamespace

import pytest
from docx import Document as Docx

from search.index import file_text
from search.index.text_extraction import kind_of, read_apart


def pdf_of(*pages: str, stream: bytes | None = None, extra: bytes = b"") -> bytes:
    """A PDF with a line of text on each page, written by hand."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, text in enumerate(pages):
        content = stream or f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode("cp1252")
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {5 + 2 * number} 0 R"
        parts.append(f"{page}/Resources<</Font<</F1 3 0 R>>>>>>".encode())
        parts.append(b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), extra, content))
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    ending = (size, table, size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % ending


def docx_of(*paragraphs: str) -> bytes:
    file, written = io.BytesIO(), Docx()
    for text in paragraphs:
        written.add_paragraph(text)
    table = written.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Träffsäkerhet", "MARD 9 %"
    written.save(file)
    return file.getvalue()


def zip_bomb() -> bytes:
    """A DOCX file of some hundred kilobytes that says it holds hundreds of megabytes."""
    file = io.BytesIO(docx_of("liten"))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.xml", b"<a>" + b" " * (file_text.MOST_UNPACKED + 1))
    return file.getvalue()


def inflating_pdf() -> bytes:
    """A page of which each kilobyte unpacks to a megabyte."""
    press = zlib.compressobj(9)
    packed = b"".join(press.compress(b"BT /F1 12 Tf (x) Tj ET " * 50_000) for _ in range(120)) + press.flush()
    return pdf_of("x", stream=packed, extra=b"/Filter/FlateDecode")


HTML = """<!doctype html><title>Rapport</title><style>p {}</style><script>var hemligt</script>
<h1>Sensor</h1><p>Blod<b>socker</b>mätare &amp; pump</p><!-- anteckning --><ul><li>ett<li>två</ul>"""


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("pdf", pdf_of("Blodsockermätare för vuxna", "Sida två"), "Blodsockermätare för vuxna\nSida två"),
        ("docx", docx_of("Kontinuerlig glukosmätning"), "Kontinuerlig glukosmätning\nTräffsäkerhet\nMARD 9 %"),
        ("html", HTML.encode(), "Sensor\nBlodsockermätare & pump\nett\ntvå"),
        ("html", '<meta charset="iso-8859-1"><p>Mätning'.encode("latin-1"), "Mätning"),
        ("txt", "Mätning\x00 slut".encode("cp1252"), "Mätning slut"),
    ],
    # Their bytes hold the time; every worker has to know a test by the same name.
    ids=["pdf", "docx", "html", "html in latin-1", "text with what is no letter"],
)
def test_the_text_of_a_file(kind, content, text):
    assert read_apart(kind, content) == (text, "")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("pdf", b""),
        ("pdf", b"%PDF-1.7 nothing more"),
        ("pdf", pdf_of("halv")[:200]),
        ("docx", b"PK\x03\x04 nothing more"),
        ("docx", docx_of("halv")[:3000]),
        ("docx", pdf_of("en annan sort")),
    ],
    ids=["empty", "pdf in name", "half a pdf", "zip in name", "half a docx", "another kind"],
)
def test_a_broken_file_gives_nothing_and_says_so(kind, content):
    text, fault = read_apart(kind, content)
    assert (text, bool(fault)) == ("", True)


def test_a_file_that_unpacks_to_too_much_is_not_unpacked():
    bomb = zip_bomb()
    assert len(bomb) < 300_000
    assert read_apart("docx", bomb) == ("", "TooLarge")


@pytest.mark.slow
@pytest.mark.one_database
def test_a_page_that_grows_in_memory_is_given_up():
    began = time.monotonic()
    text, _fault = read_apart("pdf", inflating_pdf())
    assert len(text) <= file_text.MOST_CHARACTERS
    assert time.monotonic() - began < file_text.MOST_SECONDS + 5


def test_what_was_read_before_time_ran_out_is_kept(monkeypatch):
    endless = "import sys, time\nprint('början', flush=True)\ntime.sleep(60)"
    monkeypatch.setattr("search.index.text_extraction.COMMAND", ("-c", endless))
    began = time.monotonic()
    assert read_apart("pdf", b"", seconds=1) == ("början", "took longer than 1 s")
    assert time.monotonic() - began < 5


def test_the_reading_process_ends_by_itself_and_sees_nothing_of_the_portal(monkeypatch):
    confined = (
        "import os, resource, signal\nfrom search.index.file_text import confine, MOST_MEMORY\nconfine()\n"
        "assert resource.getrlimit(resource.RLIMIT_AS)[0] == MOST_MEMORY\nassert signal.alarm(1) > 0\n"
        "print(sorted(set(os.environ) & {'SECRET_KEY', 'DATABASE_URL', 'EMAIL_URL', 'DJANGO_SETTINGS_MODULE'}))\n"
        "try:\n    bytearray(MOST_MEMORY)\nexcept MemoryError:\n    print('no more', flush=True)\n"
        "while True:\n    pass"
    )
    monkeypatch.setattr("search.index.text_extraction.COMMAND", ("-c", confined))
    text, fault = read_apart("pdf", b"", seconds=10)
    assert (text, fault) == ("[]\nno more", "ended with -14")


def test_a_long_file_is_read_to_the_limit():
    text, fault = read_apart("txt", b"ord " * 100_000)
    assert file_text.MOST_CHARACTERS - 4 <= len(text) <= file_text.MOST_CHARACTERS
    assert fault == ""
    pages = pdf_of(*(f"sida {n}" for n in range(file_text.MOST_PAGES + 10)))
    assert read_apart("pdf", pages)[0].count("sida") == file_text.MOST_PAGES


@pytest.mark.parametrize(
    ("ending", "kind"), [("PDF", "pdf"), ("htm", "html"), ("docx", "docx"), ("xlsx", None), ("", None)]
)
def test_kinds_by_the_end_of_the_name(ending, kind):
    assert kind_of(SimpleNamespace(file_extension=ending)) == kind
