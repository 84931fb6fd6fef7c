"""“Changes in words”: two published versions of a page, or its draft, compared field by field."""

import json
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page

from portal.publications.comparison import compare
from portal.publications.version_comparison import plain_text
from recommendations.models import Case, Recommendation
from tests.factories import make, republish
from tests.portal.people import Desk, desk, roles
from tests.portal.test_preview_links import change

pytestmark = pytest.mark.django_db


def view(page: Page) -> str:
    return reverse("portal_changes_in_words", args=[page.pk])


@pytest.fixture
def officer() -> Desk:
    return desk("olle", roles.OFFICERS)


@pytest.fixture
def page() -> Any:
    page = make(Recommendation, title="Mätaren", verdict="can", ingress="HbA1c-gränsen är 70 mmol/mol.", publish=False)
    page.products.create(name="Sensor", verdict="can")
    page.save_revision().publish()
    return Recommendation.objects.get(pk=page.pk)


def latest(page: Page) -> Any:
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def lines(answer: Any) -> list[str]:
    return [line for difference in answer.context["found"] for line in difference.lines]


def test_two_published_versions_are_compared_in_words(officer, page) -> None:
    first = page.live_revision_id
    republish(page, ingress="HbA1c-gränsen är 60 mmol/mol.", verdict="should")
    republish(page, title="Mätaren vid typ 2")
    page.refresh_from_db()
    told = officer.client.get(view(page), {"before": first, "after": page.live_revision_id})
    assert lines(told) == [
        "Utfall: från Kan användas till Bör användas.",
        "Nytt: ”Mätaren vid typ 2”",
        "Borttaget: ”Mätaren”",
        "HbA1c-gränsen sänks från 70 till 60 mmol/mol.",
    ]
    assert lines(officer.client.get(view(page))) == ["Nytt: ”Mätaren vid typ 2”", "Borttaget: ”Mätaren”"]
    assert len(officer.client.get(view(page)).context["versions"]) == 3


def test_a_verdict_of_a_product_names_the_product(officer, page) -> None:
    draft = latest(page)
    draft.products.set([draft.products.model(name="Sensor", verdict="refrain")])
    draft.save_revision()
    assert "Utfall, Sensor: från Kan användas till" in " ".join(lines(officer.client.get(view(page))))


def test_the_editor_takes_the_proposal_by_one_click_and_it_is_never_taken_silently(officer, page) -> None:
    change(page, officer, ingress="HbA1c-gränsen är 60 mmol/mol.")
    note = "HbA1c-gränsen sänks från 70 till 60 mmol/mol."
    assert officer.client.get(view(page)).context["note"] == note
    assert latest(page).change_note == ""
    other = desk("lena", roles.READERS)
    other.client.post(view(page), {"note": note})
    assert latest(page).change_note == note and latest(page).latest_revision.user == other.user
    # What somebody wrote is never replaced.
    assert officer.client.get(view(page)).context["note"] == ""


def test_words_that_autosave_wrote_over_the_draft_meanwhile_are_not_taken_unseen(officer, page) -> None:
    change(page, officer, ingress="HbA1c-gränsen är 60 mmol/mol.")
    seen = officer.client.get(view(page)).context["note"]
    draft = latest(page)
    draft.ingress = "HbA1c-gränsen är 50 mmol/mol."
    draft.save_revision(user=officer.user, overwrite_revision=draft.latest_revision)
    told = officer.client.post(view(page), {"note": seen}, follow=True)
    assert latest(page).change_note == "" and "Se vad som skiljer sig nu." in told.content.decode()
    officer.client.post(view(page), {"draft": latest(page).latest_revision_id})
    assert latest(page).change_note == ""


def test_a_draft_whose_address_was_taken_meanwhile_takes_the_proposal(officer, page) -> None:
    change(page, officer, ingress="HbA1c-gränsen är 60 mmol/mol.", slug="tagen")
    make(Recommendation, slug="tagen")
    note = officer.client.get(view(page)).context["note"]
    assert officer.client.post(view(page), {"note": note}).status_code == 302
    assert latest(page).change_note == note


