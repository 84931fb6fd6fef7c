"""What answers the words of a selection, as search judges it: public pages, and titles of what search holds no more.

Search fills both in AppConfig.ready.
"""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.selections.selection import Selection

# Title and the language that it is in.
Title = tuple[str, str]
# Gives those of these titles that have the words of the selection.
TitleJudge = Callable[["Selection", Collection[Title]], set[Title]]
# Gives those of these selections whose words any of these public pages has.
PageJudge = Callable[[Collection[int], Sequence["Selection"]], set["Selection"]]
_judges: list[tuple[TitleJudge, PageJudge]] = []


def register_judges(of_titles: TitleJudge, of_pages: PageJudge) -> None:
    """Have titles and pages judged by these functions."""
    _judges[:] = [(of_titles, of_pages)]


def titles_with_words(selection: "Selection", titles: Collection[Title]) -> set[Title]:
    """Those of these titles that have the words of the selection; all where it has none."""
    if not selection.q or not titles:
        return set(titles)
    return {title for judge, _pages in _judges for title in judge(selection, titles)}


def selections_with_words(page_ids: Collection[int], selections: Sequence["Selection"]) -> set["Selection"]:
    """Those of these selections whose words any of these pages has, by the words alone; all that have no words."""
    asked = [selection for selection in selections if selection.q]
    found = {answered for _titles, judge in _judges for answered in judge(page_ids, asked)} if asked else set()
    return found | {selection for selection in selections if not selection.q}
