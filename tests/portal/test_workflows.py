"""Each type of page has a workflow of its own to begin with, which administrators change as Wagtail's own."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState, Workflow, WorkflowPage, WorkflowTask

from news.models import NewsItem, Newsletter
from portal.models import PublicationTask, SecondReaderTask
from recommendations.models import AssessmentSummary, Case, ProcurementNotice, Recommendation
from tests.factories import make_index
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import complete, drafted, seen
from tests.portal.test_answers import told

pytestmark = pytest.mark.django_db
TWO_READERS = ["Andra läsaren", "Publicering"]
FACTS = ["Faktagranskning", "Publicering"]
STEPS: dict[Any, list[str]] = {
    Recommendation: ["Faktagranskning", "Beslut", "Publicering"],
    AssessmentSummary: FACTS,
    ProcurementNotice: FACTS,
    Case: TWO_READERS,
    NewsItem: TWO_READERS,
    Newsletter: TWO_READERS,
}


def steps(page: Any) -> list[str]:
    return [step.name for step in Page.objects.get(pk=page.pk).get_workflow().tasks]


@pytest.mark.parametrize("model", STEPS, ids=lambda model: model.__name__)
def test_each_list_begins_with_the_workflow_of_its_type_in_each_language(model) -> None:
    before = make_index(model)
    desk("anna", roles.ADMINISTRATORS)
    assert steps(before) == steps(make_index(model, "en")) == STEPS[model]


def test_what_administrators_change_stays_and_holds_for_new_lists_too() -> None:
    desk("anna", roles.ADMINISTRATORS)
    facts = Workflow.objects.get(name="Granskning av bedömningar och upphandlingar")
    facts.workflow_tasks.all().delete()
    own = Workflow.objects.create(name="Vår egen")
    WorkflowTask.objects.create(workflow=own, task=SecondReaderTask.objects.create(name="Metodgranskning"))
    index = make_index(AssessmentSummary)
    WorkflowPage.objects.filter(page=index).update(workflow=own)
    call_command("create_roles", verbosity=0)
    assert steps(index) == steps(make_index(AssessmentSummary, "en")) == ["Metodgranskning"]
    assert not facts.tasks.exists()


def test_a_workflow_under_another_name_is_still_the_administrators() -> None:
    desk("anna", roles.ADMINISTRATORS)
    index = make_index(Recommendation)
    Workflow.objects.filter(name="Granskning").update(name="Vår granskning")
    active = set(Workflow.objects.filter(active=True))
    call_command("create_roles", verbosity=0)
    assert steps(index) == STEPS[Recommendation] and active <= set(Workflow.objects.filter(active=True))
    assert WorkflowPage.objects.get(page__depth=1).workflow.name == "Vår granskning"


def test_a_list_without_a_workflow_of_its_own_has_that_of_the_tree() -> None:
    desk("anna", roles.ADMINISTRATORS)
    index = make_index(AssessmentSummary)
    WorkflowPage.objects.filter(page=index).delete()
    assert steps(index) == TWO_READERS
    own = Workflow.objects.get(name="Granskning av rekommendationer")
    Workflow.objects.filter(pk=own.pk).update(active=False)
    assert steps(make_index(Recommendation)) == TWO_READERS


def at_publication(**changes: Any) -> tuple[Any, Desk]:
    """A page that waits at its last step, and who may publish it."""
    officer, reader, publisher = desk("olle", roles.OFFICERS), desk("rut", roles.READERS), desk("pia", roles.PUBLISHERS)
    page = complete(AssessmentSummary, publish=False)
    officer.edit(page, "submit", title="Utvärdering av en pump")
    reader.approve(page)
    if changes:
        state = page.current_workflow_task_state
        state.revision = drafted(page, officer.user, reader.user, **changes)
        state.save()
        TaskState.objects.filter(task__name=FACTS[0]).update(revision=state.revision)
    return AssessmentSummary.objects.get(pk=page.pk), publisher


def test_the_last_step_says_field_by_field_what_blocks_and_does_nothing_by_halves() -> None:
    page, publisher = at_publication(review_by=timezone.localdate() + timedelta(days=1000))
    before = seen(page)
    answer = publisher.approve(page)
    assert seen(page) == before
    said = told(answer)[-1]
    assert "är sparad men inte godkänd" in said and "#id_review_by-label" in said
    assert isinstance(page.current_workflow_task, PublicationTask)


def test_and_lets_through_what_lacks_nothing() -> None:
    page, publisher = at_publication()
    publisher.approve(page)
    assert AssessmentSummary.objects.get(pk=page.pk).live


def test_administrators_find_the_steps_among_the_ordinary_ones() -> None:
    chief = desk("chefen", roles.ADMINISTRATORS, chief=True)
    shown = chief.client.get(reverse("wagtailadmin_workflows:select_task_type")).content.decode()
    assert all(kind in shown for kind in ("Godkännande av en annan läsare", "Publicering", "Rådets beslut"))


def test_a_review_ends_by_the_steps_that_it_began_with(olle, rut, pia) -> None:
    page = complete(NewsItem)
    olle.edit(page, "submit", title="Rättad rubrik")
    rut.approve(page)
    own = Workflow.objects.create(name="Vår egen")
    WorkflowTask.objects.create(workflow=own, task=SecondReaderTask.objects.create(name="Metodgranskning"))
    WorkflowPage.objects.update_or_create(page=page.get_parent(), defaults={"workflow": own})
    NewsItem.objects.get(pk=page.pk).unpublish()  # its last day comes, and the review goes on
    pia.approve(page)
    now = NewsItem.objects.get(pk=page.pk)
    assert now.live and now.title == "Rättad rubrik"


def test_to_turn_the_last_step_off_publishes_nothing(olle, rut) -> None:
    chief = desk("chefen", roles.ADMINISTRATORS)
    page = complete(NewsItem, publish=False)
    olle.edit(page, "submit")
    rut.approve(page)
    step = NewsItem.objects.get(pk=page.pk).current_workflow_task
    address = reverse("wagtailadmin_workflows:disable_task", args=[step.pk])
    answer = chief.client.post(address, follow=True).content.decode()
    now = NewsItem.objects.get(pk=page.pk)
    assert not now.live and now.current_workflow_task == step and step.active
    assert "Steg som är kvar av granskningen: Publicering." in answer