def test_only_what_readers_see_is_compared_for_the_proposal(officer, page) -> None:
    first = page.live_revision_id
    republish(page, ingress="HbA1c-gränsen är 65 mmol/mol.")
    assert officer.client.get(view(page)).context["note"] == ""
    change(page, officer, ingress="HbA1c-gränsen är 60 mmol/mol.")
    draft = latest(page).latest_revision_id
    note = "HbA1c-gränsen sänks från 65 till 60 mmol/mol."
    assert officer.client.get(view(page)).context["note"] == note
    assert officer.client.get(view(page), {"before": first, "after": draft}).context["note"] == ""
    Page.objects.get(pk=page.pk).specific.unpublish()
    assert officer.client.get(view(page)).context["note"] == note
    assert officer.client.get(view(page), {"before": first, "after": draft}).context["note"] == ""


def test_nothing_is_proposed_on_a_page_that_somebody_else_has_locked(officer, page) -> None:
    change(page, officer, ingress="HbA1c-gränsen är 60 mmol/mol.")
    note = officer.client.get(view(page)).context["note"]
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=desk("lena", roles.READERS).user)
    told = officer.client.get(view(page))
    assert lines(told) and told.context["note"] == ""
    assert officer.client.post(view(page), {"note": note}).status_code in (302, 403)
    assert latest(page).change_note == ""


@pytest.mark.parametrize("values", [{"manufacturer": ""}, {"is_secret": False}, {"ingress": "En ny ingress."}])
def test_of_a_secret_case_no_note_is_proposed(officer, values: dict[str, Any]) -> None:
    """What only the secret version said would reach everybody in the note, also once the case is opened."""
    case = make(Case, title="Glukos X1", manufacturer="Glukobolaget", is_secret=True, anonymous_title="En metod")
    change(case, officer, **values)
    told = officer.client.get(view(case))
    assert told.context["chosen"] and told.context["note"] == ""


def test_of_a_case_that_becomes_secret_no_note_is_proposed(officer) -> None:
    case = make(Case, title="Glukos X1", manufacturer="Glukobolaget")
    change(case, officer, manufacturer="")
    assert officer.client.get(view(case)).context["note"] == "Tillverkare: Glukobolaget har tagits bort."
    change(case, officer, is_secret=True, anonymous_title="En metod")
    assert officer.client.get(view(case)).context["note"] == ""


def of_table(*rows: list[str]) -> Recommendation:
    table = {"data": [["Grupp", "Dos"], *rows], "table_caption": "Doser"}
    body = [{"type": "table", "value": table}, {"type": "text", "value": "<p>Löpande text.</p>"}]
    return Recommendation(body=json.dumps(body))


def test_a_row_of_a_table_is_compared_as_a_whole() -> None:
    before = of_table(["Barn", "5"], ["Vuxna", "7"])
    assert plain_text(before, "body") == "Doser\nGrupp | Dos\nBarn | 5\nVuxna | 7\nLöpande text."
    swapped = compare(plain_text(before, "body"), plain_text(of_table(["Barn", "7"], ["Vuxna", "5"]), "body"))
    assert [change.in_words() for change in swapped] == ["”Barn | 7” Tidigare: 5.", "”Vuxna | 5” Tidigare: 7."]


def test_another_order_is_told_and_where_nothing_differs_the_page_says_what_it_compared(officer, page) -> None:
    republish(page, follow_up="Ett. Två.")
    change(page, officer, follow_up="Två. Ett.")
    assert [line for line in lines(officer.client.get(view(page))) if line.endswith("i en annan ordning.")]
    change(page, officer, follow_up="Ett. Två.")
    told = officer.client.get(view(page)).content.decode()
    assert "Inga skillnader finns i de fält och texter som jämförs." in told


def test_only_those_who_may_edit_a_published_page_compare_its_versions(officer, page) -> None:
    contact = desk("kajsa", roles.CONTACTS)
    assert contact.client.get(view(page)).status_code in (302, 403, 404)
    assert view(page) in officer.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert not officer.client.get(view(page)).context["chosen"]
    assert officer.client.get(view(page), {"before": "x", "after": "999999"}).status_code == 200
    draft = make(Recommendation, publish=False)
    assert officer.client.get(view(draft)).status_code in (302, 403)
