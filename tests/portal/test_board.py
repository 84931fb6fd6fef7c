"""The board: cases by stage and recommendations by day of review, for those who may edit them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow

from recommendations.models import Case, Recommendation
from tests.factories import ProductAreaFactory, RegionFactory, make, make_many
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db
BOARD = "portal_board"


def in_days(number: int) -> Any:
    return timezone.localdate() + timedelta(days=number)


def at_stage(stage: str, *, days_ago: int = 0, **fields: Any) -> Case:
    case = make(Case, publish=False, **fields)
    case.stages.create(stage="nominated", started_on=in_days(-400))
    case.stages.create(stage=stage, started_on=in_days(-days_ago))
    case.save_revision().publish()
    return case


def board(who: Desk, **query: Any) -> dict[str, list[str]]:
    """The word of each column → the titles of its cards."""
    parts = who.client.get(reverse(BOARD), query).context["parts"]
    return {str(column.label): [card.title for card in column.cards] for part in parts for column in part.columns}


def shown(who: Desk) -> str:
    return who.client.get(reverse(BOARD)).content.decode()


def test_a_case_stands_in_its_stage_with_its_days_there_and_who_has_it() -> None:
    officer = desk("olle", roles.OFFICERS)
    case = at_stage("with_council", days_ago=12, title="Glukosmätare", case_number="MTP 2026-7")
    at_stage("declined", days_ago=1, title="Tyngdtäcke")
    assert board(officer) == {"Hos rådet": ["Glukosmätare"], "Avböjt": ["Tyngdtäcke"]}
    assert "12 dagar här" in shown(officer) and "MTP 2026-7" in shown(officer) and "1 dag här" in shown(officer)
    officer.edit(case, title="Glukosmätare 2", summary_en="A meter.")
    assert "Utkast, senast sparat av olle" in shown(officer)
    Workflow.objects.get(name="Granskning").start(Case.objects.get(pk=case.pk), officer.user)
    assert board(officer)["Hos rådet"] == ["Glukosmätare 2"] and "Väntar på: Andra läsaren" in shown(officer)


def test_a_recommendation_stands_by_its_day_of_review_and_overdue_is_a_word() -> None:
    officer = desk("olle", roles.OFFICERS)
    for title, day in (("Sen", in_days(-3)), ("Snart", in_days(60)), ("Långt bort", in_days(400)), ("Utan", None)):
        make(Recommendation, title=title, review_by=day)
    make(Recommendation, title="Återkallad", standing="withdrawn", review_by=in_days(-9))
    make(Recommendation, title="Nedtagen", review_by=in_days(-9)).unpublish()
    make(Recommendation, title="Utkast", publish=False)
    assert board(officer) == {
        "Inte publicerad än": ["Utkast"],
        "Översyn försenad": ["Sen"],
        "Översyn inom tre månader": ["Snart"],
        "Översyn senare": ["Långt bort"],
        "Inget datum för översyn": ["Utan"],
    }
    assert "<strong>Försenad med 3 dagar</strong>" in shown(officer)


def test_each_column_leads_to_the_list_that_has_the_same_pages() -> None:
    officer, area = desk("olle", roles.OFFICERS), ProductAreaFactory(name="Diabetes", slug="diabetes")
    region = RegionFactory(code="halland", name="Halland")
    for number in range(10):
        make(Recommendation, title=f"Sen {number}", review_by=in_days(-3), areas=[area])
    make(Recommendation, title="Annat område", review_by=in_days(-9), level="region", regions=[region])
    at_stage("assessed", title="Ärendet", areas=[area])
    Case.objects.get(pk=at_stage("assessed", title="Nedtaget", areas=[area]).pk).unpublish()
    make(Recommendation, title="Late", language="en", review_by=in_days(-3), areas=[area])
    query = {"area": "diabetes"}
    assert len(board(officer, **query)["Översyn försenad"]) == 8
    parts = officer.client.get(reverse(BOARD), query).context["parts"]
    for column in (column for part in parts for column in part.columns):
        listed = officer.client.get(column.url).context["object_list"]
        assert len(listed) == column.number
        assert {card.title for card in column.cards} <= {page.draft_title for page in listed}
    assert board(officer, region="halland")["Översyn försenad"].count("Annat område") == 1
    assert board(officer, area="finns-inte") and board(officer, region="\x00", language="x")


def test_a_publication_stands_once_until_another_language_is_chosen() -> None:
    officer = desk("olle", roles.OFFICERS)
    swedish = make(Recommendation, title="Sensorn")
    english = make(Recommendation, title="The sensor", language="en", publish=False)
    make(Recommendation, title="English only", language="en")
    Recommendation.objects.filter(pk=english.pk).update(translation_key=swedish.translation_key)
    english.refresh_from_db()
    english.save_revision().publish()
    assert board(officer)["Inget datum för översyn"] == ["Sensorn"]
    assert board(officer, language="")["Inget datum för översyn"] == ["Sensorn", "The sensor", "English only"]
    only = board(officer, language="en")
    assert only["Inget datum för översyn"] == ["The sensor", "English only"]


def test_nobody_finds_there_what_they_may_not_edit() -> None:
    contact = desk("rita", roles.CONTACTS)
    secret = at_stage("assessed", title="Zkanarie", is_secret=True, anonymous_title="Ett ärende", product="Zkanarie")
    assert board(desk("olle", roles.OFFICERS)) == {"Bedömt": [secret.title]}
    assert "Sekretess" in shown(desk("oda", roles.OFFICERS))
    assert board(contact) == {}
    assert reverse(BOARD) not in contact.client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_board_costs_the_same_for_many() -> None:
    officer, case = desk("olle", roles.OFFICERS), at_stage("assessed")
    page = make(Recommendation, review_by=in_days(-3))

    def cost() -> int:
        shown(officer)
        with CaptureQueriesContext(connection) as queries:
            shown(officer)
        return len(queries)

    few = cost()
    make_many(page, 50)
    make_many(case, 50)
    assert cost() == few <= 36
    assert all(len(titles) <= 8 for titles in board(officer).values())
