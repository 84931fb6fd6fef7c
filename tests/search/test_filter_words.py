"""Words of a question that name a filter's value act as that filter; what is asked for as it stands stays text."""

import html
from datetime import date

import feedparser
import pytest
from django.http import QueryDict
from django.test import Client

from portal.outbox.delivery import drain
from portal.selections.selection import Selection
from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation
from search.editorial.explain import selection_of
from search.models import BestBet
from search.results.filter_words import reading_of
from tests.factories import OrganisationFactory, RegionFactory, make

# The words are read from the engine and the vocabulary alone.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def pages(site):
    """One page for each filter, and one whose title has words of them."""
    skane, tlv = RegionFactory(code="skane", name="Skåne"), "Tandvårds- och läkemedelsförmånsverket (TLV)"
    kalmar, place = RegionFactory(code="kalmar-lan", name="Kalmar län"), {"level": "region"}
    agency = OrganisationFactory(code="tlv", name=tlv)
    made = {
        "should": make(Recommendation, title="Insulinpump", verdict="should", dated_on=date(2024, 3, 1)),
        "wait": make(Recommendation, title="Insulinpump för barn", verdict="wait", status="in_force"),
        "notice": make(ProcurementNotice, title="Pumpar", regions=[skane], **place, dated_on=date(2021, 1, 1)),
        "kalmar": make(ProcurementNotice, title="Pumpar av stål", regions=[kalmar], **place),
        "assessed": make(AssessmentSummary, title="Insulinpumpar", assessor=agency),
        "case": make(Case, title="Klaff", case_number="MTP 2021/7", dated_on=date(2021, 5, 5)),
        "titled": make(Case, title="Avvakta med insulinpump nu", ingress="Ett besked."),
    }
    drain()
    return made


def ask(client: Client, question: str, prefix: str = "/sok/", **more: str):
    return client.get(prefix, {"q": question, **more})


def led(client: Client, question: str, prefix: str = "/sok/", **more: str) -> str:
    """The query that a question leads to, without the note of what was asked; empty where it stays as it is."""
    response = ask(client, question, prefix, **more)
    if response.status_code == 200:
        return ""
    query = QueryDict(response.url.partition("?")[2], mutable=True)
    assert query.pop("asked", [question]) == [question]
    return "&".join(f"{name}={value}" for name in query for value in query.getlist(name))


def test_words_that_name_a_filter_act_as_it_and_the_rest_is_asked(client: Client, pages):
    for question, wanted in {
        "insulinpump bör användas": "q=insulinpump&verdict=should",
        "Vilken insulinpump BÖR ANVÄNDAS?": "q=insulinpump&verdict=should",
        "upphandling i Skåne": "type=procurement&region=skane",
        "upphandlingar region skane": "type=procurement&region=skane",
        "upphandling kalmar": "type=procurement&region=kalmar-lan",
        "tlv insulinpump": "q=insulinpump&assessor=tlv",
        "TLV": "assessor=tlv",
        "rekommendation 2024": "type=recommendation&year=2024",
        "pumpar (2021)": "q=pumpar&year=2021",
        "gäller insulinpump": "q=insulinpump&status=in_force",
        '"insulinpump" avvakta': 'q="insulinpump"&verdict=wait',
        "bör användas kan användas": "verdict=should&verdict=can",
        "insulinpump wait": "q=insulinpump&verdict=wait",
    }.items():
        assert led(client, question) == wanted, question


def test_in_english_the_same_words_and_the_english_ones_do(client: Client, pages):
    assert led(client, "insulinpump should be used", "/en/search/") == "q=insulinpump&verdict=should"
    assert led(client, "insulinpump bör användas", "/en/search/") == "q=insulinpump&verdict=should"


def test_numbers_titles_quoted_words_and_places_alone_stay_text(client: Client, pages):
    for question in (
        *("MTP 2021/7", "2021/7", "mtp2021/7", "MTP 2021 / 7", "pumpar 2021 / 9", "rekommendation MTP 2021/7"),
        *("Avvakta med insulinpump nu", "avvakta med insulinpump"),
        *('insulinpump "bör användas"', "insulinpump -avvakta", "TLV-insulinpump", "insulinpump bör", "1999"),
        *("skåne", "Region Skåne", "rekommendation rymdraket", "insulinpump avstå"),
    ):
        assert led(client, question) == "", question


def test_what_stands_in_a_title_is_found_first_and_the_filter_is_offered(client: Client, pages):
    response = ask(client, "Avvakta med insulinpump nu")
    assert response.context["hits"][0].url == pages["titled"].url
    shown = " ".join(html.unescape(response.content.decode()).split())
    link = '<a href="/sok/?q=insulinpump&verdict=wait" data-hx-boost="false">Utfall: Avvakta</a>'
    assert f"Menade du {link}?" in shown
    assert "Menade du" not in ask(client, "insulinpump avstå").content.decode()


