"""Did you mean: the words of the best hits in place of those that were mistyped."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from portal.publications.translations import SUMMARY_LANGUAGE
from search.query.builder import PARTS, SIMILAR, edits
from search.results.answers import Answer
from search.results.hits import Hit
from search.text.analyzer import fold
from search.text.edit_distance import distance

# So many hits are looked through.
BEST = 5


def did_you_mean(question: str, given: Answer, rows: Sequence[Hit]) -> str:
    """The question as the best hits would spell it; empty where they spell it so already or know nothing better."""
    if given.highlighter is None or not rows or given.results.stage not in (PARTS, SIMILAR):
        return ""
    found = question
    for number, typed in given.highlighter.single_words():
        if better := _nearest(typed, _spellings(given, rows[:BEST], number)):
            found = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", better.replace("\\", r"\\"), found)
    return found if fold(found) != fold(question) else ""


def _spellings(given: Answer, rows: Iterable[Hit], number: int) -> Counter[str]:
    """The words of the hits that answer one of the words asked for, and how often."""
    words: Counter[str] = Counter()
    for row in rows:
        if row.stored and given.highlighter:
            texts = (row.stored.title, *row.stored.names, row.stored.ingress, row.stored.text)
            for text, language in (*((text, row.language) for text in texts), (row.stored.summary, SUMMARY_LANGUAGE)):
                hits = given.highlighter.find(text, language)
                words.update(text[hit.start : hit.end] for hit in hits if hit.name == number)
    return words


def _nearest(typed: str, spellings: Counter[str]) -> str:
    """The spelling with the fewest letters between; empty where one has none, or none is near enough."""
    plain, most = fold(typed), edits(fold(typed))
    near = {word: away for word in spellings if (away := distance(plain, fold(word), most)) <= most}
    if not near or 0 in near.values():
        return ""
    best = min(near, key=lambda word: (near[word], -spellings[word], word))
    lower = best.lower()
    return lower if best.istitle() and lower in spellings else best
