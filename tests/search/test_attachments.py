"""Files are read beside everything else: a page is found at once without them, and with them when they are read."""

import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from wagtail.documents.models import Document

from news.models import NewsItem
from portal.models import Delivery, Publication, PublicationDocument
from portal.outbox.delivery import drain
from portal.outbox.reconciliation import reconcile
from search.engines import EngineFailed, engine
from search.index.attachments import FATAL, MOST_TRIES, read_beside, read_waiting
from search.index.text_extraction import KILLED, read_apart, texts_of
from search.models import ExtractedText
from tests.factories import make
from tests.search.test_engine import found
from tests.search.test_extracting import docx_of, pdf_of, zip_bomb


def attach(page: Publication, name: str, content: bytes, title: str = "") -> Document:
    document = Document(title=name)
    document.file.save(name, ContentFile(content))
    document.save()
    PublicationDocument.objects.create(page=page, document=document, title=title)
    return document


def replace(document: Document, name: str, content: bytes) -> None:
    document.refresh_from_db()
    document.file.save(name, ContentFile(content))
    document._set_document_file_metadata()
    document.save()


def later() -> None:
    """The wait, or the lease, is over."""
    ExtractedText.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))


def again(page: Publication) -> Publication:
    return NewsItem.objects.get(pk=page.pk)


@pytest.fixture
def page(db):
    page = make(NewsItem, title="Med bilagor")
    call_command("reindex", verbosity=0)
    return page


@pytest.fixture
def reads(monkeypatch) -> Iterator[list[str]]:
    """The kinds of the files that were opened for reading."""
    kinds: list[str] = []

    def counted(kind: str, content: bytes, seconds: float) -> tuple[str, str]:
        kinds.append(kind)
        return read_apart(kind, content, seconds)

    monkeypatch.setattr("search.index.text_extraction.read_apart", counted)
    yield kinds


def test_a_page_is_found_at_once_and_by_its_files_when_they_are_read(page, reads):
    attach(page, "a.txt", b"glukosmatare")
    page.title = "Med ett nytt namn"
    page.save_revision().publish()
    drain()
    call_command("reindex", verbosity=0)
    reconcile()
    assert reads == [], "neither delivery, rebuild nor reconcile waits for a file"
    assert found(engine(), "namn") == {page.pk} and not found(engine(), "glukosmatare")
    assert read_waiting() == 1
    assert found(engine(), "glukosmatare") == {page.pk}
    assert not any(row.all for row in reconcile(repair=False))
    assert read_waiting() == 0 and reads == ["txt"]


def test_one_bad_file_does_not_keep_the_others_from_being_read(page, caplog):
    attach(page, "trasig.pdf", b"%PDF-1.4 trasig")
    attach(page, "bomb.docx", zip_bomb())
    attach(page, "Rapport.PDF", pdf_of("Insulinpump"), title="Hela rapporten")
    attach(page, "svar.docx", docx_of("Regionens svar"))
    attach(page, "bild.xlsx", b"PK")
    assert read_waiting() == 4
    texts = {"Hela rapporten": "Insulinpump", "svar.docx": "Regionens svar\nTräffsäkerhet\nMARD 9 %"}
    assert dict(texts_of(again(page))) == texts
    faults = dict(ExtractedText.objects.values_list("document__title", "fault"))
    assert faults.keys() == {"trasig.pdf", "bomb.docx", "Rapport.PDF", "svar.docx"}
    assert faults["bomb.docx"] == "TooLarge" and faults["trasig.pdf"] and faults["svar.docx"] == ""
    assert "is not read to its end" in caplog.text and "Insulinpump" not in caplog.text


def test_a_file_that_is_replaced_is_read_again_and_its_old_words_are_gone_at_once(page, reads):
    document = attach(page, "a.txt", b"gammalt")
    read_waiting()
    replace(document, "b.txt", b"nyskrivet")
    assert texts_of(again(page)) == []
    read_waiting()
    assert texts_of(again(page)) == [("a.txt", "nyskrivet")]
    assert found(engine(), "nyskrivet") == {page.pk} and not found(engine(), "gammalt")
    assert ExtractedText.objects.count() == 1


def test_only_what_public_pages_offer_is_read(page):
    attach(page, "a.txt", b"text")
    attach(page, "c.xlsx", b"text")
    attach(make(NewsItem, publish=False), "b.txt", b"hemligt")
    assert read_waiting() == 1
    assert list(ExtractedText.objects.values_list("text", flat=True)) == ["text"]


def test_a_known_text_costs_no_query_when_it_is_prefetched(page, django_assert_num_queries):
    attach(page, "a.txt", b"ett")
    attach(page, "b.txt", b"annat")
    read_waiting()
    [loaded] = NewsItem.objects.filter(pk=page.pk).prefetch_related("documents__document__extracted_text")
    with django_assert_num_queries(0):
        assert [text for _label, text in texts_of(loaded)] == ["ett", "annat"]


def test_the_text_goes_with_the_document(page):
    document = attach(page, "a.txt", b"text")
    read_waiting()
    PublicationDocument.objects.all().delete()
    document.delete()
    assert ExtractedText.objects.count() == 0


