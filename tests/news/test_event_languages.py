"""The event feed of a language tells what stands in its list: a publication once, in whichever language it is."""

from datetime import timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.models import Publication, PublicationEvent
from portal.outbox.changes import note_change
from portal.selections.formats import render_format
from portal.selections.selection import Selection
from recommendations.models import Case, Recommendation
from tests.factories import ProductAreaFactory, make, republish

pytestmark = pytest.mark.django_db
FEEDS = {"sv": "/floden/handelser/alla.atom", "en": "/en/feeds/events/all.atom"}
IN_LANGUAGE = {"sv": "/sok/?{}&format=events-atom", "en": "/en/search/?{}&format=events-atom"}


def entries(client, language: str = "sv", query: str = ""):
    address = IN_LANGUAGE[language].format(query) if query else FEEDS[language]
    return feedparser.parse(client.get(address).content).entries


def titles(client, language: str = "sv", query: str = "") -> list[str]:
    return [entry.title for entry in entries(client, language, query)]


@pytest.fixture
def english():
    return make(Recommendation, language="en", title="Blood test", verdict="can", change_note="")


def in_swedish(english, **values):
    """The original, which comes after its translation."""
    page = make(Recommendation, publish=False, **{"title": "Blodtest", "verdict": "can", **values})
    Publication.objects.filter(pk=page.pk).update(translation_key=english.translation_key)
    return republish(page)


def let_a_day_pass() -> None:
    for event in PublicationEvent.objects.all():
        event.created_at -= timedelta(days=1)
        event.save()
    note_change()


def test_what_is_only_in_english_is_told_in_both_languages(client, english):
    republish(english, verdict="wait")
    told = entries(client)
    assert [entry.title for entry in told] == ["Ändrad, Kan användas → Avvakta: Blood test", "Publicerad: Blood test"]
    assert [entry.id for entry in told] == [entry.id for entry in entries(client, "en")]
    assert {link.hreflang for entry in told for link in entry.links if link.rel == "alternate"} == {"en"}
    assert {entry.title_detail.language for entry in told} == {"en"}
    assert client.get(told[0].link).url == f"http://testserver{english.url}"


def test_its_original_is_news_in_swedish_alone_and_speaks_from_then_on(client, english):
    let_a_day_pass()
    before = {entry.id: entry.title for entry in entries(client)}
    original = in_swedish(english)
    assert titles(client) == ["Publicerad: Blodtest", "Publicerad: Blood test"]
    assert titles(client, "en") == ["Published: Blood test"]
    republish(english, change_note="Translated anew.")
    assert len(titles(client)) == 2
    republish(original, verdict="wait")
    assert titles(client)[0] == "Ändrad, Kan användas → Avvakta: Blodtest" and len(titles(client)) == 3
    assert before.items() <= {entry.id: entry.title for entry in entries(client)}.items()


def test_what_comes_in_both_languages_at_once_is_told_once_whichever_came_first(client, english):
    in_swedish(english)
    assert titles(client) == ["Publicerad: Blodtest"]
    assert titles(client, "en") == ["Published: Blood test"]


def test_a_translation_that_comes_or_goes_is_none_of_the_swedish_feed(client, english):
    original = in_swedish(english)
    told = titles(client)
    english = republish(english, title="Blood tests", change_note="Better words.")
    english.unpublish()
    republish(english)
    assert titles(client) == told
    original = Recommendation.objects.get(pk=original.pk)
    original.unpublish()
    assert titles(client) == ["Återkallad: Blodtest", *told]


@pytest.mark.parametrize("way", ["unpublish", "delete"])
def test_when_the_original_is_gone_the_translation_stands_alone_and_is_told(client, english, way):
    getattr(Recommendation.objects.get(pk=in_swedish(english).pk), way)()
    republish(english, verdict="wait")
    newest, withdrawn, *_rest = titles(client)
    assert newest.startswith("Ändrad, Kan användas → Avvakta:") and withdrawn == "Återkallad: Blodtest"
    Recommendation.objects.get(pk=english.pk).unpublish()
    assert titles(client)[0].startswith("Återkallad:") and len(titles(client)) == 4


def test_while_the_original_is_only_marked_as_withdrawn_it_stands_in_the_list(client, english):
    republish(in_swedish(english), standing="withdrawn")
    told = titles(client)
    republish(english, change_note="Translated anew.")
    assert titles(client) == told and told[0] == "Återkallad: Blodtest"


@pytest.mark.parametrize("way", ["standing", "unpublish", "delete"])
@pytest.mark.parametrize("query", ["verdict=can", "lang=en", "area=heart", "status=in_force"])
def test_its_withdrawal_is_told_in_every_selection_that_had_it(client, way, query):
    page = make(
        Recommendation, language="en", title="Blood test", verdict="can", areas=[ProductAreaFactory(slug="heart")]
    )
    if way == "standing":
        republish(page, standing="withdrawn")
    else:
        getattr(page, way)()
    assert titles(client, "sv", query) == ["Återkallad: Blood test", "Publicerad: Blood test"]


def test_the_filter_language_narrows_the_feed_as_it_does_the_list(client, english):
    make(Recommendation, title="Pump")
    in_swedish(make(Recommendation, language="en", title="Insulin pump"), title="Insulinpump")
    assert titles(client, "sv", "lang=en") == ["Publicerad: Blood test"]
    assert set(titles(client, "sv", "lang=sv")) == {"Publicerad: Pump", "Publicerad: Insulinpump"}


def test_a_feed_of_words_has_what_search_finds_and_the_titles_that_are_gone(client, english):
    render = render_format("events-atom")
    assert render
    request = client.get(FEEDS["sv"]).wsgi_request

    def found(question: str, *hits: int) -> list[str]:
        note_change()
        answer = render(request, Selection(q=question), lambda _selection: list(hits))
        return [entry.title for entry in feedparser.parse(answer.content).entries]

    assert found("blood", english.pk) == ["Publicerad: Blood test"] and found("pump") == []
    english.unpublish()
    assert found("blood") == ["Återkallad: Blood test", "Publicerad: Blood test"] and found("pump") == []


def test_of_a_case_that_is_secret_in_english_only_its_anonymous_title_is_told(client):
    case = make(Case, language="en", title="Novosenss X1", change_note="Novosenss by the Company")
    republish(case, is_secret=True, anonymous_title="A method")
    told = client.get(FEEDS["sv"]).content.decode()
    assert "ovosens" not in told and set(titles(client)) <= {"Ändrad: A method", "Publicerad: A method"}


def test_an_english_page_of_a_secret_case_is_not_told_beside_it(client):
    case = make(Case, title="Novosenss X1", is_secret=True, anonymous_title="En metod")
    told = titles(client)
    english = make(Case, language="en", title="Novosenss", publish=False)
    Publication.objects.filter(pk=english.pk).update(translation_key=case.translation_key)
    republish(english, change_note="Novosenss")
    assert titles(client) == told and "ovosens" not in client.get(FEEDS["sv"]).content.decode()


def test_the_feed_costs_the_same_for_many_publications_in_english_alone(client, english):
    def cost() -> int:
        note_change()
        with CaptureQueriesContext(connection) as queries:
            client.get(FEEDS["sv"])
        return len(queries)

    cost()
    few = cost()
    for _number in range(10):
        make(Recommendation, language="en")
    assert cost() == few
