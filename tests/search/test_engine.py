"""The index and the database: built from what is public, kept by the channel, mended by reconcile."""

import logging
import threading

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from portal.models import Delivery, PublicationEvent
from portal.outbox.reconciliation import compare, reconcile
from portal.selections.selection import Selection
from recommendations.models import AssessmentSummary, Case
from search.engines import Engine, Request, engine
from search.index.documents import documents, plain
from search.index.fields import order_of
from search.index.indexer import alone, rebuild, refresh, tend, tend_beside
from search.index.site_analyzer import analysis
from search.query.clauses import Stage, Term
from tests.factories import make
from tests.running import free_port
from tests.search.handmade import doc


def found(used: Engine, word: str) -> set[int]:
    """The pages that have a word in any of its forms."""
    (asked,) = analysis().words(word, "sv")
    return set(used.search(Request(Selection(q=word), (Stage("", Term("stems", asked.stem)),), limit=1000)).ids)


def test_reindex_builds_and_if_needed_leaves_alone(db, capsys):
    make(Case, title="Ärende", product="Pump")
    call_command("reindex", "--if-needed")
    call_command("reindex", "--if-needed")
    call_command("reindex")
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["1 documents indexed", "1 documents, nothing to do", "1 documents indexed"]


def test_what_waited_for_the_index_is_delivered_when_it_is_built_and_what_came_meanwhile_still_waits(db, monkeypatch):
    states = Delivery.objects.order_by("event_id").values_list("event__title", "channel", "state")
    make(Case, title="Ärende")
    Delivery.objects.update(state=Delivery.State.FAILED, error="no engine")

    def publish_meanwhile():
        make(Case, title="Senare")
        return documents()

    monkeypatch.setattr("search.index.indexer.documents", publish_meanwhile)
    rebuild()
    assert set(states.filter(channel="search")) == {("Ärende", "search", "done"), ("Senare", "search", "waiting")}
    assert set(states.filter(channel="feed")) == {("Ärende", "feed", "failed"), ("Senare", "feed", "waiting")}
    assert Delivery.objects.get(channel="search", state="done").error == ""


def test_an_index_of_another_analysis_is_built_anew_beside_the_worker_and_once(db, monkeypatch, caplog):
    caplog.set_level(logging.INFO, "search.index.indexer")
    page = make(Case, title="Pump")
    tend()
    assert found(engine(), "pump") == {page.pk}
    tend()
    assert caplog.text.count("Building") == 1
    monkeypatch.setattr(analysis(), "version", "another")
    assert engine().status().ready and engine().status().stale
    assert found(engine(), "pump") == {page.pk}
    tend()
    assert caplog.text.count("Building") == 2 and not engine().status().stale


def test_the_worker_builds_in_a_thread_and_goes_on(transactional_db, monkeypatch):
    started, done = threading.Event(), threading.Event()
    monkeypatch.setattr("search.index.indexer.rebuild", lambda: started.set() or done.wait(10))
    tend_beside()
    assert started.wait(10)
    tend_beside()
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "tend"]
    done.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_page_that_is_taken_back_is_gone_for_older_events_only(db):
    page = make(Case, title="Pump")
    call_command("reindex")
    Case.objects.update(live=False)
    known = {"translation_key": page.translation_key, "language": "sv", "type_code": "case", "path": "/"}
    event = PublicationEvent.objects.create(page_id=page.pk, kind="withdrawn", title="Pump", **known)
    refresh([page.pk])
    assert found(engine(), "pump") == set()
    engine().index([doc(page.pk, event_id=event.pk - 1)])
    assert engine().shown() == {}
    engine().index([doc(page.pk, event_id=event.pk + 1)])
    assert engine().shown() == {page.pk: page.pk + 1000}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SEARCH_ENGINE": "solr"}, "SEARCH_ENGINE is 'solr'; it can be tantivy or elasticsearch"),
        ({"SEARCH_ENGINE": "elasticsearch"}, "no Elasticsearch answers"),
    ],
)
def test_reindex_says_in_one_sentence_what_is_wrong_with_the_engine(settings, changes, said):
    for name, value in changes.items():
        setattr(settings, name, value)
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "hosts": [f"http://127.0.0.1:{free_port()}"]}
    with pytest.raises(CommandError, match=said):
        call_command("reindex")
    with pytest.raises(SystemCheckError, match=said):
        call_command("check", "--deploy", "--tag", "search")


def test_reconcile_mends_what_the_index_lacks_and_has_too_much(db):
    kept, lost = make(Case, title="Kvar"), make(Case, title="Borta")
    call_command("reindex")
    engine().delete({lost.pk: PublicationEvent.objects.latest("pk").pk})
    engine().index([doc(987654, event_id=0)])
    before = next(row for row in reconcile() if row.channel.name == "search")
    assert (before.missing, before.surplus) == (frozenset([lost.pk]), frozenset([987654]))
    assert not compare(before.channel, engine().shown()).all
    assert set(engine().shown()) == {kept.pk, lost.pk}


def test_every_passage_of_a_page_is_in_the_index_as_plain_text(db):
    page = make(
        AssessmentSummary,
        title="Bedömning",
        population="Vuxna med diabetes",
        limitations="<p>Korta studier</p><p>Få <b>deltagare</b></p>",
        body=[("heading", "Rubriken"), ("text", "<p>Stycket</p>")],
        summary_en="Adults",
    )
    call_command("reindex")
    for word in ("vuxna", "studier", "deltagare", "rubriken", "stycket", "adults"):
        assert found(engine(), word) == {page.pk}, word


@pytest.mark.parametrize(
    ("passage", "text"),
    [
        ("<p>ett</p><p>två &amp; tre</p>", "ett två & tre"),
        ("glu<b>kos</b>", "glukos"),
        ("HbA1c < 60", "HbA1c < 60"),
        ("rad\x00ett\n\nrad två", "rad ett rad två"),
        ("<script>alert(1)</script>kvar", "kvar"),
    ],
)
def test_plain_text(passage, text):
    assert plain(passage) == text


def test_titles_sort_as_swedish_does():
    assert sorted(["Ö", "é", "Å", "z", "Ä", "f", "Ø"], key=order_of) == ["é", "f", "z", "Å", "Ä", "Ö", "Ø"]


@pytest.mark.needs_postgresql
def test_a_rebuild_is_alone_on_all_machines_of_a_database(db):
    def held() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            return int(cursor.fetchone()[0])

    before = held()
    with alone():
        assert held() == before + 1
    with pytest.raises(OSError, match="broken"), alone():
        raise OSError("broken")
    assert held() == before
