"""Event feeds: which events a selection is told of, and what of them is not told any more."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from news.events import event_feed
from news.events.event_feed import ENTERED, LEFT, kind_for
from news.events.event_log import log_of
from portal.models import Publication, PublicationEvent
from portal.outbox import delivery
from portal.outbox.changes import note_change
from portal.selections.concerned import Places
from portal.selections.facets import has
from portal.selections.formats import render_format
from portal.selections.selection import Selection
from recommendations.models import Case, Recommendation
from search.index.indexer import rebuild
from tests.factories import ProductAreaFactory, make, make_site, republish

pytestmark = pytest.mark.django_db

ALL = "/floden/handelser/alla.atom"
Kind = PublicationEvent.Kind


def entries(client, address: str = ALL):
    feed = feedparser.parse(client.get(address).content)
    assert not feed.bozo
    return feed.entries


def titles(client, address: str = ALL) -> list[str]:
    return [entry.title for entry in entries(client, address)]


def translated(page, **values):
    english = make(type(page), language="en", publish=False, **values)
    Publication.objects.filter(pk=english.pk).update(translation_key=page.translation_key)
    return republish(english)


@pytest.fixture
def page():
    return make(Recommendation, title="Blodtest", verdict="wait")


def test_each_event_is_an_entry_of_its_own_and_none_is_ever_changed(client, page):
    (first,) = entries(client)
    republish(page, verdict="can", change_note="Fler studier.")
    republish(page, standing="withdrawn")
    third, second, again = entries(client)
    assert [entry.title for entry in (third, second, again)] == [
        "Återkallad: Blodtest",
        "Ändrad, Avvakta → Kan användas: Blodtest",
        "Publicerad: Blodtest",
    ]
    assert (again.id, again.updated) == (first.id, first.updated)
    assert len({entry.id for entry in (third, second, again)}) == 3
    assert "Fler studier." in second.content[0].value and "Avvakta → Kan användas" in second.content[0].value


def test_a_typo_and_another_address_are_no_events(client, page):
    republish(page, ingress="Ett rättat stavfel.")
    republish(page, slug="annan-adress")
    assert titles(client) == ["Publicerad: Blodtest"]


def test_the_verdict_of_one_product_is_told_by_its_name(client, page):
    for verdict in ("wait", "can"):
        page = Recommendation.objects.get(pk=page.pk)
        page.products = [page.products.model(name="Sensor", verdict=verdict)]
        page.save_revision().publish()
    assert titles(client)[0] == "Ändrad, Sensor: Avvakta → Kan användas: Blodtest"


def test_who_follows_a_selection_is_told_when_a_publication_leaves_it_and_comes_to_it(client):
    heart, skin = (ProductAreaFactory(slug=slug, name=slug.title()) for slug in ("heart", "skin"))
    page = make(Recommendation, title="Blodtest", verdict="can", areas=[heart])
    republish(page, areas=[skin])
    left, came = entries(client, "/floden/handelser/omrade/heart.atom")
    assert [left.title, came.title] == ["Ingår inte längre i urvalet: Blodtest", "Publicerad: Blodtest"]
    assert titles(client, "/floden/handelser/omrade/skin.atom") == ["Ingår nu i urvalet: Blodtest"]
    republish(page, verdict="refrain")
    of_verdict = titles(client, "/sok/?verdict=can&format=events-atom")
    assert of_verdict[0] == "Ingår inte längre i urvalet, Kan användas → Avstå: Blodtest"


@given(
    filing=st.fixed_dictionaries({code: st.lists(st.sampled_from("abc"), max_size=2) for code in ("area", "verdict")}),
    chosen=st.dictionaries(st.sampled_from(["area", "verdict"]), st.sampled_from(["a", "b", "c", "a_c"]), min_size=1),
)
def test_the_database_looks_through_every_event_that_a_selection_may_be_told_of(filing, chosen):
    PublicationEvent.objects.all().delete()
    page = PublicationEvent.objects.create(
        kind="published", page_id=1, translation_key=uuid4(), language="sv", type_code="recommendation", facets=filing
    )
    selection = Selection(**{code: (value,) for code, value in chosen.items()})
    if has(filing, selection.chosen_facets, Places({}, {})):
        assert list(log_of(selection)) == [page]


@pytest.mark.parametrize("way", ["standing", "unpublish", "delete"])
@pytest.mark.parametrize("query", ["verdict=can", "type=recommendation", "lang=sv", "status=in_force", "area=heart"])
def test_a_withdrawal_is_told_in_every_selection_that_had_the_publication(client, way, query):
    page = make(Recommendation, title="Blodtest", verdict="can", areas=[ProductAreaFactory(slug="heart")])
    delivery.drain()
    match way:
        case "standing":
            republish(page, standing="withdrawn")
        case "unpublish":
            page.unpublish()
        case "delete":
            page.delete()
    newest, *_others = entries(client, f"/sok/?{query}&format=events-atom")
    assert newest.title == "Återkallad: Blodtest"


def test_what_is_withdrawn_is_not_announced_when_its_page_is_corrected(client, page):
    republish(page, standing="withdrawn")
    republish(page, ingress="Ett rättat stavfel.")
    assert titles(client) == ["Återkallad: Blodtest", "Publicerad: Blodtest"]
    republish(page, standing="in_force")
    assert titles(client)[0] == "Publicerad: Blodtest"


def test_what_is_replaced_is_told_as_that_where_only_what_holds_is_followed(client, page):
    make(Recommendation, title="Ny", verdict="can", replaces=page, version_number=2, change_note="Nya studier.")
    assert titles(client, "/sok/?status=in_force&format=events-atom")[0] == "Ersatt: Blodtest"


class TestEnglish:
    FEED = "/en/feeds/events/all.atom"

    def test_a_publication_in_two_languages_is_told_of_once(self, client, page):
        translated(page, title="Blood test", verdict="wait")
        republish(page, verdict="can")
        assert titles(client, self.FEED) == [
            "Revised, Wait → Can be used: Blood test",
            "Published: Blood test",
        ]

    def test_the_entry_leads_to_the_page_in_the_readers_language(self, client, page):
        english = translated(page, title="Blood test", verdict="wait")
        (entry,) = entries(client, self.FEED)
        assert client.get(entry.link).url == f"http://testserver{english.url}"

    def test_what_is_only_in_english_is_told_of_too(self, client):
        make(Recommendation, language="en", title="Only here")
        assert titles(client, self.FEED) == ["Published: Only here"]


class TestSecrecy:
    def test_a_case_that_becomes_secret_takes_its_events_with_it(self, client):
        case = make(Case, title="Novosenss X1", change_note="Novosenss hos Firma AB")
        translated(case, title="Novosenss in English")
        republish(case, is_secret=True, anonymous_title="Ett ärende")
        for address in (ALL, "/en/feeds/events/all.atom", "/sok/?q=novosenss&format=events-atom"):
            told = client.get(address).content.decode()
            assert "ovosens" not in told.replace("”novosenss”", "").replace("q=novosenss", ""), address

    def test_who_asks_by_the_name_of_a_case_does_not_learn_what_it_is_called_since_it_is_secret(self, client):
        case = make(Case, title="Novosenss X1")
        rebuild()
        Case.objects.get(pk=case.pk).unpublish()
        republish(case, is_secret=True, anonymous_title="Ett ärende")
        for format in ("events-atom", "atom"):
            assert titles(client, f"/sok/?q=novosenss&format={format}") == [], format

    def test_nobody_is_told_which_selection_a_case_was_in_before_it_was_secret(self, client):
        case = make(Case, title="Novosenss X1", areas=[ProductAreaFactory(slug="heart")])
        republish(case, is_secret=True, anonymous_title="Ett ärende")
        assert titles(client, "/floden/handelser/omrade/heart.atom") in ([], ["Ändrad: Ett ärende"])

    @pytest.mark.parametrize("way", ["close", "delete"])
    def test_of_what_is_closed_only_the_withdrawal_is_told_without_a_word(self, client, page, way):
        republish(page, change_note="Topphemlig")
        PageViewRestriction.objects.create(
            page=page.get_parent() if way == "delete" else page, restriction_type=PageViewRestriction.LOGIN
        )
        if way == "delete":
            Recommendation.objects.get(pk=page.pk).delete()
        (entry, *rest) = entries(client)
        assert entry.title == "Återkallad: Rekommendation" and not rest
        assert "Topphemlig" not in client.get(ALL).content.decode()
        assert titles(client, "/sok/?q=blodtest&format=events-atom") == []

    def test_of_what_is_withdrawn_only_the_title_is_repeated(self, client, page):
        republish(page, change_note="Skälen var andra.", case_number="M-77")
        Recommendation.objects.get(pk=page.pk).unpublish()
        told = client.get(ALL).content.decode()
        assert titles(client) == ["Återkallad: Blodtest", "Ändrad: Blodtest", "Publicerad: Blodtest"]
        assert "Skälen var andra." not in told and "M-77" not in told

    def test_an_entry_keeps_the_title_of_its_time(self, client, page):
        republish(page, title="Blodprov", change_note="Annat namn.")
        assert titles(client) == ["Ändrad: Blodprov", "Publicerad: Blodtest"]


def test_words_find_the_pages_that_search_finds_and_the_titles_that_are_gone(client, page):
    other = make(Recommendation, title="Pump")
    render = render_format("events-atom")
    assert render
    request = client.get(ALL).wsgi_request

    def found(question: str) -> set[str]:
        note_change()
        feed = feedparser.parse(render(request, Selection(q=question), lambda _selection: [other.pk]).content)
        return {entry.title for entry in feed.entries}

    # What search does not find is not told, whatever letters its title has.
    assert found("blodtest") == {"Publicerad: Pump"}
    page.unpublish()
    assert found("blodtest") == {"Publicerad: Pump", "Publicerad: Blodtest", "Återkallad: Blodtest"}
    assert found("lodtes") == {"Publicerad: Pump"}


def test_everything_of_two_weeks_is_there_and_at_least_fifty_beyond(client, monkeypatch):
    monkeypatch.setattr(event_feed, "FEWEST", 3)
    page = make(Recommendation)
    for number in range(6):
        republish(page, change_note=f"Ändring {number}")
    assert len(entries(client)) == 7
    PublicationEvent.objects.update(created_at=timezone.now() - timedelta(days=40))
    note_change()
    assert len(entries(client)) == 3


def test_nothing_new_is_a_304_and_an_event_in_the_same_second_is_not(client, page):
    known = {"if-none-match": client.get(ALL)["ETag"]}
    assert client.get(ALL, headers=known).status_code == 304
    republish(page, change_note="Samma sekund.")
    assert client.get(ALL, headers=known).status_code == 200


def test_the_feed_costs_the_same_for_many_events(client, page):
    def cost() -> int:
        note_change()
        with CaptureQueriesContext(connection) as queries:
            client.get(ALL)
        return len(queries)

    republish(page, change_note="En första ändring.")
    make(Case)
    cost()
    few = cost()
    for number in range(10):
        republish(page, change_note=f"Ändring {number}")
        make(Recommendation)
        make(Case)
    assert cost() == few


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("format", ["atom", "rss"])
def test_every_listed_event_feed_answers(client, language, format):
    make_site()
    ProductAreaFactory(slug="heart")
    start = "/floden/handelser" if language == "sv" else "/en/feeds/events"
    listed = client.get("/floden/" if language == "sv" else "/en/feeds/").content.decode()
    for name in ("alla" if language == "sv" else "all", ("omrade" if language == "sv" else "area") + "/heart"):
        assert f'href="{start}/{name}.{format}"' in listed
        assert client.get(f"{start}/{name}.{format}").status_code == 200
    assert client.get(f"{start}/finns-inte.{format}").status_code == 404


@pytest.mark.parametrize("address", [ALL, "/floden/alla.atom"])
def test_the_scheme_of_every_category_answers_with_its_codes(client, address):
    make(Recommendation, verdict="can", areas=[ProductAreaFactory(slug="heart")])
    delivery.drain()
    (entry,) = entries(client, address)
    schemes = {(tag.scheme, tag.term) for tag in entry.tags}
    assert len(schemes) >= 5
    for scheme, term in schemes:
        assert f'id="{term}"' in client.get(urlsplit(scheme).path).content.decode(), scheme
    assert client.get("/floden/schema/finns-inte").status_code == 404


@given(kind=st.sampled_from(list(Kind)), is_in=st.booleans(), was_in=st.booleans())
def test_who_is_in_a_selection_and_who_is_not_is_told_of_each_way(kind, is_in, was_in):
    event = PublicationEvent(kind=kind)
    told = kind_for(event, is_in=is_in, was_in=was_in)
    if kind in (Kind.WITHDRAWN, Kind.REPLACED):
        assert told == (kind if is_in or was_in else "")
    elif was_in and not is_in:
        assert told == LEFT
    elif is_in and not was_in:
        assert told == (kind if kind in event_feed.NEWS else ENTERED)
    else:
        assert told == (kind if is_in and kind in event_feed.NEWS else "")
