"""What is told of an event: as much as may be told of its page today, of what readers could see then."""

from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from news.models import NewsItem
from recommendations.models import Case, Recommendation, RecommendationProduct
from tests.factories import make
from tests.portal.open_data import Reader, got

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_from_one")]

CHANGES = "/data/v1/changes"


def told(client) -> list[tuple[str, Any]]:
    return [(row["kind"]["code"], row["note"]) for row in got(client, CHANGES)["changes"]]


def group(**verdicts: str) -> Any:
    page = make(Recommendation, publish=False, verdict="can")
    return with_products(page, **verdicts)


def with_products(page: Any, note: str = "", **verdicts: str) -> Any:
    page.products = [RecommendationProduct(name=name, verdict=verdict) for name, verdict in verdicts.items()]
    page.change_note = note
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def test_a_verdict_is_told_for_each_product_before_and_after(client):
    page = group(Ena="can", Andra="wait")
    with_products(page, "Ny kunskap.", Ena="refrain", Tredje="can")
    first, second = got(client, CHANGES)["changes"]
    assert (first["kind"]["sv"], second["kind"]["en"]) == ("Publicerad", "Revised")
    assert [row["old"] for row in first["verdicts"]] == [None, None, None]
    changed = {
        row["product"]: tuple(row[part] and row[part]["code"] for part in ("old", "new")) for row in second["verdicts"]
    }
    assert changed == {
        None: ("can", "can"),
        "Ena": ("can", "refrain"),
        "Andra": ("wait", None),
        "Tredje": (None, "can"),
    }
    assert second["note"] == "Ny kunskap." and second["verdicts"][1]["new"]["sv"] == "Avstå"
    assert second["number"] == 1 and second["id"].startswith("tag:testserver,2026:handelse/")


def test_a_publish_that_changes_nothing_to_act_on_stands_there_as_corrected(client):
    page = make(NewsItem)
    page.title = "Rättad"
    page.save_revision().publish()
    assert [kind for kind, _note in told(client)] == ["published", "corrected"]


def test_what_is_withdrawn_is_null_and_says_why(client):
    page = make(NewsItem, change_note="Först")
    reader = Reader(client).take_all()
    page.unpublish()
    (row,) = reader.take_changes()
    assert row["kind"]["code"] == "withdrawn" and reader.known == {}
    assert got(client, CHANGES)["publications"] == {"1": None}
    # Of what was there before the withdrawal only that it was is told.
    assert told(client)[0] == ("published", None)


def test_a_closed_page_is_one_silent_withdrawal_whatever_happens_to_it(client):
    page = make(NewsItem, title="Stängd", change_note="Först")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    page.change_note = "Bakom dörren"
    page.save_revision().publish()
    (row,) = got(client, CHANGES)["changes"]
    assert row["kind"]["code"] == "withdrawn" and (row["language"], row["note"], row["verdicts"]) == (None, None, [])
    reader = Reader(client).take_all()
    page.change_note = "Ännu mer"
    page.save_revision().publish()
    assert reader.take_changes() == [] and got(client, CHANGES)["publications"] == {"1": None}


def test_a_page_that_never_was_public_leaves_no_trace(client):
    parent = make(NewsItem).get_parent()
    PageViewRestriction.objects.create(page=parent, restriction_type="login")
    make(NewsItem, title="Aldrig sedd")
    answer = client.get(CHANGES).content.decode()
    assert "Aldrig" not in answer and set(got(client, CHANGES)["publications"]) == {"1"}


def test_what_was_decided_behind_a_closed_door_is_never_told(client):
    page = group(Ena="can")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    with_products(page, "Utkast till beslut", Ena="wait")
    with_products(page, "Beslut", Ena="refrain")
    PageViewRestriction.objects.all().delete()
    rows = got(client, CHANGES)["changes"]
    assert "Utkast" not in str(rows) and "wait" not in str(rows)
    last = rows[-1]["verdicts"][1]
    assert (last["old"]["code"], last["new"]["code"]) == ("can", "refrain")


def test_of_a_case_that_became_secret_only_what_it_says_as_a_secret_one_is_told(client):
    page = make(Case, title="Pumpen", product="Pump X", change_note="Novosense svarade")
    reader = Reader(client).take_all()
    page.is_secret, page.anonymous_title, page.change_note = True, "Ett ärende", "Nytt läge"
    page.save_revision().publish()
    assert told(client) == [("revised", "Nytt läge")]
    reader.take_changes()
    (item,) = reader.known.values()
    assert item["languages"][0]["title"] == "Ett ärende" and item["languages"][0]["product"] is None
    assert "Novosense" not in client.get(CHANGES).content.decode()


def test_what_links_to_a_publication_that_went_is_told_without_its_name(client):
    case = make(Case)
    page = make(Recommendation, publish=False, case_page=case)
    page.save_revision().publish()
    reader = Reader(client).take_all()
    assert [each["number"] for each in reader.known[2]["links"]["case"]] == [1]
    case.unpublish()
    reader.take_changes()
    assert reader.known[2]["links"]["case"] == []
