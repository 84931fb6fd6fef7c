"""The embedded index: shared by processes, rebuilt beside itself, whole after a kill and on a full disk."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.selections.selection import Selection
from search.engines import EngineFailed, Request
from search.engines.tantivy import Tantivy
from search.query.clauses import Every, Stage, Term
from tests.search.handmade import Shelf, doc, fill, found

ALL = Request(Selection(), limit=100_000)


@pytest.fixture
def index(tantivy: Tantivy) -> Tantivy:
    fill(tantivy, [doc(number) for number in range(1, 6)])
    return tantivy


def test_an_index_of_other_fields_is_not_used_and_stays_until_it_is_built_anew(index, monkeypatch):
    monkeypatch.setattr("search.index.fields._VERSION", "another")
    other = Tantivy(index.generations.folder)
    assert not other.status().ready and other.status().stale
    with pytest.raises(EngineFailed, match="reindex"):
        other.index([doc(9)])
    fill(other, [doc(1)])
    assert found(other, ALL) == [1]


def test_a_pointer_or_folder_that_makes_no_sense_is_an_index_to_build(index):
    for target in (b"gone", b"generation-4-5-gone", b".", b"current", b"", b"\xff", b"a-b-c-d\x00"):
        index.generations.pointer.write_bytes(target)
        broken = Tantivy(index.generations.folder)
        assert not broken.status().ready and broken.status().stale, target
    fill(index, [doc(1)])
    assert found(index, ALL) == [1]


def test_a_copy_of_the_folder_by_whatever_tool_is_an_index(index, tmp_path):
    copy = Tantivy(Path(shutil.copytree(index.generations.folder, tmp_path / "copy")))
    assert copy.status().ready and found(copy, ALL) == found(index, ALL)
    fill(copy, [doc(1)])
    assert found(copy, ALL) == [1]


def test_what_a_killed_rebuild_left_goes_with_the_next_one(index):
    left = index.generations.folder / "generation-0000000000000000"
    left.mkdir()
    index.index([doc(7)])
    assert (left / "late").read_text() == "7\n"
    fill(index, [doc(1)])
    assert [path.name for path in index.generations.folder.glob("generation-*")] == [
        index.generations.pointer.read_text().strip()
    ]


def test_readers_see_a_whole_index_while_it_is_rebuilt_and_written(index):
    stop, wrong = threading.Event(), []

    def read() -> None:
        reader = Tantivy(index.generations.folder)
        while not stop.is_set():
            try:
                if not {1, 2, 3, 4, 5} <= set(found(reader, ALL)):
                    wrong.append("incomplete")
            except EngineFailed as error:
                wrong.append(str(error))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(8):
        fill(index, [doc(page) for page in range(1, 6)])
        index.index([doc(100 + number)])
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong


def test_a_fuzzy_clause_asks_only_fields_that_are_made_for_it(index):
    from search.query.clauses import Fuzzy

    with pytest.raises(EngineFailed, match="folded"):
        index.search(Request(Selection(q="x"), (Stage("similar", Fuzzy("stems", "pump", 1)),)))


def test_more_combinations_of_regions_than_pages_are_counted_by_the_single_ones(index):
    pages = [doc(n, region=(f"{n % 7}", f"{7 + n % 11}"), area=("eye",) * (n % 2)) for n in range(1, 400)]
    fill(index, pages)
    many = index.search(Request(Selection(), groups=("region", "area"))).facets
    few = index.search(
        Request(Selection(q="x"), (Stage("", Every((Term("area", "eye"),))),), groups=("region",))
    ).facets
    for facets, counted in ((many, pages), (few, [page for page in pages if page.facets["area"]])):
        codes = [code for page in counted for code in page.facets["region"]]
        assert facets["region"] == {code: codes.count(code) for code in set(codes)}
    assert many["area"] == {"eye": 200}


# Other processes: they write the numbers that the index has confirmed, one a line.

OTHER_PROCESS = """
import django, itertools, resource, sys
django.setup()
from pathlib import Path
import search.engines.tantivy
from search.engines import EngineFailed
from tests.search.handmade import PLAIN, doc
search.engines.tantivy.analysis = lambda: PLAIN
index = search.engines.tantivy.Tantivy(Path(sys.argv[1]))
first = int(sys.argv[2])
"""
KILLS = """
import os, signal
for number in range(int(sys.argv[3])):
    children = []
    for writer in range(2):
        reading, writing = os.pipe()
        if not (child := os.fork()):
            for page_id in itertools.count(first * (number + 1) + 500 * writer):
                index.index([doc(page_id)])
                os.write(writing, f"{page_id}\\n".encode())
        os.close(writing)
        children.append((child, open(reading), 1 + (number + writer) % 4))
    lines = [lines.readline() for _child, lines, some in children for _line in range(some)]
    for child, _lines, _some in children:
        os.kill(child, signal.SIGKILL)
    lines += [line for _child, rest, _some in children for line in rest if line.endswith("\\n")]
    for child, _lines, _some in children:
        os.waitpid(child, 0)
    print(*lines, sep="", end="", flush=True)
"""
FILLS_THE_DISK = """
failures, number = 0, first
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
while failures < 3:
    number += 1
    try:
        index.index([doc(number, text=f"ord{number} " * (number - first) * 400)])
        print(number, flush=True)
    except EngineFailed:
        failures += 1
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
index.index([doc(first)])
print(first, flush=True)
"""


def run(index: Tantivy, program: str, *arguments: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS + program, str(index.generations.folder), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONPATH": os.getcwd()},
    )


def confirmed_by(process: "subprocess.Popen[str]", lines: int | None = None) -> Iterator[int]:
    """The numbers of so many lines, or of all that are whole."""
    assert process.stdout
    if lines is not None:
        yield from (int(process.stdout.readline()) for _ in range(lines))
        return
    yield from (int(line) for line in process.stdout.read().split("\n")[:-1])


@pytest.mark.slow
@pytest.mark.one_database
def test_two_writers_killed_twenty_times_lose_nothing_that_they_have_confirmed(index):
    confirmed = set(confirmed_by(run(index, KILLS, 1000, 10)))
    assert len(confirmed) >= 50
    assert {1, 2, 3, 4, 5} | confirmed <= set(found(index, ALL))
    index.index([doc(99_999)])
    assert {99_999} | confirmed <= set(found(index, ALL))


@pytest.mark.slow
@pytest.mark.one_database
def test_on_a_full_disk_nothing_confirmed_is_lost_and_writing_goes_on_when_there_is_room(index):
    writer = run(index, FILLS_THE_DISK, 1000, 30_000)
    confirmed = set(confirmed_by(writer))
    assert writer.wait() == 0
    assert len(confirmed) > 1 and 1000 in confirmed
    assert {1, 2, 3, 4, 5} | confirmed <= set(found(index, ALL))


@pytest.mark.slow
@pytest.mark.one_database
def test_a_rebuild_that_is_killed_leaves_the_index_as_it_was(index):
    rebuilding = run(
        index,
        "index.rebuild((doc(number) for number in itertools.count(print(first, flush=True) or first)), lambda ids: [])",
        1000,
    )
    assert list(confirmed_by(rebuilding, 1)) == [1000]
    index.index([doc(6)])
    rebuilding.send_signal(signal.SIGKILL)
    rebuilding.wait()
    rebuilding.communicate()
    shelf = Shelf([doc(number) for number in range(1, 7)])
    assert set(found(index, ALL)) == shelf.docs.keys()
    assert index.rebuild(shelf.docs.values(), shelf.read) == 6
    assert len(list(index.generations.folder.glob("generation-*"))) == 1
