"""Why a publication answers a question or does not, in words for editors.

Judged by the same clauses that the engines are asked, against the same fields that they hold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.models import Delivery
from portal.selections.facets import facet_codes, facets
from portal.selections.selection import Selection
from search.editorial.zero_results_register import LANGUAGES, STAGES
from search.engines import EngineFailed, Request, engine
from search.index.documents import IndexDocument, documents
from search.index.fields import fields
from search.index.indexer import CHANNEL
from search.index.site_analyzer import analysis, names
from search.models import Synonym
from search.query.builder import edits, stages_of
from search.query.clauses import Clause, Fuzzy, Phrase, Stage, Term
from search.query.matcher import Held, holds
from search.query.parser import parse
from search.query.resolver import Asked, AskedWord, Name, Stems, read
from search.results.answers import answer
from search.results.facets import FacetLabels
from search.results.filter_words import led

MOST_SIMILAR = 3


@dataclass(frozen=True)
class Finding:
    """What became of one word of the question, or of a run of words that means something together."""

    asked: str
    ways: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Why a page is found or not, in one sentence, with what became of each word."""

    conclusion: str
    is_found: bool = False
    findings: tuple[Finding, ...] = ()


def selection_of(text: str, language: str) -> Selection:
    """What a question as it was typed, or the whole address of a search page with its filters, leads to."""
    query = QueryDict(urlsplit(text).query) if "?" in text else QueryDict()
    is_address = bool(query.keys() & {"q", *facet_codes()})
    return led(Selection.from_query(query if is_address else QueryDict(urlencode({"q": text})), language))


def explain(selection: Selection, page_id: int) -> Explanation:
    """Follow a page through a search: public, within the filters, found in one of the stages, and in the first one."""
    doc = next(documents([page_id]), None)
    if doc is None:
        return Explanation(_("The page is not found: it is not published, or not everyone may read it."))
    asked = read(parse(selection.q), selection.languages, analysis(), Synonym.mapping())
    words = WordExplainer(asked, doc)
    plan = stages_of(asked, selection.languages) if selection.q else ()
    return replace(_judged(selection, doc, plan, words.held), findings=tuple(words.findings()))


def _judged(selection: Selection, doc: IndexDocument, plan: tuple[Stage, ...], held: Held) -> Explanation:
    if obstacle := _obstacle(selection, doc):
        return Explanation(obstacle)
    if doc.page_id in answer(Request(selection, limit=0)).earlier:
        told = _("The page is found in place of an earlier version, which has what the question asks for.")
        return Explanation(told, is_found=True)
    first = next((number for number, stage in enumerate(plan) if holds(stage.clause, held)), None)
    if plan and first is None:
        return Explanation(_("The page is not found: at no stage does it have what the question asks for."))
    waiting = Delivery.objects.open().filter(event__page_id=doc.page_id, channel=CHANNEL)
    if waiting.exists():
        return Explanation(_("The page is to be found, but its latest change waits to be written to the index."))
    if first is None:
        shown = _("Nothing is asked: all pages within the filters are shown, this one too.")
        return Explanation(shown, is_found=True)
    # Which stage answers does not depend on facets.
    bare = Selection(q=selection.q, language=selection.language)
    try:
        earlier = engine().search(Request(bare, plan[:first] or plan[:1], limit=0))
    except EngineFailed:
        return Explanation(_("The search engine does not answer: now only titles and ingresses are looked through."))
    names = {"stage": STAGES[plan[first].name], "answered": STAGES.get(earlier.stage, earlier.stage)}
    if first and earlier.total:
        told = _("The page is not shown: it is found by %(stage)s, but others are found by %(answered)s already.")
        return Explanation(told % names)
    return Explanation(_("The page is found by %(stage)s.") % names, is_found=True)


def _obstacle(selection: Selection, doc: IndexDocument) -> str:
    """The language or the filter that leaves the page out; empty where none does."""
    if selection.language not in doc.lists:
        told = _("The page is not found: readers of %(language)s find the publication by another page.")
        return told % {"language": LANGUAGES.get(selection.language, selection.language)}
    labels = FacetLabels()
    for code, chosen in selection.chosen_facets.items():
        if set(doc.facets[code]).isdisjoint(facets()[code].asked(chosen)):
            told = _("The page is not found: the filter %(group)s leaves it out (%(chosen)s).")
            values = ", ".join(labels.of(code, one) for one in chosen)
            return told % {"group": f"”{facets()[code].label}”", "chosen": values}
    return ""


