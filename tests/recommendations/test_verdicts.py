"""When a page and its products have different verdicts, the editor is asked, and can say that it is meant."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale

from portal.moderation.gate_rules.rule import obstacles_in
from portal.moderation.obstacles import Obstacle
from portal.publications.statuses import VERDICTS, disagree
from recommendations.models import Recommendation, RecommendationProduct
from tests.factories import make
from tests.portal.people import desk, roles

# Rows: what the page says. Columns: what a product says, in the order of the council's scale.
ASKED = {
    "": ".....",
    "should": "..XX.",
    "can": "..XX.",
    "wait": "XX...",
    "refrain": "XX...",
    "none": "XXXX.",
}


@pytest.mark.parametrize("verdict", ASKED)
def test_which_verdicts_point_different_ways(verdict):
    assert "".join("X" if disagree(verdict, other) else "." for other in VERDICTS) == ASKED[verdict]
    assert not disagree(verdict, "")


def asked(page: Recommendation) -> list[Obstacle]:
    return [obstacle for obstacle in obstacles_in(page) if obstacle.field == "verdicts_differ"]


@pytest.mark.django_db
class TestTheQuestion:
    @pytest.fixture
    def page(self) -> Recommendation:
        swedish, _made = Locale.objects.get_or_create(language_code="sv")
        page: Any = Recommendation(title="Mätare", verdict="can", locale=swedish)
        page.products = [
            RecommendationProduct(name="Mätare A", verdict="can"),
            RecommendationProduct(name="Mätare B", verdict="refrain"),
        ]
        return page

    def test_names_the_product_and_both_verdicts(self, page):
        (question,) = asked(page)
        for word in ("Kan användas", "Mätare B", "Avstå"):
            assert word in question.message

    def test_is_answered_by_a_tick(self, page):
        page.verdicts_differ = True
        assert asked(page) == []

    def test_is_not_asked_where_all_agree(self, page):
        page.products = [RecommendationProduct(name="Mätare A", verdict="should")]
        assert asked(page) == []

    def test_stands_in_the_form_only_when_there_is_something_to_answer(self):
        page, odd = make(Recommendation, verdict="can"), make(Recommendation, verdict="can", publish=False)
        odd.products.add(RecommendationProduct(name="Mätare B", verdict="refrain"))
        odd.save_revision()
        officer = desk("olle", roles.OFFICERS).client
        shown = [officer.get(reverse("wagtailadmin_pages:edit", args=[one.pk])).content.decode() for one in (page, odd)]
        assert ["id_verdicts_differ" in html for html in shown] == [False, True]

    def test_an_editor_is_not_offered_to_say_that_a_page_is_replaced(self):
        officer = desk("olle", roles.OFFICERS).client
        shown = officer.get(reverse("wagtailadmin_pages:edit", args=[make(Recommendation).pk])).content.decode()
        assert '<option value="withdrawn">' in shown and '<option value="replaced">' not in shown


@pytest.mark.django_db
def test_two_versions_of_a_recommendation_can_be_compared():
    """The panel of the question is there, too, and has no form to ask."""
    officer = desk("olle", roles.OFFICERS)
    page: Any = make(Recommendation, title="Mätare", owner=officer.user)
    officer.edit(page, title="Bättre mätare")
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"])
    assert "Bättre mätare" in officer.client.get(address).content.decode().replace("<ins>", "")
