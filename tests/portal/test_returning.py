"""Whoever sends a page back chooses where to: the author, or an earlier step that is then taken again."""

import json
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import WorkflowState

from portal.models import Approval
from recommendations.models import AssessmentSummary
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import complete
from tests.portal.test_answers import told

pytestmark = pytest.mark.django_db
REASON = "Tabell 2 är <fel>."


@pytest.fixture
def people() -> tuple[Desk, Desk, Desk]:
    return desk("olle", roles.OFFICERS), desk("rut", roles.READERS), desk("pia", roles.PUBLISHERS)


@pytest.fixture
def page(people) -> AssessmentSummary:
    """A page that a second reader has approved and that waits to be published."""
    officer, reader, _publisher = people
    page = complete(AssessmentSummary, publish=False)
    officer.edit(page, "submit", title="Utvärdering")
    reader.approve(page)
    mail.outbox.clear()
    return fresh(page)


def fresh(page: Any) -> AssessmentSummary:
    return AssessmentSummary.objects.get(pk=page.pk)


def facts(page: Any) -> str:
    """What the form sends for the first step."""
    return str(page.current_workflow_state.workflow.tasks.first().pk)


def send_back(who: Desk, page: Any, **said: str) -> Any:
    extra: dict[str, Any] = {"workflow-action-extra-data": json.dumps({"comment": REASON, **said})}
    return who.edit(page, "workflow:reject", **extra)


def asked(who: Desk, page: Any, view: str = "collect_workflow_action_data") -> str:
    """The form that opens when somebody asks for changes."""
    state = fresh(page).current_workflow_task_state
    address = reverse(f"wagtailadmin_pages:{view}", args=[page.pk, "reject", state.pk])
    return who.client.get(address).json()["html"]


def test_the_form_offers_the_author_and_the_steps_that_were_taken(page, people) -> None:
    _officer, reader, publisher = people
    for view in ("collect_workflow_action_data", "workflow_action"):
        shown = asked(publisher, page, view)
        assert "Skicka tillbaka till" in shown and "Författaren" in shown and "Faktagranskning" in shown
        assert "Publicering</option>" not in shown
    send_back(publisher, page, return_to=facts(page))
    assert "Skicka tillbaka till" not in asked(reader, page)  # nothing comes before the first step


def test_an_earlier_step_is_taken_again_and_those_after_it(page, people) -> None:
    _officer, reader, publisher = people
    answer = send_back(publisher, page, return_to=facts(page))
    assert told(answer)[-1].startswith("”Utvärdering” är skickad tillbaka till steget ”Faktagranskning”.")
    assert fresh(page).current_workflow_task.name == "Faktagranskning"
    assert fresh(page).current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert Approval.objects.filter(page=page.pk, reader_id=reader.user.pk).exists()  # who has read has read
    reader.approve(page)
    assert fresh(page).current_workflow_task.name == "Publicering" and not fresh(page).live
    publisher.approve(page)
    assert fresh(page).live


def test_mail_desk_and_editor_say_from_where_it_came_and_why(page, people) -> None:
    _officer, reader, publisher = people
    send_back(publisher, page, return_to=facts(page))
    letter = next(letter.body for letter in mail.outbox if letter.to == [reader.user.email])
    assert "skickades tillbaka till dig från steget ”Publicering”" in letter and REASON in letter
    first = reader.client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Faktagranskning – skickad tillbaka: Tabell 2 är &lt;fel&gt;." in first
    opened = reader.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Skickad tillbaka av pia i steget ”Publicering”:" in opened and "Tabell 2 är &lt;fel&gt;." in opened
    reader.approve(page)
    again = publisher.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Skickad tillbaka av" not in again


@pytest.mark.parametrize("where", ["", "999999", "Publicering", "publication"])
def test_everything_else_goes_to_the_author(page, people, where) -> None:
    _officer, _reader, publisher = people
    step = str(page.current_workflow_task.pk) if where == "publication" else where
    answer = send_back(publisher, page, return_to=step, update="")
    assert fresh(page).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert told(answer)[-1].startswith("Ändringar i ”Utvärdering” är begärda.")


def test_from_a_preview_it_is_the_same(page, people) -> None:
    _officer, reader, publisher = people
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk])
    answer = publisher.client.post(address, {"comment": "", "return_to": facts(page)})
    assert told(answer)[-1].startswith("”Utvärdering” är skickad tillbaka till steget ”Faktagranskning”.")
    assert "Ingen anledning angavs." in reader.client.get(reverse("wagtailadmin_home")).content.decode()
