"""Where the words stand in a replaced version alone, the version in force stands in its place, and says so."""

import csv
import io
from datetime import date
from typing import Any

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from news.models import NewsItem
from portal.outbox.delivery import drain
from portal.publications.versions import in_force_after
from portal.selections.facets import facet_codes
from portal.selections.selection import Selection
from recommendations.models import Case, Recommendation
from search.editorial.explain import explain
from search.engines import Request, engine
from search.results.answers import answer
from search.results.facets import FacetLabels, groups
from tests.factories import ProductAreaFactory, make, republish

pytestmark = pytest.mark.django_db
NOTE = "Den tidigare versionen har orden:"


@pytest.fixture
def site(named: str, site: Any) -> Any:
    """The site, with each engine in turn."""
    return site


@pytest.fixture
def old(site: Any) -> Recommendation:
    """It alone has the word “molntjänst”, and has it in its ingress."""
    areas: list[Any] = [ProductAreaFactory(slug="heart")]
    return make(Recommendation, title="Mätare 2018", ingress="Utan molntjänst.", dated_on=date(2018, 1, 1), areas=areas)


@pytest.fixture
def new(old: Recommendation) -> Recommendation:
    areas = [ProductAreaFactory(slug="diabetes")]
    values: dict[str, Any] = {"dated_on": date(2022, 1, 1), "version_number": 2, "areas": areas}
    page = make(Recommendation, title="Mätare 2022", ingress="Med sensor.", replaces=old, **values)
    drain()
    return page


def found(q: str = "molntjänst", language: str = "sv", **chosen: Any) -> list[int]:
    """The hits, in order, of which there are as many as the answer says."""
    given = answer(Request(Selection(q=q, language=language, **chosen), limit=100))
    assert not given.reduced and given.results.total == len(given.results.ids)
    return given.results.ids


def text(client: Client, address: str, **headers: str) -> str:
    return " ".join(client.get(address, headers=headers).content.decode().split())


def english(page: Any, **values: Any) -> Any:
    key = page.translation_key
    return make(type(page), language="en", translation_key=key, title="Meter", slug=f"meter-{page.pk}", **values)


# Which page stands where.


def test_a_word_that_many_replaced_versions_have_lifts_nothing(old, new, monkeypatch):
    monkeypatch.setattr("search.results.earlier_versions.MOST", 0)
    assert found() == [old.pk]


def test_the_version_in_force_stands_before_the_replaced_one_that_alone_has_the_words(old, new):
    assert found() == [new.pk, old.pk]


def test_it_stands_where_the_replaced_one_would_have_stood_if_that_still_held(old, new):
    better = make(Recommendation, title="Molntjänst", ingress="Om en molntjänst.", dated_on=date(2015, 1, 1))
    news = make(NewsItem, title="Nyhet", ingress="Något om en helt annan sak.", dated_on=date(2023, 1, 1))
    republish(news, ingress="En molntjänst som nämns i en lång rad ord om andra saker än mätare och sensorer.")
    drain()
    assert found() == [better.pk, new.pk, news.pk, old.pk]


def test_where_both_have_the_words_nothing_is_lifted(client, old, new):
    assert set(found("mätare")) == {old.pk, new.pk}
    assert NOTE not in text(client, "/sok/?q=mätare")


def test_what_was_lifted_stands_in_every_order_by_its_own_date_and_title(old, new):
    assert found(sort="newest") == [new.pk, old.pk]
    assert found(sort="oldest") == found(sort="title") == [old.pk, new.pk]


def test_a_part_of_the_words_or_a_slip_of_the_pen_lifts_nothing(client, old, new):
    assert set(found("molntjänst sensor")) == {old.pk, new.pk}
    assert found("molntjänst kateter") == found("molmtjänst") == [old.pk]
    assert found("molntjanst") == [new.pk, old.pk]


def test_who_asks_for_a_case_number_asks_for_that_very_document(old, new):
    republish(old, case_number="MTP 2018/7")
    drain()
    assert found("MTP 2018/7") == [old.pk]


