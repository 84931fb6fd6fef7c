"""The list of a language: each publication once, as its page in it or else as the one that there is."""

import random
from typing import Any

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from wagtail.models import Locale, PageViewRestriction

from news.models import NewsItem
from portal.models import Delivery, Publication
from portal.outbox.channels import channel
from portal.outbox.delivery import drain
from portal.outbox.reconciliation import compare
from portal.selections.facets import facet_codes
from portal.selections.selection import Selection
from recommendations.models import Case, Recommendation
from search.engines import EngineFailed, Request, engine
from search.index.documents import documents
from search.index.indexer import rebuild
from search.results.answers import answer
from search.results.facets import FacetLabels, groups
from tests.factories import ProductAreaFactory, make, make_index
from tests.search.handmade import doc, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(named: str, site: Any) -> Any:
    """The site, with each engine in turn."""
    return site


def translated(page: Any, **values: Any) -> Any:
    """Its English page, published unless told otherwise."""
    values = {"title": "English", "ingress": "In full.", "slug": f"english-{page.pk}", **values}
    return make(type(page), language="en", translation_key=page.translation_key, **values)


def listed(language: str, **chosen: Any) -> set[int]:
    """What the engine has in a list, which must be what the database has."""
    selection = Selection(language=language, **chosen)
    given = answer(Request(selection, limit=100))
    assert not given.reduced
    found = given.results.ids
    assert len(found) == len(set(found)) == given.results.total
    if not selection.q:
        assert set(found) == set(Publication.objects.published().select(selection).values_list("pk", flat=True))
    return set(found)


def texts(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# Which page stands in which list, and until when.


def test_a_list_has_its_own_pages_and_those_that_stand_for_want_of_one(used):
    # The second stands for a page that there is not in English, the fourth for one that there is not in Swedish.
    both = ("sv", "en")
    fill(
        used,
        [
            doc(1, level=("national",)),
            doc(2, level=("healthcare_region",), lists=both),
            doc(3, level=("region",)),
            doc(4, level=("region",), language="en", lists=both),
        ],
    )
    swedish = used.search(Request(Selection(), groups=("lang", "level")))
    assert swedish.facets == {
        "lang": {"sv": 3, "en": 1},
        "level": {"national": 1, "healthcare_region": 1, "region": 2},
    }
    english = used.search(Request(Selection(language="en"), groups=("lang", "level")))
    assert (set(english.ids), english.total) == ({2, 4}, 2)
    assert english.facets == {"lang": {"sv": 1, "en": 1}, "level": {"healthcare_region": 1, "region": 1}}
    chosen = used.search(
        Request(Selection(lang=("en", "fi"), level=("region",), language="en"), groups=("lang", "level"))
    )
    assert (chosen.ids, chosen.facets) == ([4], {"lang": {"en": 1}, "level": {"region": 1}})


def test_a_page_without_a_translation_stands_in_both_lists_and_a_translated_one_once_in_each(site):
    alone, page = make(NewsItem), make(NewsItem)
    english, only_english = translated(page), make(NewsItem, language="en")
    drain()
    assert listed("sv") == {alone.pk, page.pk, only_english.pk}
    assert listed("en") == {alone.pk, english.pk, only_english.pk}


def test_the_original_leaves_when_a_translation_comes_and_returns_when_it_goes(site):
    page = make(NewsItem)
    drain()
    english = translated(page, publish=False)
    drain()
    assert listed("en") == {page.pk}
    english.save_revision().publish()
    drain()
    assert listed("en") == {english.pk}
    NewsItem.objects.get(pk=english.pk).unpublish()
    drain()
    assert listed("en") == {page.pk}
    NewsItem.objects.get(pk=english.pk).save_revision().publish()
    closed = PageViewRestriction.objects.create(page=english.get_parent(), restriction_type="login")
    drain()
    assert listed("en") == {page.pk}
    closed.delete()
    drain()
    assert listed("en") == {english.pk}
    NewsItem.objects.get(pk=english.pk).delete()
    drain()
    assert listed("en") == listed("sv") == {page.pk}


def test_an_english_page_stands_in_the_swedish_list_when_its_original_is_gone(site):
    page = make(NewsItem)
    english = translated(page)
    drain()
    page.unpublish()
    drain()
    assert listed("sv") == listed("en") == {english.pk}


def test_a_translation_under_embargo_takes_nothing_away_and_is_nowhere(site, client):
    page = make(NewsItem, title="Puls")
    translated(page, title="Coming on Friday", publish=False)
    drain()
    assert listed("en") == {page.pk}
    assert "Coming on Friday" not in texts(client, "/en/search/?q=coming")


def test_a_secret_translation_takes_no_page_away_and_a_secret_publication_stands_once(site, client):
    told = make(Case, title="Novosenss", product="Novosenss")
    hidden = translated(told, title="Novosenss", product="Novosenss", is_secret=True, anonymous_title="A case")
    secret = make(Case, title="Optune", product="Optune", is_secret=True, anonymous_title="Ett ärende", slug="ett")
    english = translated(secret, title="Optune", product="Optune", is_secret=True, anonymous_title="Another case")
    drain()
    assert listed("en") == {told.pk, hidden.pk, english.pk}
    assert listed("sv") == {told.pk, secret.pk}
    assert "Optune" not in texts(client, "/en/search/")


def test_an_alias_is_no_translation(site):
    page = make(NewsItem)
    make_index(NewsItem, "en")
    page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True, alias=True)
    drain()
    assert Publication.objects.published().count() == 2
    assert listed("en") == listed("sv") == {page.pk}


