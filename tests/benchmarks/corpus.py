"""A made-up corpus of Swedish publications: the same for the same seed, with words as rare and as common as in life."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from types import SimpleNamespace

from portal.models import Concept, ProductArea, Region
from portal.publications.page_types import page_types
from portal.publications.precedence import precedence
from portal.publications.statuses import VERDICTS
from portal.selections.concerned import EVERY_REGION
from portal.selections.facets import facet_codes
from search.index.documents import IndexDocument

FIRST_DAY = date(2010, 1, 1)
DAYS = 6000
WORDS_OF_TEXT = 120
STATUSES = ("in_force", "under_review", "replaced", "withdrawn")
TYPES = ("recommendation", "assessment", "procurement", "case", "news")
# Common words between the rare ones, so that a text reads like a text to an index.
COMMON = re.findall(
    r"\w+",
    """patienter vården rådet rekommenderar behandling regionerna metoden studier underlaget visar bedömningen
    kostnaden uppföljning användning personer med och eller för att kan bör inte enligt som har under efter jämfört
    bättre lägre högre effekt risk nytta säkerhet livskvalitet sjukhus primärvård specialist utrustning avtal pris""",
)
TITLES = ("{0} vid {1}", "{0} för personer med {1}", "{0}", "Upphandling av {0}", "{0} jämfört med {1}")


@dataclass(frozen=True)
class Made:
    """A publication of the corpus. Region: the code of one, or empty for a national one."""

    number: int
    title: str
    ingress: str
    text: str
    type: str
    area: str
    region: str
    verdict: str
    status: str
    dated_on: date

    def document(self, page_id: int, revision_id: int = 0) -> IndexDocument:
        """What the index knows of it. The event log does not know it."""
        return IndexDocument(
            page_id=page_id,
            revision_id=revision_id,
            event_id=0,
            language="sv",
            lists=("sv",),
            title=self.title,
            names=(),
            ingress=self.ingress,
            text=self.text,
            subjects=(),
            summary="",
            extra="",
            attachments=(),
            case_number=f"BEN {self.number}/{self.dated_on.year}",
            dated_on=self.dated_on,
            precedence=precedence(self._as_page()),
            facets={
                **dict.fromkeys(facet_codes(), ()),
                "type": (self.type,),
                "area": (self.area,),
                "region": (self.region or EVERY_REGION,),
                "verdict": (self.verdict,) if self.type == "recommendation" else (),
                "status": (self.status,),
                "year": (str(self.dated_on.year),),
                "level": ("region" if self.region else "national",),
                "lang": ("sv",),
            },
        )

    def _as_page(self) -> SimpleNamespace:
        return SimpleNamespace(specific_class=page_types()[self.type], status=self.status, is_example=False)


class Corpus:
    """Words and codes of this installation, drawn by a seed."""

    def __init__(self, seed: int = 4) -> None:
        self.seed = seed
        self.labels = [label for concept in Concept.objects.order_by("code") for label in concept.labels["sv"]]
        self.areas = list(ProductArea.objects.order_by("slug").values_list("slug", flat=True))
        self.regions = list(Region.objects.order_by("code").values_list("code", flat=True))

    @cached_property
    def _weights(self) -> list[float]:
        """Few words are common and many rare (Zipf)."""
        return [1 / (place + 3) for place in range(len(self.labels))]

    def made(self, size: int) -> Iterator[Made]:
        draw = random.Random(self.seed)
        for number in range(size):
            yield self._one(draw, number)

    def _one(self, draw: random.Random, number: int) -> Made:
        labels = draw.choices(self.labels, self._weights, k=8)
        title = draw.choice(TITLES).format(labels[0], labels[1])
        words = [draw.choice(COMMON) for _ in range(WORDS_OF_TEXT)]
        for label in labels:
            words[draw.randrange(WORDS_OF_TEXT)] = label
        return Made(
            number=number,
            title=f"{title[:1].upper()}{title[1:]}"[:200],
            ingress=f"{labels[0]} {' '.join(words[:12])} {labels[1]}.",
            text=" ".join(words),
            type=draw.choice(TYPES),
            area=draw.choice(self.areas),
            region=draw.choice(self.regions) if draw.random() < 0.4 else "",
            verdict=draw.choice(list(VERDICTS)),
            status=draw.choice(STATUSES),
            dated_on=FIRST_DAY + timedelta(days=draw.randrange(DAYS)),
        )

    def questions(self, kind: str, number: int) -> list[str]:
        """Questions of a kind, as searchers would type them: a word, two words, a phrase, a beginning."""
        draw = random.Random(f"{self.seed} {kind}")
        labels = [draw.choices(self.labels, self._weights, k=2) for _ in range(number)]
        return {
            "term": [first for first, _second in labels],
            "words": [f"{first} {draw.choice(COMMON)}" for first, _second in labels],
            "phrase": [f'"{draw.choice(COMMON)} {draw.choice(COMMON)}"' for _ in labels],
            "suggestion": [first[: draw.randint(3, 6)] for first, _second in labels],
        }[kind]
