"""Two people change the rows of one page, such as a recommendation's products: each row is merged by itself."""

import pytest

from recommendations.models import Recommendation, RecommendationProduct
from tests.factories import make
from tests.portal.test_two_editors import both, choices, latest, loaded, sent

pytestmark = pytest.mark.django_db


def new_rows(relation: str, **fields: list[str]) -> dict[str, str]:
    """What the form sends for new rows of a relation: a list of values for each field."""
    number = max(map(len, fields.values()))
    data = {f"{relation}-TOTAL_FORMS": str(number), f"{relation}-INITIAL_FORMS": "0"}
    for field, values in fields.items():
        data |= {f"{relation}-{place}-{field}": value for place, value in enumerate(values)}
    return data | {f"{relation}-{place}-ORDER": str(place + 1) for place in range(number)}


def test_rows_are_merged_one_by_one(olle, olga) -> None:
    page = make(Recommendation, publish=False)
    for name in ("Alfa", "Beta"):
        page.products.create(name=name, verdict="can")
    page.save_revision()
    mine = loaded(olle, page, **{"products-0-conditions": "Olles villkor", "products-1-name": "Beta av Olle"})
    theirs = {"products-0-company": "Olgas bolag", "products-1-name": "Beta av Olga"}
    olga.edit(page, **theirs)
    answer = sent(olle, page, mine)
    assert len(choices(answer)) == 2, "both wrote in both rows"
    sent(olle, page, both(answer), **dict.fromkeys(choices(answer), "mine"))
    found = [(row.name, row.company, row.conditions) for row in latest(page).products.all()]
    assert found == [("Alfa", "", "Olles villkor"), ("Beta av Olle", "", "")]


def test_a_row_that_was_taken_away_meanwhile_is_chosen(olle, olga) -> None:
    page = make(Recommendation, publish=False)
    for name in ("Alfa", "Beta"):
        page.products.create(name=name, verdict="can")
    page.save_revision()
    mine = loaded(olle, page, **{"products-0-name": "Alfa av Olle"})
    olga.edit(page, **{"products-0-DELETE": "on"})
    answer = sent(olle, page, mine)
    (choice,) = choices(answer)
    sent(olle, page, both(answer), **{choice: "mine"})
    assert [row.name for row in latest(page).products.all()] == ["Alfa av Olle", "Beta"]


def test_a_stored_row_that_was_taken_away_meanwhile_does_not_stop_the_second_save(olle, olga) -> None:
    page = make(Recommendation, publish=False)
    olga.edit(page, **new_rows("products", name=["Alfa", "Beta"]))
    mine = loaded(olle, page, **{"products-0-name": "Alfa av Olle"})
    olga.edit(page, **{"products-0-DELETE": "on"})
    answer = sent(olle, page, mine)
    (choice,) = choices(answer)
    sent(olle, page, both(answer), **{choice: "mine"})
    assert sorted(row.name for row in latest(page).products.all()) == ["Alfa av Olle", "Beta"]


def test_rows_and_revisions_of_other_pages_are_out_of_reach(olle, olga) -> None:
    other = make(Recommendation)
    olga.edit(other, **new_rows("products", name=["Hemlig"]))
    foreign = RecommendationProduct.objects.create(page=other, name="Publik produkt", verdict="can")
    page = make(Recommendation, publish=False)
    mine = loaded(olle, page, **new_rows("products", name=["Min"])) | {"loaded_revision_id": ""}
    mine |= {"products-INITIAL_FORMS": "1", "products-0-id": str(foreign.pk)}
    olga.edit(page, title="Olgas rubrik")
    answer = sent(olle, page, mine)
    if answer.status_code == 409:
        sent(olle, page, both(answer), **dict.fromkeys(choices(answer), "mine"))
    foreign.refresh_from_db()
    assert (foreign.page_id, foreign.name) == (other.pk, "Publik produkt")
    unreadable = loaded(olle, page, dated_on="i går") | {"loaded_revision_id": str(other.latest_revision_id)}
    assert "Hemlig" not in sent(olle, page, unreadable).content.decode()
    assert sent(olle, page, unreadable, loaded_revision_id="999999").status_code == 200
