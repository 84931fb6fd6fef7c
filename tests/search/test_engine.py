"""The embedded index: shared by processes, rebuilt beside itself, whole after a kill."""

import os
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from portal.reconciling import compare, reconcile
from portal.selections import Selection
from recommendations.models import AssessmentSummary, Case
from search.documents import IndexDocument, plain
from search.engines import Engine, EngineFailed, Request, engine
from search.engines.tantivy import Tantivy
from search.engines.tantivy_fields import order_of
from tests.factories import make


def doc(page_id: int, title: str = "Pump", **fields) -> IndexDocument:
    values = {
        "revision_id": page_id + 1000,
        "language": "sv",
        "type": "news",
        "ingress": "",
        "text": "",
        "extra": "",
        "case_number": "",
        "verdict": "",
        "dated_on": date(2022, 1, 1),
        "area": (),
        "region": (),
        "status": (),
        "year": ("2022",),
        "level": ("national",),
        **fields,
    }
    return IndexDocument(page_id=page_id, title=title, **values)


@pytest.fixture
def index(tmp_path: Path) -> Tantivy:
    made = Tantivy(tmp_path / "index")
    made.rebuild([doc(number) for number in range(1, 6)])
    return made


def found(index: Engine, question: str = "pump") -> set[int]:
    return set(index.search(Request(Selection(q=question), limit=1000)).ids)


def test_indexing_again_replaces_and_deleting_takes_away(index):
    index.index([doc(3, "Ventil"), doc(6)])
    index.delete([1, 99])
    assert found(index) == {2, 4, 5, 6}
    assert found(index, "ventil") == {3}
    assert index.shown() == {number: number + 1000 for number in range(2, 7)}


def test_without_an_index_searching_and_writing_fail_in_words(tmp_path):
    empty = Tantivy(tmp_path / "nothing")
    assert not empty.status().ready and "reindex" in empty.status().detail
    for attempt in (lambda: found(empty), lambda: empty.index([doc(1)]), lambda: empty.delete([1])):
        with pytest.raises(EngineFailed):
            attempt()


def test_an_index_of_another_version_is_not_used(index, tmp_path, monkeypatch):
    monkeypatch.setattr("search.engines.tantivy.VERSION", "another")
    other = Tantivy(tmp_path / "index")
    assert not other.status().ready
    other.rebuild([doc(1)])
    assert found(other) == {1}


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(index, tmp_path):
    def broken():
        yield doc(77)
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        index.rebuild(broken())
    assert found(index) == {1, 2, 3, 4, 5}
    assert len(list((tmp_path / "index").glob("generation-*"))) == 1


def test_readers_see_a_whole_index_while_it_is_rebuilt_and_written(index, tmp_path):
    stop, wrong = threading.Event(), []

    def read() -> None:
        reader = Tantivy(tmp_path / "index")
        while not stop.is_set():
            try:
                if not {1, 2, 3, 4, 5} <= found(reader):
                    wrong.append("incomplete")
            except EngineFailed as error:
                wrong.append(str(error))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(8):
        index.rebuild([doc(page) for page in range(1, 6)])
        index.index([doc(100 + number)])
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong


WRITER = """
import django, itertools, sys
django.setup()
from pathlib import Path
from search.engines.tantivy import Tantivy
from tests.search.test_engine import doc
index = Tantivy(Path(sys.argv[1]))
for number in itertools.count(int(sys.argv[2])):
    index.index([doc(number)])
    print(number, flush=True)
"""


@pytest.mark.slow
def test_two_writers_killed_at_any_point_lose_nothing_they_have_confirmed(index, tmp_path):
    confirmed = {1, 2, 3, 4, 5}
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONPATH": os.getcwd()}
    for start in (1000, 2000):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(tmp_path / "index"), str(start + 500 * number)],
                stdout=subprocess.PIPE,
                text=True,
                env=environment,
            )
            for number in range(2)
        ]
        for writer in writers:
            assert writer.stdout
            confirmed |= {int(writer.stdout.readline()) for _ in range(3)}
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            assert writer.stdout
            confirmed |= {int(line) for line in writer.stdout.read().split("\n")[:-1]}
            writer.wait()
    index.index([doc(9999)])
    assert confirmed | {9999} <= found(index)


def test_reindex_builds_and_if_needed_leaves_alone(db, capsys):
    make(Case, title="Ärende", product="Pump")
    call_command("reindex", "--if-needed")
    call_command("reindex", "--if-needed")
    call_command("reindex")
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["1 documents indexed", "1 documents, nothing to do", "1 documents indexed"]


def test_reconcile_mends_what_the_index_lacks_and_has_too_much(db):
    kept, lost = make(Case, title="Kvar"), make(Case, title="Borta")
    call_command("reindex")
    engine().delete([lost.pk])
    engine().index([doc(987654)])
    before = next(row for row in reconcile() if row.channel.name == "search")
    assert (before.missing, before.surplus) == (frozenset([lost.pk]), frozenset([987654]))
    assert not compare(before.channel).all
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