def test_what_the_index_missed_of_the_other_language_is_found_and_repaired(site):
    page = make(NewsItem)
    drain()
    english = translated(page)
    # The index has the English page, and has not heard that the Swedish one gives way to it.
    Delivery.objects.update(state=Delivery.State.DONE)
    engine().index(documents([english.pk]))
    difference = compare(channel("search"), engine().shown())
    assert difference.all == {page.pk}
    channel("search").repair(difference.all)
    assert listed("en") == {english.pk} and not compare(channel("search"), engine().shown()).all


# Counts.

WORDS = ["pump", "sensor"]
CODES = {"type": ["recommendation", "news"], "area": ["diabetes", "heart"], "lang": ["sv", "en"], "year": ["2022"]}
SELECTIONS = st.builds(
    Selection,
    q=st.sampled_from(["", "", *WORDS]),
    language=st.sampled_from(["sv", "en"]),
    **{group: st.lists(st.sampled_from(codes), unique=True, max_size=2).map(tuple) for group, codes in CODES.items()},
)


def populate() -> None:
    dice = random.Random(11)
    areas = [ProductAreaFactory(slug=slug) for slug in CODES["area"]]
    earlier: Any = None
    for number in range(16):
        model = dice.choice([Recommendation, NewsItem])
        values: dict[str, Any] = {
            "areas": dice.sample(areas, dice.randint(0, 2)),
            "summary_en": dice.choice(["", "A sensor."]),
        }
        values["replaces"] = earlier if model is Recommendation and dice.random() < 0.4 else None
        page = make(model, title=f"{dice.choice(WORDS)} {number}", publish=dice.random() < 0.85, **values)
        earlier = page if model is Recommendation else earlier
        if dice.random() < 0.5:
            translated(page, title=f"{dice.choice(WORDS)} in English", publish=dice.random() < 0.7)


def test_every_count_is_what_the_click_gives_in_the_list_of_both_languages(site):
    populate()
    rebuild()
    assert all(any(answer(Request(Selection(q=q, language=code))).earlier for q in WORDS) for code in ("sv", "en"))

    @effort(max_examples=15)
    @given(SELECTIONS)
    @example(Selection(language="en"))
    @example(Selection(language="en", lang=("sv",)))
    def check(selection: Selection) -> None:
        results = answer(Request(selection, limit=100, groups=facet_codes())).results
        stands = Publication.objects.published().select(selection).values_list("translation_key", flat=True)
        assert len(set(stands)) == len(stands)
        if not selection.q:
            assert results.total == len(stands)
        for group in groups(selection, results.facets, FacetLabels()):
            for value in group.values:
                click = selection.with_codes(group.code, (value.code,))
                assert value.count == answer(Request(click)).results.total, (selection, group.code, value.code)

    check()


