"""A small analysis for tests: stems as always, but compounds, small words and concepts are those named here."""

from dataclasses import replace
from datetime import date
from typing import Any

from search.index.documents import IndexDocument
from search.index.fields import fields
from search.query.matcher import Held
from search.text.analyzer import Analysis
from search.text.lexicon import Lexicon
from search.text.token_layers import Layers, Word
from tests.search.handmade import doc

COMPOUNDS = {
    "glukosmätare": ("gluko", "mät"),
    "glukosmätning": ("gluko", "mätning"),
    "blodtrycksmätare": ("blodtryck", "mät"),
    "insulinpump": ("insulin", "pump"),
    "insulinpumpar": ("insulin", "pump"),
}
COMMON = frozenset({"tid", "behandling"})
SMALL_WORDS = frozenset({"för", "med", "till", "och", "i", "the", "of"})
LABELS = (
    ("cgm", "sv", "CGM"),
    ("cgm", "sv", "kontinuerlig glukosmätning"),
    ("cgm", "en", "continuous glucose monitoring"),
    ("cgm", "fi", "jatkuva glukoosinseuranta"),
    ("pacemaker", "sv", "pacemaker"),
    ("pacemaker", "fi", "sydämentahdistin"),
    ("rhythm", "sv", "rytmrubbning"),
    ("rhythm", "en", "arrhythmia"),
    ("flutter", "sv", "förmaksfladder"),
)


class SmallAnalysis(Analysis):
    def words(self, text: str, language: str) -> list[Word]:
        return [
            replace(
                word,
                parts=parts,
                telling=parts[:1],
                is_small=written in SMALL_WORDS,
                is_common=written in COMMON,
            )
            for word in super().words(text, language)
            for written in [word.text.lower()]
            for parts in [COMPOUNDS.get(written, ()) if language == "sv" else ()]
        ]

    def layers(self, text: str, language: str) -> Layers:
        words = self.words(text, language)
        telling = [word for word in words if not word.is_small]
        return Layers(
            stems=[word.stem for word in words],
            parts=[part for word in telling for part in word.parts],
            folded=[form for word in telling for form in word.folded],
            concepts=[label.concept for label in self.labels(words)],
        )


def small_analysis() -> SmallAnalysis:
    return SmallAnalysis(Lexicon.empty(), LABELS, broader={"flutter": "rhythm"})


def document(title: str = "Rubrik", **values: Any) -> IndexDocument:
    """A publication as the index knows it, with what the test does not care for filled in."""
    usual: dict[str, Any] = {
        "page_id": 1,
        "dated_on": date(2022, 5, 4),
        "type": ("recommendation",),
        "verdict": ("can",),
        "status": ("in_force",),
        "level": (),
    }
    return doc(title=title, **{**usual, **values})


def held(text: str = "", **values: Any) -> Held:
    return Held(fields(document(text=text, **values), small_analysis()))
