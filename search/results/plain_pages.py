"""The plain pages that answer a question, such as contact: they are shown after the publications.

They are few and in no facet. So they are not in the index, where counts, feeds and exports would have to leave them
out, but kept beside it and judged by the same stages in plain Python.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString

from portal.models import SiteSettings, StandardPage
from portal.outbox.changes import kept
from portal.publications.rows import Addresses
from portal.publications.translations import active_language, language_mark
from portal.publications.visibility import open_to_all
from portal.selections.selection import Selection
from search.engines import Stored
from search.index.documents import one_line, plain
from search.index.site_analyzer import analysis, names
from search.query.builder import PARTS, SIMILAR, one_by_one
from search.query.clauses import Clause, Stage
from search.query.matcher import Held, held_of, holds
from search.results.answers import Answer
from search.results.highlighter import Highlighter
from search.results.hits import short, shown, written
from search.text.analyzer import Analysis

# So many are shown, the best.
MOST = 3
_SMALLER_HEADING = re.compile(r"<h3[^>]*>(.*?)</h3>", re.DOTALL)


@dataclass(frozen=True)
class PlainPage:
    """A public plain page as it stands in the list of a language."""

    title: str
    ingress: str
    text: str
    # What the site's settings have chosen it for: found as the title is.
    chosen_for: tuple[str, ...]
    headings: tuple[str, ...]
    url: str
    language: str


@dataclass(frozen=True)
class PlainHit:
    """A plain page that answers, its title and ingress as HTML with what was found marked."""

    title: SafeString
    ingress: SafeString
    url: str
    language: str

    @property
    def language_mark(self) -> str:
        """That the page is in another language than the reader's; empty where it is not."""
        return language_mark(self.language)

    @property
    def foreign(self) -> str:
        """The code of the page's language where it is not the reader's, for `lang` and `hreflang`; else empty."""
        return self.language if self.language != active_language() else ""


def plain_hits(selection: Selection, given: Answer) -> list[PlainHit]:
    """The plain pages that answer what `given` answers with publications, the best first.

    None where it is filtered, nor where publications have its numbers.
    """
    asked, stages = given.plan
    is_alone = not given.results.total
    if selection.chosen or not (asked.names or asked.phrases) or (asked.cases and not is_alone):
        return []
    used, pages = analysis(), plain_pages(selection.language)
    found: dict[PlainPage, tuple[int, int, int, str]] = {}
    for number, stage in enumerate(stages):
        if stage.name == SIMILAR and (found or not is_alone):
            break
        clauses = one_by_one(asked, stage.name)
        for page in pages:
            held = _held(page, used)
            if page not in found and _answers(stage, clauses, held, is_alone=is_alone):
                found[page] = (*_in_title_and_about(clauses, held), -number, stage.name)
    best = sorted(found, key=lambda page: found[page][:3], reverse=True)[:MOST]
    return [_hit(page, Highlighter(asked, found[page][-1], used, names())) for page in best]


class _HeldPage:
    """The tokens of a page, each part analysed when it is first asked for."""

    def __init__(self, page: PlainPage, used: Analysis) -> None:
        self._page, self._analysis = page, used

    @cached_property
    def title(self) -> Held:
        """Of the title, and of what the page has been chosen for."""
        return self._of(self._page.title, *self._page.chosen_for)

    @cached_property
    def about(self) -> Held:
        """Of these and its headings."""
        return self._of(self._page.title, *self._page.chosen_for, *self._page.headings)

    @cached_property
    def whole(self) -> Held:
        """Of everything."""
        page = self._page
        rest = f"{page.ingress}\n{page.text}"
        return self._of(page.title, *page.chosen_for, *page.headings, rest=rest)

    def _of(self, *title: str, rest: str = "") -> Held:
        return held_of(self._analysis, "\n".join(title), self._page.language, rest)


_held = lru_cache(300)(_HeldPage)


def _answers(stage: Stage, clauses: Sequence[Clause], held: _HeldPage, *, is_alone: bool) -> bool:
    """Whether a page answers in a stage. It has to be about a part of the question, by its title or headings.

    By its title where it has not all of the words. Where no publication answers, all words anywhere are enough.
    """
    if stage.name == PARTS:
        return holds(stage.clause, held.title)
    is_enough = (is_alone and stage.name != SIMILAR) or any(holds(clause, held.about) for clause in clauses)
    return is_enough and holds(stage.clause, held.whole)


def _in_title_and_about(clauses: Sequence[Clause], held: _HeldPage) -> tuple[int, int]:
    """How much of the question stands in the title, and how much there and in the headings."""
    title, about = (sum(holds(clause, part) for clause in clauses) for part in (held.title, held.about))
    return title, about


def _hit(page: PlainPage, marks: Highlighter) -> PlainHit:
    found = shown(Stored(0, page.title, page.ingress, page.text, ()), marks, page.language)
    return PlainHit(
        title=written(found.title or ((page.title, False),)),
        ingress=written(found.ingress or found.text or ((short(page.ingress), False),)),
        url=page.url,
        language=page.language,
    )


# The pages, as anyone may read them.


def plain_pages(language: str) -> list[PlainPage]:
    """Each page in this language, in the order of the tree, and those in other languages that have none in it."""
    found: list[PlainPage] = kept(f"plain-pages-{language}", lambda: _listed(language))
    return found


def _listed(language: str) -> list[PlainPage]:
    order = [language, *(code for code, _name in settings.LANGUAGES if code != language)]
    # An alias is no translation: it shows its original's text.
    public = open_to_all(StandardPage.objects).filter(alias_of=None, locale__language_code__in=order)
    stands: dict[UUID, StandardPage] = {}
    for page in sorted(public.select_related("locale"), key=lambda page: order.index(page.locale.language_code)):
        stands.setdefault(page.translation_key, page)
    addresses, chosen = Addresses(), _chosen_for()
    pages = sorted(stands.values(), key=lambda page: page.path)
    return [
        _made(page, url, chosen.get(page.translation_key, [])) for page in pages if (url := addresses.of(page.url_path))
    ]


def _chosen_for() -> dict[UUID, list[str]]:
    """Page in all languages → the settings of a site that have chosen it, by their names in the code."""
    found: dict[UUID, list[str]] = {}
    for site in SiteSettings.objects.select_related(*SiteSettings.select_related):
        for name in SiteSettings.select_related:
            if page := getattr(site, name):
                found.setdefault(page.translation_key, []).append(name)
    return found


def _made(page: StandardPage, url: str, chosen: Sequence[str]) -> PlainPage:
    language = page.locale.language_code
    with translation.override(language):
        passages = [plain(str(text)) for text in page.body.stream_block.get_searchable_content(page.body)]
        chosen_for = [str(SiteSettings._meta.get_field(name).verbose_name) for name in chosen]  # type: ignore[union-attr]
    return PlainPage(
        title=one_line(page.title),
        ingress=one_line(page.ingress),
        text="\n".join(filter(None, passages)),
        chosen_for=tuple(chosen_for),
        headings=tuple(_headings(page)),
        url=url,
        language=language,
    )


def _headings(page: StandardPage) -> Iterator[str]:
    for block in page.body:
        if block.block_type == "heading":
            yield one_line(block.value)
        elif block.block_type == "text":
            yield from map(plain, _SMALLER_HEADING.findall(block.value.source))