def test_a_word_to_leave_out_leaves_out_the_version_that_has_it(old, new):
    assert found("molntjänst -sensor") == [old.pk]
    assert found('"utan molntjänst"') == [new.pk, old.pk]
    # That the earlier version has a word does not leave out the one in force.
    assert found("mätare -molntjänst") == [new.pk]


def test_of_three_versions_the_last_is_lifted_and_the_best_match_is_named(client, old, new):
    last = make(Recommendation, title="Mätare 2024", replaces=new, version_number=3, dated_on=date(2024, 1, 1))
    drain()
    assert found() == [last.pk, old.pk]
    republish(new, title="Molntjänst")
    drain()
    assert found() == [last.pk, new.pk, old.pk]
    shown = text(client, "/sok/?q=molntjänst")
    assert shown.count(NOTE) == 1 and f'{NOTE} <a href="{new.url}"' in shown


# What may be lifted.


@pytest.mark.parametrize("how", ["closed", "unpublished", "deleted", "withdrawn", "link removed", "draft"])
@pytest.mark.parametrize("delivered", [True, False], ids=["delivered", "worker behind"])
def test_a_version_that_is_not_in_force_or_not_public_is_not_lifted(client, old, new, how, delivered):
    new = Recommendation.objects.get(pk=new.pk)
    if how == "closed":
        PageViewRestriction.objects.create(page=new, restriction_type=PageViewRestriction.LOGIN)
    elif how == "unpublished":
        new.unpublish()
    elif how == "deleted":
        new.delete()
    elif how == "withdrawn":
        republish(new, standing="withdrawn")
    elif how == "link removed":
        republish(new, replaces=None)
    else:
        new.unpublish()
        make(Recommendation, title="Mätare 2025", replaces=old, publish=False)
    if delivered:
        drain()
    assert found() == [old.pk]
    assert NOTE not in text(client, "/sok/?q=molntjänst")


@pytest.mark.parametrize("how", ["closed", "unpublished", "deleted", "words removed"])
@pytest.mark.parametrize("delivered", [True, False], ids=["delivered", "worker behind"])
def test_the_words_of_an_earlier_version_that_is_no_longer_public_find_nothing(client, old, new, how, delivered):
    old = Recommendation.objects.get(pk=old.pk)
    if how == "closed":
        PageViewRestriction.objects.create(page=old, restriction_type=PageViewRestriction.LOGIN)
    elif how == "unpublished":
        old.unpublish()
    elif how == "deleted":
        # It can't be deleted while the other one names it.
        republish(new, replaces=None)
        old.delete()
    else:
        republish(old, ingress="Utan.")
    if delivered or how == "words removed":
        drain()
    shown = text(client, "/sok/?q=molntjänst")
    assert found() == [] and NOTE not in shown and new.url not in shown
    assert client.get("/sok/?q=molntjänst&format=json").json()["total"] == 0


def test_what_keeps_something_back_is_not_lifted(old):
    make(Case, title="Novosenss", product="Novosenss", is_secret=True, anonymous_title="En sensor", replaces=old)
    drain()
    assert Recommendation.objects.get(pk=old.pk).status == "replaced"
    assert found() == [old.pk]


def test_on_the_english_site_the_page_that_stands_in_its_list_is_lifted(client, old, new):
    assert found(language="en") == [new.pk, old.pk]
    translated = english(new, ingress="With a sensor.", version_number=2, replaces=old)
    drain()
    assert found(language="en") == [translated.pk, old.pk]
    assert found() == [new.pk, old.pk]
    shown = text(client, "/en/search/?q=molntjänst")
    assert f'The earlier version has the words: <a href="{old.url}" lang="sv" hreflang="sv">Mätare 2018</a>' in shown
    PageViewRestriction.objects.create(page=translated, restriction_type=PageViewRestriction.LOGIN)
    drain()
    assert found(language="en") == [new.pk, old.pk]