def test_a_missing_file_is_asked_for_again_later_as_long_as_it_takes(page):
    document = attach(page, "a.txt", b"text")
    content = document.file.open().read()
    Path(document.file.path).unlink()
    for number in range(1, MOST_TRIES + 3):
        begun = timezone.now()
        read_waiting()
        kept = ExtractedText.objects.get()
        assert (kept.attempts, kept.fault) == (number, "cannot be opened: FileNotFoundError")
        assert kept.next_try_at - begun > timedelta(seconds=2**number)
        later()
    document.file.storage.save(document.file.name, ContentFile(content))
    read_waiting()
    assert texts_of(again(page)) == [("a.txt", "text")] and ExtractedText.objects.get().fault == ""


def test_a_file_that_is_too_large_is_not_opened(page, monkeypatch):
    monkeypatch.setattr("search.index.text_extraction.MOST_BYTES", 10)
    attach(page, "a.txt", b"x" * 11)
    read_waiting()
    assert texts_of(again(page)) == []
    assert ExtractedText.objects.get().fault == "larger than 0 MB"


def test_what_a_killed_worker_was_reading_is_read_again(page, reads):
    document = attach(page, "a.txt", b"text")
    row = ExtractedText.objects.create(document=document)
    assert ExtractedText.objects.claim() == row
    assert read_waiting() == 0 and reads == [], "another worker reads it"
    later()
    read_waiting()
    assert texts_of(again(page)) == [("a.txt", "text")]


def test_a_file_that_takes_its_reader_along_is_given_up_in_the_end(page, reads):
    document = attach(page, "a.txt", b"text")
    ExtractedText.objects.create(document=document)
    for _number in range(MOST_TRIES):
        assert ExtractedText.objects.claim()
        later()
    read_waiting()
    assert reads == []
    assert ExtractedText.objects.get().fault == FATAL
    replace(document, "b.txt", b"beskedligt")
    read_waiting()
    assert texts_of(again(page)) == [("a.txt", "beskedligt")]


def test_so_is_one_whose_reading_process_is_killed_each_time(page, monkeypatch):
    attach(page, "a.txt", b"text")
    monkeypatch.setattr("search.index.text_extraction.COMMAND", ("-c", "import os\nos.kill(os.getpid(), 9)"))
    assert read_apart("txt", b"") == ("", KILLED)
    for _number in range(MOST_TRIES):
        read_waiting()
        assert ExtractedText.objects.get().fault == ""
        later()
    read_waiting()
    assert ExtractedText.objects.get().fault == FATAL
    later()
    assert read_waiting() == 0


def test_a_text_that_the_index_does_not_take_is_offered_again(page, monkeypatch, reads):
    attach(page, "a.txt", b"glukosmatare")

    def refuse(*args: object) -> None:
        raise EngineFailed("full")

    with monkeypatch.context() as patched:
        patched.setattr("search.index.attachments.refresh", refuse)
        read_waiting()
    assert not found(engine(), "glukosmatare")
    later()
    read_waiting()
    assert found(engine(), "glukosmatare") == {page.pk} and reads == ["txt"]


def test_a_delivery_on_its_way_that_knew_nothing_of_the_text_does_not_have_the_last_word(page):
    attach(page, "a.txt", b"glukosmatare")
    Delivery.objects.filter(channel="search").update(state="waiting", attempts=1)
    read_waiting()
    assert not ExtractedText.objects.get().shown
    Delivery.objects.filter(channel="search").update(state="done")
    later()
    read_waiting()
    assert ExtractedText.objects.get().shown


def test_a_rebuild_that_knew_nothing_of_the_text_does_not_either(page, monkeypatch):
    attach(page, "a.txt", b"glukosmatare")
    used = engine()
    rebuild = type(used).rebuild

    def read_meanwhile(self, docs, again):
        docs = list(docs)
        read_waiting()
        return rebuild(self, docs, lambda pages: ())

    with monkeypatch.context() as patched:
        patched.setattr(type(used), "rebuild", read_meanwhile)
        call_command("reindex", verbosity=0)
    assert not found(used, "glukosmatare")
    read_waiting()
    assert found(used, "glukosmatare") == {page.pk}


@pytest.mark.django_db(transaction=True)
def test_the_worker_reads_in_a_thread_and_goes_on(monkeypatch):
    page = make(NewsItem)
    attach(page, "a.txt", b"text")
    started, done = threading.Event(), threading.Event()

    def slow(*args: object, **kwargs: object) -> SimpleNamespace:
        started.set()
        done.wait(20)
        return SimpleNamespace(stdout=b"text", stderr=b"", returncode=0)

    monkeypatch.setattr(subprocess, "run", slow)
    read_beside()
    assert started.wait(20)
    read_beside()
    [thread] = [thread for thread in threading.enumerate() if thread.name == "read_waiting"]
    drain()
    assert Delivery.objects.get(channel="search").state == "done", "it is public while its file is being read"
    done.set()
    thread.join(20)
    assert ExtractedText.objects.get().text == "text"