# What readers see.


@pytest.fixture
def pump(site):
    area = ProductAreaFactory(slug="heart", name="Hjärta", name_en="Heart")
    page = make(
        Recommendation,
        title="Hjärtpump",
        ingress="Pumpen avlastar.",
        summary_en="A device that unloads a failing heart.",
        areas=[area],
    )
    drain()
    return page


def test_the_original_is_shown_by_its_summary_and_marked(client, pump):
    for question in ("", "q=device", "q=unloading", "q=hjärtpumpar", "q=avlastar"):
        shown = texts(client, f"/en/search/?{question}")
        assert f'<h2 lang="sv"><a href="{pump.url}" hreflang="sv">' in shown, question
        assert "In Swedish, summary in English" in shown and "Pumpen" not in shown, question
    assert "A <mark>device</mark> that" in texts(client, "/en/search/?q=devices")
    swedish = texts(client, "/sok/?q=unloads")
    assert pump.url in swedish and "På svenska" not in swedish and "Pumpen avlastar" in swedish


def test_without_a_summary_the_ingress_is_shown_in_its_own_language(client, site):
    make(NewsItem, title="Puls", ingress="Om blodtryck.")
    make(NewsItem, title="Pressure", ingress="On blood pressure.", language="en")
    drain()
    english = texts(client, "/en/search/")
    assert '<span lang="sv">Om blodtryck.</span>' in english and "In Swedish" in english
    assert "summary in English" not in english
    swedish = texts(client, "/sok/")
    assert '<span lang="en">On blood pressure.</span>' in swedish and "På engelska" in swedish


def test_all_formats_of_an_address_have_the_publications_that_its_page_has(client, pump):
    page = make(Recommendation, title="Pump", areas=pump.area_list)
    english = translated(page, title="Heart pump", areas=pump.area_list)
    drain()
    for query in ("area=heart", "q=heart", "q=hjärta", "q=pump", "lang=sv"):
        shown = client.get(f"/en/search/?{query}")
        urls = {hit.url for hit in shown.context["hits"]}
        data = client.get(f"/en/search/?{query}&format=json").json()
        said = [
            next((one for one in item["languages"] if one["language"] == "en"), item["languages"][0])
            for item in data["publications"]
        ]
        assert data["total"] == shown.context["total"] == len(urls), query
        assert {one["address"].removeprefix("http://testserver") for one in said} == urls, query
        table = client.get(f"/en/search/?{query}&format=csv").content.decode()
        assert all(url in table for url in urls) and table.count("http://testserver/id/") == len(urls), query
    assert english.url in texts(client, "/en/search/?q=pump") and page.url not in texts(client, "/en/search/?q=pump")


def test_while_the_engine_is_away_the_database_has_the_same_list(client, pump, monkeypatch):
    translated(make(NewsItem, title="Pump"), title="Failing pump")
    drain()

    def fail(request):
        raise EngineFailed("away")

    for query in ("q=failing", "area=heart", "lang=sv", "q=hjärtpump"):
        found = {hit.url for hit in client.get(f"/en/search/?{query}").context["hits"]}
        with monkeypatch.context() as patch:
            patch.setattr("search.results.answers.engine", lambda: type("Away", (), {"search": staticmethod(fail)}))
            reduced = client.get(f"/en/search/?{query}")
        assert reduced.context["reduced"] and {hit.url for hit in reduced.context["hits"]} == found, query


def test_a_suggestion_leads_to_the_original_where_there_is_no_translation(client, pump):
    shown = client.get("/en/search/suggestions/", {"q": "hjärtp"}).content.decode()
    assert f'data-url="{pump.url}"' in shown and '<span lang="sv"><mark>Hjärtp</mark>ump</span>' in shown
    assert "Recommendation. In Swedish<" in shown