def test_the_page_says_what_it_read_and_leads_back_to_the_words_as_text(client: Client, pages):
    response = client.get("/sok/", {"q": "insulinpump bör användas"}, follow=True)
    assert [hit.url for hit in response.context["hits"]] == [pages["should"].url]
    assert [(chip.facet_label, chip.label, chip.query) for chip in response.context["chips"]] == [
        ("Utfall", "Bör användas", "q=insulinpump")
    ]
    shown = " ".join(html.unescape(response.content.decode()).split())
    assert "Utfall: Bör användas" in shown and "Vi läste ”bör användas” som filter." in shown
    told = response.context["told"]
    text = client.get(f"/sok/?{told.as_text}")
    assert (text.status_code, text.context["selection"].q) == (200, 'insulinpump "bör användas"')
    assert text.context["told"] is None and not text.context["chips"]
    assert "asked=" not in response.context["canonical_query"]


def test_a_filter_that_was_chosen_beside_the_words_stays_when_they_are_text_again(client: Client, pages):
    response = client.get("/sok/", {"q": "insulinpump bör användas", "year": "2024", "sort": "title"}, follow=True)
    assert response.context["selection"].query_string() == "q=insulinpump&verdict=should&year=2024&sort=title"
    assert response.context["told"].as_text == "q=insulinpump+%22b%C3%B6r+anv%C3%A4ndas%22&year=2024&sort=title"


def test_the_page_says_nothing_of_a_question_that_does_not_lead_to_it(client: Client, pages):
    for asked in ("<script>", "klaff avvakta", "insulinpump", '"', "\x00"):
        response = client.get("/sok/", {"q": "insulinpump", "verdict": "should", "asked": asked})
        assert (response.status_code, response.context["told"]) == (200, None), asked


def test_another_value_of_the_same_filter_is_kept_and_the_same_is_not_asked_twice(client: Client, pages):
    assert led(client, "insulinpump avvakta", verdict="should") == ""
    assert led(client, "insulinpump avvakta", verdict="wait") == "q=insulinpump&verdict=wait"


def test_formats_and_the_month_of_an_archive_follow(client: Client, pages):
    for format in ("csv", "json", "ics", "follow", "atom", "events-atom"):
        wanted = f"q=insulinpump&verdict=should&format={format}"
        assert led(client, "insulinpump bör användas", format=format) == wanted
    assert led(client, "TLV", format="events-atom", month="2024-03").endswith("format=events-atom&month=2024-03")
    data = client.get("/sok/", {"q": "insulinpump bör användas", "format": "json"}, follow=True).json()
    assert data["total"] == 1 and data["query"] == {"q": "insulinpump", "verdict": ["should"]}


def test_a_feed_that_was_subscribed_to_with_such_words_goes_on(client: Client, pages):
    got = client.get("/sok/", {"q": "insulinpump bör användas", "format": "atom"}, follow=True)
    assert [entry.title for entry in feedparser.parse(got.content).entries] == ["Insulinpump"]


def test_htmx_loads_the_page_whole(client: Client, pages):
    response = client.get("/sok/", {"q": "TLV"}, headers=HTMX)
    assert (response.status_code, response["HX-Redirect"]) == (200, "/sok/?assessor=tlv&asked=TLV")


def test_no_question_leads_in_a_circle(client: Client, pages):
    for question in ("bör 2024 användas", "bör tlv användas", "tlv skåne tlv", "bör kan användas användas " * 5):
        response = client.get("/sok/", {"q": question}, follow=True)
        asked = [len(QueryDict(url.partition("?")[2]).get("q", "")) for url, _status in response.redirect_chain]
        assert response.status_code == 200 and asked == sorted(set(asked), reverse=True), question


def test_without_an_engine_the_question_is_text_and_answered(client: Client, pages, own_index):
    (own_index / "current").unlink()
    response = ask(client, "insulinpump bör användas")
    assert response.status_code == 200 and response.context["reduced"]
    assert ask(client, "insulinpump bör användas", format="csv").status_code == 200


def test_a_question_that_editors_have_chosen_pages_for_stays_as_it_is(client: Client, pages):
    for question in ("tlv insulinpump", "bör användas"):
        BestBet.objects.create(page_id=pages["case"].pk, phrases=question)
        assert led(client, question) == ""


def test_a_body_with_a_new_name_is_known_by_it_at_once(client: Client, pages):
    agency = pages["assessed"].assessor
    agency.name = "Nya verket (NYV)"
    agency.save()
    assert led(client, "nyv insulinpump") == "q=insulinpump&assessor=tlv"


def test_what_is_closed_or_withdrawn_makes_no_filter_act(client: Client, pages):
    pages["should"].unpublish()
    assert reading_of(Selection(q="insulinpump bör användas")) is None
    drain()
    assert led(client, "insulinpump bör användas") == ""


def test_the_report_that_explains_a_hit_reads_the_question_in_the_same_way(pages):
    assert selection_of("insulinpump bör användas", "sv") == Selection(q="insulinpump", verdict=("should",))
