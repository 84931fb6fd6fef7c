"""The page about a feed: what it tells, where it stands, what it costs, and that it says no more than the feed."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone, translation
from lxml import html

from news.addresses import FORMATS, Format, feed_page_path, in_formats
from news.models import NewsItem
from portal.models import PublicationEvent
from portal.publications.page_types import page_types
from portal.selections.selection import Selection
from recommendations.models import Case, Recommendation
from search.index.indexer import rebuild
from tests.factories import ProductAreaFactory, RegionFactory, make, make_many, make_site
from tests.news.reading import parsed
from tests.portal.test_query_counts import cost

pytestmark = pytest.mark.django_db

HEADINGS = {"sv": ("För dig som läser: händelser", "För system: läget nu"), "en": ("For people", "For machines")}


@pytest.fixture
def area():
    make_site()
    return ProductAreaFactory(slug="glukos", name="Glukosmätning", name_en="Glucose", emdn_code="Z")


def page_at(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.get("Location"))
    return html.fromstring(response.content.decode())


def addresses_on(page) -> list[str]:
    return [code.text_content() for code in page.iterfind(".//ul[@class='addresses']//code")]


def text_of(page) -> str:
    return " ".join(page.find(".//main").text_content().split())


DOORS = [
    *("/floden/alla/", "/floden/rekommendationer/", "/floden/omrade/glukos/", "/floden/Z/"),
    *("/en/feeds/all/", "/en/feeds/recommendations/", "/en/feeds/area/glukos/", "/en/feeds/Z/"),
    *("/sok/?type=case&region=skane&format=follow", "/en/search/?q=pump&format=follow"),
]


@pytest.mark.parametrize("door", DOORS)
def test_at_every_door_events_are_recommended_first_and_every_address_on_the_page_is_a_feed(client, area, door):
    RegionFactory()
    language = "en" if door.startswith("/en/") else "sv"
    page = page_at(client, door)
    events, state = (text_of(page).index(words) for words in HEADINGS[language])
    assert events < state
    shown = addresses_on(page)
    assert len(shown) == 2 * len(FORMATS)
    kinds = []
    for address in shown:
        assert address.startswith(settings.BASE_URL + "/")
        answer = client.get(address.removeprefix(settings.BASE_URL))
        assert answer.status_code == 200
        feed = parsed(answer.content)
        assert not feed.bozo and feed.feed.language == language
        kinds.append("(händelser)" in feed.feed.title or "(events)" in feed.feed.title)
    assert kinds == [True] * len(FORMATS) + [False] * len(FORMATS)


@pytest.mark.parametrize("door", DOORS)
def test_the_language_switch_leads_to_the_same_feed_in_the_other_language(client, area, door):
    RegionFactory()
    page = page_at(client, door)
    there = next(link.get("href") for link in page.iterfind(".//body//a[@hreflang]"))
    other = page_at(client, there)
    back = next(link.get("href") for link in other.iterfind(".//body//a[@hreflang]"))
    assert back == door
    assert ("/en/" in there) != ("/en/" in door)


def test_every_type_has_a_page_in_both_languages(client):
    make_site()
    for language in ("sv", "en"):
        for code, model in page_types().items():
            with translation.override(language):
                path = feed_page_path(Selection(type=(code,), language=language))
                called = str(model._meta.verbose_name_plural).lower()
            assert path.endswith(f"/{model.feed_names[language]}/")
            assert page_at(client, path).find(".//h1").text_content().lower() == called


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("/floden/recommendation/", "/floden/rekommendationer/"),
        ("/floden/recommendations/", "/floden/rekommendationer/"),
        ("/en/feeds/alla/", "/en/feeds/all/"),
        ("/floden/alla", "/floden/alla/"),
        ("/sok/?format=follow", "/floden/alla/"),
        ("/sok/?format=follow&sort=title", "/floden/alla/"),
        ("/sok/?area=glukos&format=follow", "/floden/omrade/glukos/"),
        ("/en/search/?type=case&format=follow", "/en/feeds/cases/"),
    ],
)
def test_a_selection_has_one_page_and_other_spellings_lead_there(client, area, asked, own):
    answer = client.get(asked)
    assert (answer.status_code, answer["Location"]) == (301, own)
    page_at(client, own)


def test_what_no_feed_is_called_has_no_page(client, area):
    for address in ("/floden/okant/", "/floden/omrade/okant/", "/en/feeds/area/okant/", "/floden/handelser/"):
        assert client.get(address).status_code == 404
    assert client.post("/floden/alla/").status_code == 405


def test_the_newest_of_the_feed_are_shown_as_its_readers_get_them(client, area):
    pages = [make(Recommendation, title=f"Metod {number}", areas=[area]) for number in range(7)]
    pages[0].change_note = "Ny gräns."
    pages[0].save_revision().publish()
    page = page_at(client, "/floden/omrade/glukos/")
    shown = [link.text_content() for link in page.iterfind(".//ol[@class='rows']//a")]
    fed = [entry.title for entry in parsed(client.get("/floden/handelser/omrade/glukos.atom").content).entries]
    assert len(shown) == 5 and shown == fed[:5]
    assert shown[0].startswith("Ändrad") and shown[0].endswith("Metod 0")
    assert "Här har inget hänt än" in text_of(page_at(client, "/floden/nyheter/"))


def test_a_selection_in_words_shows_and_feeds_what_search_finds(client):
    make(NewsItem, title="Pump för insulin")
    make(NewsItem, title="Ljus")
    rebuild()
    page = page_at(client, "/sok/?q=pump&format=follow")
    assert page.find(".//h1").text_content() == "”pump”"
    assert "Pump för insulin" in text_of(page) and "Ljus" not in text_of(page)
    assert "bara genom rubriken" in text_of(page)
    assert page.find(".//meta[@name='robots']").get("content") == "noindex, follow"
    assert page_at(client, "/floden/nyheter/").find(".//meta[@name='robots']") is None


def test_the_search_page_leads_to_the_page_of_its_selection(client, area):
    for query, there in (("type=case&region=skane", "/sok/?type=case&region=skane&format=follow"), ("", "")):
        page = page_at(client, f"/sok/?{query}")
        formats = page.iterfind(".//p[@class='out formats']/a")
        links = {link.text_content().strip(): link.get("href") for link in formats}
        assert links["Följ som flöde"] == there or not there
        page_at(client, client.get(links["Följ som flöde"], follow=True).request["PATH_INFO"])


def test_what_is_typed_in_the_address_is_only_ever_text(client):
    make_site()
    page = client.get("/sok/", {"q": "<script>alert(1)</script>", "area": "a", "format": "follow"}).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_a_page_costs_as_much_for_many_publications_as_for_few(client, area):
    RegionFactory()
    first = make(Recommendation, areas=[area])
    doors = [door for door in DOORS if "q=" not in door]
    before = [cost(client, door) for door in doors]
    make_many(first, 30)
    for number in range(30):
        make(Recommendation, title=f"Metod {number}", areas=[area])
    assert [cost(client, door) for door in doors] == before
    listed = [queries for door, queries in zip(doors, before, strict=True) if "format=" not in door]
    assert max(listed) <= 2 and max(before) <= 14, before


def test_what_is_kept_of_a_page_is_dropped_by_the_next_change(client, area):
    page = make(Recommendation, title="Metoden", areas=[area])
    assert "Publicerad: Metoden" in client.get("/floden/omrade/glukos/").content.decode()
    page.unpublish()
    for door in ("/floden/omrade/glukos/", "/floden/Z/", "/floden/alla/"):
        assert "Återkallad: Metoden" in client.get(door).content.decode()
    case = make(Case, title="Bolagets metod", areas=[area])
    assert "Bolagets metod" in client.get("/floden/omrade/glukos/").content.decode()
    case.is_secret, case.anonymous_title = True, "Ett ärende"
    case.save_revision().publish()
    assert "Bolagets metod" not in client.get("/floden/omrade/glukos/").content.decode()
    area.name = "Blodsocker"
    area.save()
    assert "<h1>Blodsocker</h1>" in client.get("/floden/omrade/glukos/").content.decode()


def test_nothing_of_a_secret_or_hidden_page_is_on_the_page(client, area):
    make(Case, title="Novosenss X1", is_secret=True, anonymous_title="En metod", areas=[area])
    hidden = make(Recommendation, title="Utkastet", areas=[area], publish=False)
    gone = make(Case, title="Borttaget bolag", areas=[area])
    gone.is_secret, gone.anonymous_title = True, "Ett ärende"
    gone.save_revision().publish()
    for door in DOORS:
        page = client.get(door).content.decode()
        assert not re.search("Novosenss|Utkastet|Borttaget", page), door
        assert hidden.slug not in page
    assert "En metod" in client.get("/floden/arenden/").content.decode()


def test_a_feed_of_what_waits_for_its_time_tells_nothing_of_it(client, area):
    page = make(NewsItem, title="Imorgon", publish=False, areas=[area])
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert PublicationEvent.objects.filter(page_id=page.pk).count() == 0
    assert "Imorgon" not in client.get("/floden/omrade/glukos/").content.decode()


def test_an_area_names_its_emdn_address_and_the_list_of_its_feed(client, area):
    page = page_at(client, "/floden/omrade/glukos/")
    links = {link.get("href") for link in page.iterfind(".//main//a")}
    assert {"/floden/Z/", "/floden/samverkansportalen.opml?area=glukos", "/floden/samverkansportalen.opml"} <= links
    assert all(urlsplit(link).scheme in ("", "http") for link in links)


def test_a_new_format_has_an_address_of_every_feed(monkeypatch):
    monkeypatch.setitem(FORMATS, "new", Format("New Feed", "application/new"))
    last = in_formats(lambda code: f"/floden/alla.{code}")[-1]
    assert (last.label, last.media_type, last.url) == ("New Feed", "application/new", f"{settings.BASE_URL}{last.path}")
    assert last.path == "/floden/alla.new"


def test_the_list_of_feeds_leads_to_the_page_of_each(client, area):
    for address in ("/floden/", "/en/feeds/"):
        page = page_at(client, address)
        rows = [link.get("href") for link in page.iterfind(".//th/a")]
        assert len(rows) == 1 + len(page_types()) + 1
        for path in rows:
            page_at(client, path)
