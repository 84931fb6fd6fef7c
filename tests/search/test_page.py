"""The search page as readers meet it: found, hidden, in two languages, reduced, without a single 500."""

from datetime import date
from urllib.parse import urlencode

import feedparser
import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from news.models import NewsItem
from portal.models import Delivery
from portal.outbox.delivery import drain
from recommendations.models import Case, Recommendation
from search.engines import engine
from search.index.indexer import rebuild
from tests.factories import ProductAreaFactory, RegionFactory, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sensor(site):
    page = make(
        Recommendation,
        title="FreeStyle Libre vid typ 2-diabetes",
        ingress="Sensorn mäter glukos i vävnadsvätskan.",
        conditions="Vid HbA1c över 60 mmol/mol.",
        case_number="MTP 2021/7",
        verdict="can",
        areas=[ProductAreaFactory(slug="diabetes", name="Diabetes", name_en="Diabetes products")],
    )
    drain()
    return page


def texts(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def feed(client: Client, query: str) -> list[str]:
    """The titles of the entries that a search gives its followers."""
    return [entry.title for entry in feedparser.parse(client.get(f"/sok/?{query}&format=atom").content).entries]


def test_finds_inflected_words_beginnings_and_case_numbers(client, sensor):
    for question in ("libre", "SENSORER", "hba1c", "sensorns", "vävnad", "typ 2", "sensor som mäter"):
        assert sensor.url in texts(client, f"/sok/?q={question}"), question
    for number in ("MTP 2021/7", "mtp2021/7", "2021/7", "2021-7"):
        assert sensor.url in texts(client, f"/sok/?q={number}"), number


def test_words_that_were_found_are_marked(client, sensor):
    shown = texts(client, "/sok/?q=sensorer+libre")
    assert "FreeStyle <mark>Libre</mark> vid" in shown
    assert "<mark>Sensorn</mark> mäter glukos" in shown
    assert "HbA1c över <mark>60</mark> mmol/mol" in texts(client, "/sok/?q=60")


def test_nothing_is_markup_but_the_marks(client, site):
    make(NewsItem, title="<script>alert(1)</script> puls", ingress="Puls & <b>tryck</b>")
    drain()
    shown = texts(client, "/sok/?q=puls")
    assert "<script>alert" not in shown and "<b>tryck" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>puls</mark>" in shown


def test_published_is_found_once_delivered_and_unpublished_hides_at_once(client, site):
    page = make(NewsItem, title="Hjärtpump godkänd")
    assert page.url not in texts(client, "/sok/?q=hjärtpump")
    drain()
    assert page.url in texts(client, "/sok/?q=hjärtpump")
    page.unpublish()
    hidden = texts(client, "/sok/?q=hjärtpump")
    assert page.url not in hidden and "0 träffar" in hidden
    drain()
    assert engine().status().documents == 0


def test_a_restricted_branch_is_hidden_before_and_after_delivery(client, sensor):
    PageViewRestriction.objects.create(page=sensor.get_parent(), restriction_type="login")
    assert sensor.url not in texts(client, "/sok/?q=libre")
    drain()
    assert engine().status().documents == 0


def test_words_taken_out_are_not_shown_while_the_index_is_old(client, sensor):
    sensor.ingress = "Ny ingress."
    sensor.save_revision().publish()
    shown = texts(client, "/sok/?q=glukos")
    assert "vävnadsvätskan" not in shown and "Ny ingress." in shown


def test_a_secret_case_is_known_by_its_anonymous_title_alone(client, site):
    make(
        Case,
        title="Optune",
        slug="arende-7",
        product="Optune",
        manufacturer="Novocure",
        is_secret=True,
        anonymous_title="Behandling av hjärntumör",
    )
    drain()
    for address in ("/sok/?q=optune", "/sok/?q=novocure", "/sok/?q=hjärntumör", "/sok/"):
        shown = texts(client, address)
        assert "Optune</" not in shown and "<mark>Optune" not in shown and "Novocure" not in shown
    assert "Behandling av <mark>hjärntumör" in texts(client, "/sok/?q=hjärntumör")
    assert "0 träffar" in texts(client, "/sok/?q=novocure")


def test_two_languages_each_with_its_own_words_and_address(client, sensor):
    english = make(
        Recommendation,
        language="en",
        title="Sensors for diabetes",
        ingress="It measures glucose.",
        areas=sensor.area_list,
        translation_key=sensor.translation_key,
    )
    drain()
    shown = texts(client, "/en/search/?q=sensor")
    assert english.url in shown and sensor.url not in shown
    assert "1 hit for ”sensor”" in shown and "Diabetes products" in shown
    swedish = texts(client, "/sok/?q=sensor")
    assert sensor.url in swedish and english.url not in swedish
    assert "1 träff på ”sensor”" in swedish
    assert 'href="/en/search/?q=sensor"' in swedish
    assert client.get("/en/sok/").status_code == 404


def test_chosen_filters_stand_as_chips_and_stay_listed_with_nought(client, sensor):
    shown = texts(client, "/sok/?area=diabetes&year=1999")
    assert "0 publikationer" in shown
    assert 'name="year" value="1999" checked> 1999 <span>0' in shown
    assert 'class="chip" href="/sok/?year=1999"' in shown
    assert "/sok/?area=diabetes" in shown


def test_a_count_of_one_is_one_hit(client, sensor):
    shown = texts(client, "/sok/?type=recommendation")
    assert '1<span class="sr"> träff</span>' in shown and '1<span class="sr"> träffar' not in shown


def test_an_empty_answer_shows_ways_on(client, sensor):
    shown = texts(client, "/sok/?q=libre+rymdraket&type=news")
    assert '<a href="/sok/?q=libre">”libre” (1)</a>' in shown
    assert "rymdraket”" in shown
    filtered = texts(client, "/sok/?q=libre&type=news")
    assert '<a href="/sok/?q=libre">' in filtered


def test_sorts_titles_in_swedish_order_and_dates_both_ways(client, site):
    titles = ["Öra", "Zon", "Ärr", "åder", "Arm"]
    for number, title in enumerate(titles):
        make(NewsItem, title=title, dated_on=date(2020, 1, 1 + number) if number else None)
    drain()

    def order(sort: str) -> list[str]:
        shown = texts(client, f"/sok/?sort={sort}")
        return sorted(titles, key=lambda title: shown.index(f">{title}</a>"))

    assert order("title") == ["Arm", "Zon", "åder", "Ärr", "Öra"]
    assert order("newest") == ["Arm", "åder", "Ärr", "Zon", "Öra"]
    assert order("oldest") == ["Zon", "Ärr", "åder", "Arm", "Öra"]


def test_what_no_longer_holds_comes_after_what_does(client, site):
    for standing in ("replaced", "in_force", "withdrawn"):
        make(Recommendation, title="Pacemaker utan sladd", slug=standing, standing=standing)
    drain()
    shown = texts(client, "/sok/?q=pacemaker")
    assert shown.index("/in_force/") < min(shown.index("/replaced/"), shown.index("/withdrawn/"))


def test_a_national_publication_concerns_every_region(client, site):
    skane, gotland = RegionFactory(), RegionFactory(code="gotland", name="Gotland")
    national = make(NewsItem, title="Hela landet")
    local = make(NewsItem, title="Bara Skåne", level="region", regions=[skane])
    drain()
    shown = texts(client, f"/sok/?region={gotland.code}")
    assert national.url in shown and local.url not in shown
    assert 'value="skane"> Skåne <span>2' in shown


@pytest.mark.parametrize("broken", ["missing", "pointer", "files"])
def test_without_an_index_the_database_answers(client, sensor, own_index, broken):
    if broken == "missing":
        (own_index / "current").unlink()
    elif broken == "pointer":
        (own_index / "current").unlink()
        (own_index / "current").write_text("{")
    else:
        for path in own_index.glob("generation-*/*"):
            path.write_bytes(b"nonsense")
    shown = texts(client, "/sok/?q=libre&type=recommendation")
    assert sensor.url in shown and "Begränsad sökning" in shown
    assert sensor.url not in texts(client, "/sok/?q=libre&type=news")
    make(NewsItem, title="Efteråt")
    Delivery.objects.update(next_try_at="2000-01-01T00:00Z")
    if broken != "files":
        drain()
        shown = texts(client, "/sok/?q=efteråt")
        assert "Begränsad" not in shown and "1 träff" in shown
    rebuild()
    assert "Begränsad" not in texts(client, "/sok/?q=libre")


def test_htmx_gets_the_part_that_changes_and_keeps_the_address(client, sensor):
    in_place = client.get("/sok/?q=libre&sort=&area=", headers={"HX-Request": "true"})
    assert b"<html" not in in_place.content and b'id="results"' in in_place.content
    assert in_place["HX-Push-Url"] == "/sok/?q=libre"
    assert "HX-Request" in in_place["Vary"]
    back = client.get("/sok/?q=libre", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in back.content


def test_a_feed_of_filters_has_no_limit_and_one_of_words_has_the_newest(client, sensor, monkeypatch):
    newer = make(Recommendation, title="Sensor", dated_on=date(2026, 1, 1))
    make(NewsItem, title="Sensor i nyhet")
    drain()
    monkeypatch.setattr("search.results.answers.MOST_IDS", 1)
    assert set(feed(client, "type=recommendation")) == {sensor.title, newer.title}
    assert feed(client, "type=recommendation&q=libre") == [sensor.title]
    assert feed(client, "type=recommendation&q=sensor&sort=oldest") == [newer.title]


def test_the_other_language_is_offered_from_its_first_page(client, sensor):
    assert 'href="/en/search/?q=glukos"' in texts(client, "/sok/?q=glukos&page=1")
    assert 'href="/en/search/"' in texts(client, "/sok/?page=1")


def test_an_unknown_format_and_a_page_beyond_the_end_are_not_found(client, sensor):
    for query in ("format=nonsense", "page=999", "page=999999", "page=0", "q=libre&page=2"):
        assert client.get(f"/sok/?{query}").status_code == 404, query
    assert client.get("/sok/?page=abc").status_code == 200
    assert client.post("/sok/").status_code == 405


def test_a_name_that_an_editor_changes_shows_at_the_next_search(client, sensor):
    assert "Diabetes" in texts(client, "/sok/?area=diabetes")
    area = sensor.product_areas.get()
    area.name = "Sockersjuka"
    area.save()
    assert "Sockersjuka" in texts(client, "/sok/?area=diabetes")


def test_an_answer_without_hits_offers_ways_on_and_no_filters_where_there_are_none(client, sensor):
    shown = texts(client, "/sok/?q=hjullastare")
    assert "Inget som är publicerat motsvarar ”hjullastare”." in shown
    assert "Pröva ett annat ord för samma sak." in shown
    assert "Visa träffar" not in shown and 'popovertarget="filters">' not in shown
    assert "Visa träffar" in texts(client, "/sok/?q=hjullastare&area=diabetes")


def test_a_question_that_names_a_verdict_is_the_filter_which_the_reader_can_take_away(client, sensor):
    waiting = make(Recommendation, title="Kan användas senare", verdict="wait")
    rebuild()
    for question, prefix in (("kan användas", "/sok/"), ("Can be used", "/en/search/")):
        got = client.get(prefix, {"q": question})
        assert (got.status_code, got.url) == (302, f"{prefix}?{urlencode({'verdict': 'can', 'asked': question})}")
    for format in ("csv", "follow"):
        assert client.get("/sok/", {"q": "kan användas", "format": format}).url == f"/sok/?verdict=can&format={format}"
    shown = client.get("/sok/?verdict=can")
    assert [hit.title for hit in shown.context["hits"]] == [sensor.title]
    assert [(chip.label, chip.query) for chip in shown.context["chips"]] == [("Kan användas", "")]
    words = client.get("/sok/", {"q": '"kan användas"'})
    assert [hit.url for hit in words.context["hits"]] == [waiting.url]
    assert client.get("/sok/", {"q": "kan användas", "verdict": "wait"}).status_code == 200
