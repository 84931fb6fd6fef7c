"""“Changes in words”: two published versions of a page, or its draft, compared field by field."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page

from recommendations.models import Recommendation
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
    seen = latest(page).latest_revision_id
    change(page, officer, case_number="1/26")
    officer.client.post(view(page), {"draft": seen})
    assert latest(page).change_note == ""
    other = desk("lena", roles.READERS)
    other.client.post(view(page), {"draft": latest(page).latest_revision_id})
    assert latest(page).change_note.endswith(note) and latest(page).latest_revision.user == other.user
    # What somebody wrote is never replaced.
    assert officer.client.get(view(page)).context["note"] == ""


def test_only_those_who_may_edit_a_published_page_compare_its_versions(officer, page) -> None:
    contact = desk("kajsa", roles.CONTACTS)
    assert contact.client.get(view(page)).status_code in (302, 403, 404)
    assert view(page) in officer.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert not officer.client.get(view(page)).context["chosen"]
    assert officer.client.get(view(page), {"before": "x", "after": "999999"}).status_code == 200
    draft = make(Recommendation, publish=False)
    assert officer.client.get(view(draft)).status_code in (302, 403)
