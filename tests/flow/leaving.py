"""Publications leave random selections in every way that they can: what each selection's feeds then tell.

What is to be told is worked out here from the way that was taken, not from the event log or the feeds.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import feedparser
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.addresses.tag_uris import publication_tag
from portal.models import PermanentNumber, ProductArea, Publication, Region
from portal.outbox import delivery
from portal.selections.selection import Selection
from recommendations.models import Case, Recommendation
from tests.factories import make, make_index, republish
from tests.flow.telling import read
from tests.flow.works import VERDICTS

SEARCH = {"sv": "/sok/", "en": "/en/search/"}
# How the title of a state feed's entry begins when the publication no longer holds.
SAYS_SO = (
    *("Återkallad", "Withdrawn", "Ersatt", "Replaced"),
    *("Swedish original withdrawn", "Originalet på svenska är återkallat"),
)


@dataclass
class Leaver:
    """A publication with the selection that it is about to leave."""

    word: str
    page: Any
    english: Any
    # Facet → codes that the selection has chosen, all of them those of the publication.
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = ""

    def selection(self, language: str) -> Selection:
        chosen = [(facet, code) for facet, codes in self.chosen.items() for code in codes]
        return Selection(q=self.words, language=language, chosen=chosen)

    def languages(self) -> Sequence[str]:
        """In which languages the selection has the publication."""
        return self.chosen.get("lang", ("sv", "en"))


# A way to leave: what the editor does, and the kind of event by which it is told.
Act = Callable[["Leaving", Leaver], None]


@dataclass(frozen=True)
class Way:
    """A way to leave. `kind` is how event feeds tell of it; `facets` are those that a selection must have to be left by
    it.
    """

    act: Act
    kind: str
    facets: tuple[str, ...] = ()
    model: Any = Recommendation
    is_translated: bool = False
    # Readers may learn no more than that something was withdrawn, and who searches in words not even that.
    is_silent: bool = False
    # The title is another one from then on, and the publication stays.
    is_anonymous: bool = False


class Leaving:
    """Tries one publication, selection and way after the other. `figures` counts, `faults` says what was wrong."""

    def __init__(self, seed: int, areas: Sequence[ProductArea], regions: Sequence[Region]) -> None:
        self.chance = random.Random(seed)
        self.areas, self.regions = areas, regions
        self.faults: list[str] = []
        self.figures: dict[str, Counter[str]] = defaultdict(Counter)
        self.closed = self._closed_list()
        self.tried = 0

    def attempt(self, name: str = "") -> None:
        """One random selection, and a way to leave it: this one, else the next of all."""
        name = name or list(WAYS)[self.tried % len(WAYS)]
        self.tried += 1
        way = WAYS[name]
        leaver = self._leaver(way)
        before = {language: self._look(leaver, language) for language in leaver.languages()}
        way.act(self, leaver)
        delivery.drain()
        self.figures[name]["tried"] += 1
        for language, (events, state) in before.items():
            if not state.tells(leaver.word):
                self._note(name, leaver, language, "was not in the feed before")
            self._judge(name, leaver, language, events)

    def _leaver(self, way: Way) -> Leaver:
        word = f"Pump{self.tried:04}x"
        verdict = self.chance.choice(VERDICTS)
        values: dict[str, Any] = {"areas": self.chance.sample(list(self.areas), 2), "summary_en": "A pump."}
        if self.chance.random() < 0.5:
            values |= {"level": "region", "regions": [self.chance.choice(self.regions)]}
        if way.model is Recommendation:
            values |= {"verdict": verdict, "conditions": "Vid behov."}
        slug = word.lower()
        page = make(way.model, title=f"{word} i hemmet", slug=slug, **values)
        english = None
        if way.is_translated or (self.chance.random() < 0.5 and way.model is Recommendation):
            english = make(way.model, title=f"{word} at home", slug=slug, language="en", publish=False, **values)
            Publication.objects.filter(pk=english.pk).update(translation_key=page.translation_key)
            english = republish(english)
        delivery.drain()
        leaver = Leaver(word, page, english)
        self._choose(leaver, way, values)
        return leaver

    def _choose(self, leaver: Leaver, way: Way, values: dict[str, Any]) -> None:
        """Draw a selection that has the publication."""
        page = leaver.page
        codes = {
            "type": page.type_code,
            "area": values["areas"][0].slug,
            "region": values["regions"][0].code if "regions" in values else self.regions[0].code,
            "verdict": page.verdict,
            "status": page.status,
            "year": str(page.dated_on.year) if page.dated_on else "",
            "level": page.level,
        }
        for facet, code in codes.items():
            if code and (facet in way.facets or self.chance.random() < 0.3):
                leaver.chosen[facet] = (code,)
        if way.is_translated and self.chance.random() < 0.5:
            leaver.chosen["lang"] = ("en",)
        if not leaver.chosen or self.chance.random() < 0.3:
            leaver.words = leaver.word

    def _look(self, leaver: Leaver, language: str) -> "tuple[dict[str, str], _State]":
        """(entries of the event feed: id → title, the state feed) of the selection."""
        query = leaver.selection(language).query_string
        # Each time another reader, as there is a limit on what one may have built.
        client = Client(headers={"host": "localhost"}, REMOTE_ADDR=f"10.1.{self.tried // 250}.{self.tried % 250}")
        events, state = (
            client.get(f"{SEARCH[language]}?{query(format=format)}").content for format in ("events-atom", "atom")
        )
        return {entry.id: entry.title for entry in feedparser.parse(events).entries}, _State(state)

    def _judge(self, name: str, leaver: Leaver, language: str, before: dict[str, str]) -> None:
        way, (events, state) = WAYS[name], self._look(leaver, language)
        told = [read(title) for id, title in events.items() if id not in before]
        tag = publication_tag(PermanentNumber.of(leaver.page.translation_key))
        how = state.of(tag)
        self.figures[name][f"{language}: {how}"] += 1
        if way.is_anonymous:
            if state.tells(leaver.word) or leaver.word in " ".join(events.values()):
                self._note(name, leaver, language, "still tells the title")
            return
        holds = how == "entry"
        # Where the translation was, the original stands.
        if holds and not (way.is_translated and "lang" not in leaver.chosen):
            self._note(name, leaver, language, "the state feed has it as before")
        if holds or (way.is_silent and leaver.words):
            return
        self.figures[name][f"{language}: to tell"] += 1
        if (way.kind, "" if way.is_silent else leaver.word) in told:
            self.figures[name][f"{language}: told"] += 1
        else:
            self._note(name, leaver, language, f"the event feed tells {told}")

    def _note(self, name: str, leaver: Leaver, language: str, fault: str) -> None:
        translated = "translated" if leaver.english else "Swedish only"
        asked = leaver.selection(language).query_string()
        self.faults.append(f"{leaver.word} {name} ({translated}), {language} ?{asked}: {fault}")

    def _closed_list(self) -> Any:
        """A list that only those who sign in may read, to move pages to."""
        first = make_index(Recommendation, "sv")
        closed = type(first)(title="För regionerna", slug="for-regionerna", locale=first.locale)
        first.get_parent().add_child(instance=closed)
        PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
        return closed

    # The ways. Each takes the publication away, or out of what the selection has chosen.

    def mark_as_withdrawn(self, leaver: Leaver) -> None:
        republish(leaver.page, standing="withdrawn")

    def unpublish(self, leaver: Leaver) -> None:
        leaver.page.unpublish()

    def delete(self, leaver: Leaver) -> None:
        Recommendation.objects.get(pk=leaver.page.pk).delete()

    def close(self, leaver: Leaver) -> None:
        PageViewRestriction.objects.create(page=leaver.page, restriction_type=PageViewRestriction.LOGIN)

    def move_to_a_closed_list(self, leaver: Leaver) -> None:
        closed = type(self.closed).objects.get(pk=self.closed.pk)
        Recommendation.objects.get(pk=leaver.page.pk).move(closed, "last-child")

    def make_secret(self, leaver: Leaver) -> None:
        republish(leaver.page, is_secret=True, anonymous_title="Ett ärende")

    def change_the_verdict(self, leaver: Leaver) -> None:
        republish(leaver.page, verdict=self.chance.choice([code for code in VERDICTS if code != leaver.page.verdict]))

    def change_the_standing(self, leaver: Leaver) -> None:
        republish(leaver.page, standing="under_review")

    def refile(self, leaver: Leaver) -> None:
        had = set(leaver.page.product_areas.all())
        republish(leaver.page, areas=[area for area in self.areas if area not in had][:1])

    def replace(self, leaver: Leaver) -> None:
        new: dict[str, Any] = {
            "slug": f"{leaver.word.lower()}-ny",
            "title": "Efterföljaren",
            "verdict": "can",
            "version_number": 2,
        }
        make(Recommendation, replaces=leaver.page, change_note="Nya studier.", summary_en="New.", **new)

    def withdraw_the_translation(self, leaver: Leaver) -> None:
        Recommendation.objects.get(pk=leaver.english.pk).unpublish()


WAYS = {
    "marked as withdrawn": Way(Leaving.mark_as_withdrawn, "withdrawn"),
    "unpublished": Way(Leaving.unpublish, "withdrawn"),
    "deleted": Way(Leaving.delete, "withdrawn"),
    "closed": Way(Leaving.close, "withdrawn", is_silent=True),
    "moved to a closed list": Way(Leaving.move_to_a_closed_list, "withdrawn", is_silent=True),
    "made secret": Way(Leaving.make_secret, "", model=Case, is_anonymous=True),
    "another verdict": Way(Leaving.change_the_verdict, "left", facets=("verdict",)),
    "another standing": Way(Leaving.change_the_standing, "left", facets=("status",)),
    "refiled": Way(Leaving.refile, "left", facets=("area",)),
    "replaced": Way(Leaving.replace, "replaced"),
    "translation withdrawn": Way(Leaving.withdraw_the_translation, "withdrawn", is_translated=True),
}


class _State:
    """A state feed."""

    def __init__(self, content: bytes) -> None:
        self._entries = feedparser.parse(content).entries
        self._titles = {entry.id: entry.title for entry in self._entries}
        self._tombstones = set(re.findall(r'<[\w:]*deleted-entry[^>]*\bref="([^"]+)"', content.decode()))

    def tells(self, word: str) -> bool:
        """Whether the word stands anywhere in an entry."""
        return any(word in str(entry) for entry in self._entries)

    def of(self, tag: str) -> str:
        """How the feed has a publication: "entry", "says so", "tombstone" or "absent"."""
        if title := self._titles.get(tag):
            return "says so" if title.startswith(SAYS_SO) else "entry"
        return "tombstone" if tag in self._tombstones else "absent"