class WordExplainer:
    """Where the words of a question stand in a page, and as what."""

    def __init__(self, asked: Asked, doc: IndexDocument) -> None:
        self.asked = asked
        self.held = _held(doc)
        empty = replace(doc, title="", names=(), subjects=(), ingress="", text="", summary="", extra="", attachments=())
        # What the index would have of the page if that place were all of it.
        self._places = {
            _("in the title or a name"): _held(replace(empty, title=doc.title, names=doc.names)),
            _("as a keyword or a product area"): _held(replace(empty, subjects=doc.subjects)),
            _("in the text"): _held(
                replace(empty, ingress=doc.ingress, text=doc.text, summary=doc.summary, extra=doc.extra)
            ),
        }
        for attached in doc.attachments:
            place = _("in the document ”%(label)s”") % {"label": attached[0]}
            self._places[place] = _held(replace(empty, attachments=(attached,)))

    def findings(self) -> Iterator[Finding]:
        """What became of each word, run of words and case number of the question, in their order."""
        for name in self.asked.names:
            yield from self._of_name(name)
        for text, readings in self.asked.phrases.items():
            there = self._side_by_side(readings, "stems", "title_stems")
            yield Finding(f"”{text}”", (_("as a phrase"),) if there else ())
        for number in self.asked.cases:
            if self._has(Term("case", number)):
                yield Finding(number, (_("as the case number"),))
        for text, readings in self.asked.without.items():
            there = self._side_by_side(readings, "stems")
            yield Finding(f"−{text}", (_("stands in the page, which leaves it out"),) if there else (_("not there"),))

    def _side_by_side(self, readings: Iterable[Stems], *fields: str) -> bool:
        return any(self._has(Phrase(field, stems)) for stems in readings for field in fields)

    def _has(self, clause: Clause) -> bool:
        return holds(clause, self.held)

    def _of_name(self, name: Name) -> Iterator[Finding]:
        ways = [
            _("as the concept ”%(name)s”") % {"name": next(iter(names().get(code, ())), code)}
            for code in (*name.concepts, *name.narrower)
            if self._has(Term("concepts", code))
        ]
        ways += [
            _("by the synonym ”%(words)s”") % {"words": _text(other)}
            for other in name.synonyms
            if other and all(any(finding.ways for finding in self._of_name(part)) for part in other)
        ]
        if len(name.words) == 1:
            ways = [*self._of_word(name.words[0], bool(ways)), *ways]
        if ways or len(name.words) == 1:
            yield Finding(name.text, tuple(ways))
        if len(name.words) > 1:
            for word in name.words:
                yield Finding(word.text, tuple(self._of_word(word, bool(ways))))

    def _of_word(self, word: AskedWord, is_named: bool) -> list[str]:
        ways = list(self._whole(word))
        if not ways and any(self._has(Term("folded", form)) for form in word.folded):
            ways.append(_("without accents"))
        if not ways:
            ways += self._all_parts(word)
        if not ways and not is_named and (like := self._similar(word)):
            ways.append(_("like %(words)s") % {"words": ", ".join(f"”{other}”" for other in like)})
        if not ways and not is_named:
            ways += self._some_parts(word)
        return ways

    def _whole(self, word: AskedWord) -> Iterator[str]:
        for place, held in self._places.items():
            if not held.tokens("stems").isdisjoint(word.stems):
                yield place
        if any(self._has(Term("parts", token)) for token in word.stems):
            yield _("as a part of a compound")

    def _all_parts(self, word: AskedWord) -> list[str]:
        found = [parts for parts in word.parts if parts == self._there(parts)]
        return [_("by all its parts: %(parts)s") % {"parts": " + ".join(parts)} for parts in found]

    def _some_parts(self, word: AskedWord) -> list[str]:
        found = [there for parts in word.parts if (there := self._there(parts))]
        return [_("only by a part: %(parts)s") % {"parts": ", ".join(there)} for there in found]

    def _there(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(part for part in parts if self._has(Term("stems", part)) or self._has(Term("parts", part)))

    def _similar(self, word: AskedWord) -> list[str]:
        like: dict[str, None] = {}
        for form in word.folded:
            near = Fuzzy("folded", form, edits(form))
            for other in sorted(self.held.tokens("folded")):
                if near.edits and holds(near, Held({"folded": other})):
                    like[other] = None
        return list(like)[:MOST_SIMILAR]


def _held(doc: IndexDocument) -> Held:
    return Held(fields(doc, analysis()))


def _text(names: tuple[Name, ...]) -> str:
    return " ".join(name.text for name in names)
