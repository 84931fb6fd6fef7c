"""What feed readers tell of an editor's history, held against what they are to tell."""

import random
import re
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.db import close_old_connections
from django.utils import translation

from news.addresses import event_feed_path
from portal.selections.selection import Selection
from tests.flow.editing import Editor
from tests.flow.feed_readers import READERS, FeedReader, News
from tests.flow.works import Told

# The words by which titles begin → the kind of event.
KINDS = {
    "Publicerad": "published",
    "Ändrad": "revised",
    "Ersatt": "replaced",
    "Återkallad": "withdrawn",
    "Published": "published",
    "Revised": "revised",
    "Replaced": "replaced",
    "Withdrawn": "withdrawn",
    "Now in English": "translated",
    "Ingår nu i urvalet": "entered",
    "Ingår inte längre i urvalet": "left",
    "Now in this selection": "entered",
    "No longer in this selection": "left",
}
# How often two acts fall into one second: with no look at the feeds between, or with one by the quickest readers.
TWO_AT_ONCE = 0.25


def feeds_of(address: str, area: str, format: str = "atom") -> dict[str, str]:
    """Name → address of the event feeds of everything and of an area, in both languages."""
    found = {}
    for language in ("sv", "en"):
        with translation.override(language):
            found[language] = address + event_feed_path(Selection(language=language), format)
            of_area = Selection(area=(area,), language=language)
            found[f"{language}-area"] = address + event_feed_path(of_area, format)
    return found


class Tally:
    """What one reader was to tell and told. `acts` are those since it looked last."""

    def __init__(self) -> None:
        self.due: list[tuple[str, Told]] = []
        self.overdue: list[tuple[str, Told]] = []
        self.expected = self.announced = self.late = 0
        self.doubled = 0
        # What was wrong after which acts, how often, and the first time that it was.
        self.faults: dict[str, dict[str, Any]] = {}

    def expect(self, told: Mapping[str, list[Told]]) -> None:
        self.due += [(feed, each) for feed, some in told.items() for each in some]

    def take(self, news: list[News], acts: list[str]) -> None:
        """Settle what the reader announced when it looked after these acts."""
        self.expected += len(self.due)
        for feed, title in news:
            told = (feed, read(title))
            if told in self.due:
                self.due.remove(told)
            elif told in self.overdue:
                self.overdue.remove(told)
                self.late += 1
            else:
                self.doubled += 1
                self._note("doubled", f"{feed}: {title}", acts)
                continue
            self.announced += 1
        for feed, (kind, word) in self.due:
            self._note("not at once", f"{feed}: {kind} {word}", acts)
        self.overdue += self.due
        self.due = []

    def _note(self, fault: str, what: str, acts: list[str]) -> None:
        kinds = " + ".join(act.rpartition(" ")[0] for act in acts)
        noted = self.faults.setdefault(f"{fault} after: {kinds}", {"times": 0, "first": f"{' + '.join(acts)} → {what}"})
        noted["times"] += 1

    def figures(self) -> dict[str, Any]:
        return {
            "expected": self.expected,
            "announced": self.announced,
            "late": self.late,
            "lost": len(self.overdue),
            "doubled": self.doubled,
            "faults": self.faults,
        }


def read(title: str) -> Told:
    """The kind of event and the publication's word, from an entry's title."""
    head = re.split("[,:]", title, maxsplit=1)[0]
    word = re.search(r"Pump\d+x", title)
    return KINDS.get(head, head), word[0] if word else ""


def followed(
    address: str, folder: Path, editor: Editor, edits: int, kinds: tuple[type[FeedReader], ...] = READERS
) -> dict[str, dict[str, Any]]:
    """Have readers follow the feeds of a server while the editor edits. Returns each reader's figures.

    A reader is asked to look after each act; of some acts two fall into the same second.
    """
    feeds = feeds_of(address, editor.areas[0].slug)
    readers = [kind(folder / kind.name, feeds) for kind in kinds]
    tallies = {reader.name: Tally() for reader in readers}
    with ThreadPoolExecutor(len(readers)) as pool:
        try:
            list(pool.map(_news, readers))
            _history(editor, edits, readers, tallies, pool)
        finally:
            for reader in readers:
                reader.close()
    return {name: tally.figures() for name, tally in tallies.items()}


def _news(reader: FeedReader) -> list[News]:
    return reader.news()


def _history(
    editor: Editor, edits: int, readers: list[FeedReader], tallies: dict[str, Tally], pool: ThreadPoolExecutor
) -> None:
    chance = random.Random(edits)
    acts: dict[str, list[str]] = {name: [] for name in tallies}

    def act() -> None:
        editor.told.clear()
        done = editor.act()
        for name, tally in tallies.items():
            tally.expect(editor.told)
            acts[name].append(done)

    def look(some: list[FeedReader]) -> None:
        for reader, news in zip(some, pool.map(_news, some), strict=True):
            tallies[reader.name].take(news, acts[reader.name])
            acts[reader.name] = []

    done = 0
    while done < edits:
        if done + 1 < edits and chance.random() < TWO_AT_ONCE:
            time.sleep(1 - time.time() % 1)
            act()
            if chance.random() < 0.5:
                look([chance.choice(readers[-2:])])
            done += 1
        act()
        done += 1
        look(readers)
    # A feed may keep the second of two changes for the next second.
    time.sleep(1.1)
    look(readers)
    close_old_connections()
