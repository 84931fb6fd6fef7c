"""The English pages of the demo content have no Swedish left in them."""

import re
import sqlite3
from contextlib import closing

import pytest
from lxml import html

from tests.running import Running

# Common in Swedish, even in notes of three words, and neither English nor Danish nor part of a name.
SWEDISH = re.compile(
    r"\b(och|inte|endast|kronor|enligt|är|att|av|för|från|hos|på|samma|som|tillsammans|vid|över|har|ska|ingen|någon|"
    r"ärende|beslut|besked|rådet|rådets|svar|underlag|uppgifter|produktgrupp|rapportering|sammanfattning|bedömning|"
    r"förteckning|riktlinje|metodvärdering(?:ar)?|rekommendation(?:en|er)|upphandling(?:ar)?|påhittat)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://\S+")
PAGES = 26


def swedish_in(page: str) -> set[str]:
    """The Swedish words in the main part of a page, but for addresses and what is marked as Swedish."""
    main = html.fromstring(page).find(".//main")
    for marked in main.xpath(".//*[@lang='sv']"):
        marked.drop_tree()
    return set(SWEDISH.findall(ADDRESS.sub("", " ".join(main.itertext()))))


def english_paths(site: Running) -> list[str]:
    """The addresses of all English pages: the site's start page is /en/, whatever it is called in the tree."""
    query = """SELECT url_path FROM wagtailcore_page JOIN wagtailcore_locale ON wagtailcore_locale.id = locale_id
               WHERE live AND language_code = 'en'"""
    with closing(sqlite3.connect(site.var / "portal.sqlite3")) as database:
        return ["/en/" + path.split("/", 2)[2] for (path,) in database.execute(query)]


def test_swedish_is_noticed_unless_it_is_marked():
    main = '<main><p>{}</p><a lang="sv">Inte här</a> <p>http://a.example/fram-och-ater/</p></main>'
    page = f"<body>{main}<footer>Regionernas beslut och råd</footer></body>"
    assert swedish_in(page.format("Date and change")) == set()
    assert swedish_in(page.format("Datum<br>och ändring, <b>Rådets</b> beslut")) == {"och", "Rådets", "beslut"}


@pytest.mark.slow
@pytest.mark.one_database
def test_no_english_page_of_the_demo_has_swedish_in_it(portal_site: Running):
    paths = english_paths(portal_site)
    assert len(paths) >= PAGES
    found = {path: swedish_in(portal_site.get(path)) for path in paths}
    assert {path: words for path, words in found.items() if words} == {}
    assert swedish_in(portal_site.get("/rekommendationer/freestyle-libre-typ-2-diabetes/"))