def test_of_two_that_replace_the_same_the_one_is_lifted_that_its_page_names(old, new):
    other = make(Recommendation, title="Sensor", replaces=old, version_number=3, dated_on=date(2020, 1, 1))
    drain()
    assert in_force_after("sv") == {old.pk: other.pk}
    assert Recommendation.objects.get(pk=old.pk).newer_version.pk == other.pk
    assert found() == [other.pk, old.pk]


# Counts, formats and what is said.


def test_it_is_filtered_and_counted_as_what_it_is_itself(old, new):
    assert found(status=("in_force",)) == found(area=("diabetes",)) == found(year=("2022",)) == [new.pk]
    assert found(status=("replaced",)) == found(area=("heart",)) == [old.pk]


def test_every_count_is_what_the_click_gives(old, new):
    make(NewsItem, title="Om en molntjänst", areas=[ProductAreaFactory(slug="heart")])
    drain()
    chosen = [{}, {"status": ("replaced",)}, {"area": ("diabetes",)}, {"lang": ("sv",), "year": ("2022", "2018")}]
    for selection in (Selection(q=q, **codes) for q in ("molntjänst", "mätare") for codes in chosen):
        results = answer(Request(selection, limit=1, groups=facet_codes())).results
        assert results.total == len(found(selection.q, **selection.chosen_facets))
        for group in groups(selection, results.facets, FacetLabels()):
            for value in group.values:
                click = selection.with_codes(group.code, (value.code,))
                assert value.count == answer(Request(click, limit=1)).results.total, (selection, value.code)


def test_the_page_says_so_at_the_version_in_force_and_leads_to_the_earlier_one(client, old, new):
    for headers in ({}, {"HX-Request": "true"}):
        shown = text(client, "/sok/?q=molntjänst", **headers)
        assert shown.count(NOTE) == 1 and "2 träffar" in shown
        after = shown[shown.index(f'"{new.url}"') :]
        assert after.index(f'{NOTE} <a href="{old.url}">Mätare 2018</a>') < after.index("</li>")
    filtered = text(client, "/sok/?q=molntjänst&status=in_force")
    assert f'{NOTE} <a href="{old.url}"' in filtered and "1 träff " in filtered


def test_files_and_feed_have_what_the_page_has(client, old, new):
    for query, pages in (("q=molntjänst", [new, old]), ("q=molntjänst&status=in_force", [new])):
        data = client.get(f"/sok/?{query}&format=json").json()
        urls = [item["languages"][0]["address"].removeprefix("http://testserver") for item in data["publications"]]
        assert urls == [page.url for page in pages] and data["total"] == len(pages)
        table = client.get(f"/sok/?{query}&format=csv").content.decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(table), delimiter=";"))) == len(pages) + 1
        entries = feedparser.parse(client.get(f"/sok/?{query}&format=atom").content).entries
        assert {entry.title.removeprefix("Ersatt: ") for entry in entries} == {page.title for page in pages}


def test_the_report_explains_a_page_that_was_lifted(old, new):
    told = explain(Selection(q="molntjänst"), new.pk)
    assert told.is_found and "tidigare version" in told.conclusion
    assert not explain(Selection(q="molntjänst -sensor"), new.pk).is_found
    assert "tidigare version" not in explain(Selection(q="mätare"), new.pk).conclusion


def test_it_takes_no_query_more_once_it_is_known_what_holds(client, old, new):
    make(Recommendation, title="Kateter")
    make(Recommendation, title="Ballong")
    drain()

    def queries(q: str) -> int:
        client.get("/sok/", {"q": q})
        with CaptureQueriesContext(connection) as captured:
            client.get("/sok/", {"q": q})
        return len(captured)

    assert queries("kateter") == queries("ballong")
    assert queries("molntjänst") == queries("kateter")


def test_the_engine_is_asked_no_more_where_its_counts_say_that_nothing_found_is_replaced(client, old, new, monkeypatch):
    make(Recommendation, title="Kateter")
    drain()
    asked: list[Request] = []
    search = engine().search
    monkeypatch.setattr(engine(), "search", lambda request: asked.append(request) or search(request))
    client.get("/sok/?q=kateter")
    assert len(asked) == 1
    client.get("/sok/?q=molntjänst")
    assert len(asked) > 2
