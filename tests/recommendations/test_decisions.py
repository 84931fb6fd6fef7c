"""The council's decision is recorded at a step of the workflow, and the page is published only as it was decided."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, WorkflowTask

from portal.models import PublicationEvent
from portal.moderation.publish_gate import obstacles
from recommendations.decisions import strays
from recommendations.models import Decision, DecisionTask, Recommendation
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import complete, drafted
from tests.portal.test_answers import told

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
ROWS = (
    {"who": "Ordförande", "declaration": "none", "interest": "", "recused": ""},
    {"who": "Ledamot, exempelregionen", "declaration": "interest", "interest": "Forskar med bolaget", "recused": "yes"},
)


@pytest.fixture
def siv() -> Desk:
    return desk("siv", roles.SECRETARIES)


@pytest.fixture
def page(olle, rut) -> Recommendation:
    """A recommendation that waits for its decision."""
    page = complete(Recommendation, publish=False, dated_on=DAY, case_number="EX 2026/1")
    olle.edit(page, "submit", title="Exempelpump")
    rut.approve(page)
    assert fresh(page).current_workflow_task.name == "Beslut"
    return fresh(page)


def fresh(page: Any) -> Recommendation:
    return Recommendation.objects.get(pk=page.pk)


def address(page: Any) -> str:
    return reverse("recommendations_decision", args=[page.pk])


def typed(who: Desk, page: Any, rows: Any = ROWS, **changes: Any) -> dict[str, Any]:
    """The form as a browser sends it, with these rows."""
    shown = who.client.get(address(page)).context
    data = {"decided_on": "5 mars 2026", "meeting": "Rådets möte 2", "case_number": "EX 2026/1", "confirmed": "on"}
    data |= {"seen": shown["seen"], "participants-TOTAL_FORMS": str(len(rows)), "participants-INITIAL_FORMS": "0"}
    data |= {f"participants-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}
    return {**data, **changes}


def record(who: Desk, page: Any, rows: Any = ROWS, **changes: Any) -> Any:
    return who.client.post(address(page), typed(who, page, rows, **changes))


def test_a_recommendation_goes_by_facts_and_decision_to_its_readers(page, siv, pia) -> None:
    assert "Exempelpump" in (siv.panel("awaiting_review") or [])
    assert siv.approve(page).url == address(page)  # Approve in the editor leads to the form
    assert not Decision.objects.exists() and fresh(page).current_workflow_task.name == "Beslut"
    assert told(record(siv, page))[-1] == "Beslutet om ”Exempelpump” är registrerat. Nästa steg: Publicering."
    decision = Decision.objects.get()
    assert (decision.decided_on, decision.case_number, decision.recorded_by) == (DAY, "EX 2026/1", siv.user)
    assert decision.decided["verdict"] == "can" and decision.revision == fresh(page).latest_revision
    assert list(decision.participants.values_list("who", "interest", "is_recused")) == [
        ("Ordförande", "", False),
        ("Ledamot, exempelregionen", "Forskar med bolaget", True),
    ]
    pia.approve(page)
    assert fresh(page).live and PublicationEvent.objects.filter(page_id=page.pk).count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"meeting": ""}, "Beslutet är inte registrerat ännu."),
        ({"decided_on": ""}, "Beslutet är inte registrerat ännu."),
        ({"decided_on": "2026-03-06"}, "På sidan står 5 mars 2026."),
        ({"case_number": "EX 2026/2"}, "På sidan står ”EX 2026/1”."),
        ({"confirmed": ""}, "Jämför med protokollet"),
        ({"participants-0-declaration": ""}, "Jävsdeklarationen saknas."),
        ({"participants-1-interest": ""}, "Skriv vilket intresse det är."),
        ({"participants-1-recused": ""}, "Ange om deltagaren var jävig och därför inte deltog i beslutet."),
        ({"participants-0-recused": "yes"}, "Minst en deltagare utan jäv måste ha deltagit i beslutet."),
        ({"participants-TOTAL_FORMS": "0"}, "Ange vilka som deltog"),
        ({"participants-0-interest": "Aktier"}, "Ett intresse är beskrivet."),
        ({"seen": "annat"}, "Sidan har ändrats under tiden."),
    ],
)  # fmt: skip
def test_what_is_missing_blocks_is_said_and_nothing_typed_is_lost(page, siv, wrong, said) -> None:
    answer = record(siv, page, **wrong)
    shown = answer.content.decode()
    assert answer.status_code == 200 and said in shown
    if "meeting" not in wrong:
        assert 'value="Rådets möte 2"' in shown
    if "participants-TOTAL_FORMS" not in wrong:
        assert "Ledamot, exempelregionen" in shown
    assert not Decision.objects.exists() and fresh(page).current_workflow_task.name == "Beslut"


def test_nobody_else_records_or_reads_it(page, olle, rut, pia) -> None:
    for other in (olle, rut, pia):
        assert "form" not in other.client.get(address(page)).context
        other.client.post(address(page), {"confirmed": "on"})
    contact = desk("kim", roles.CONTACTS)
    assert contact.client.get(address(page)).status_code in (302, 403, 404)
    assert not Decision.objects.exists()


def test_what_is_changed_after_the_decision_is_not_published(page, siv, pia, olle, rut) -> None:
    record(siv, page)
    changed = drafted(page, olle.user, rut.user, verdict="refrain", case_number="EX 2026/9")
    found = {(one.rule, one.field) for one in obstacles(changed, pia.user, in_review=True)}
    assert found == {("decision", "verdict"), ("decision", "case_number")}
    assert "beslutet den 5 mars 2026" in obstacles(changed, pia.user, in_review=True)[0].message
    pia.edit(page, "publish")
    assert not fresh(page).live
    spelling = drafted(page, olle.user, rut.user, verdict="can", case_number="EX 2026/1", ingress="Rättad stavning.")
    assert obstacles(spelling, pia.user, in_review=True) == []


def test_words_changed_after_the_decision_are_read_again_but_not_decided_again(page, siv, pia, olle, rut) -> None:
    record(siv, page)
    pia.edit(page, ingress="Pia rättade stavningen.")
    desk("per", roles.PUBLISHERS).approve(page)
    assert fresh(page).current_workflow_task.name == "Faktagranskning"
    rut.approve(page)
    assert fresh(page).live and Decision.objects.count() == 1


def test_without_a_decision_a_new_page_stops_and_an_older_one_only_if_it_says_something_new(olle, rut, pia) -> None:
    new = complete(Recommendation, publish=False, dated_on=DAY, case_number="EX 2026/1")
    draft = drafted(new, olle.user, rut.user, ingress="Olle skrev om.")
    assert [one.rule for one in obstacles(draft, pia.user, in_review=True)] == ["decision"]
    old = complete(Recommendation, dated_on=DAY, case_number="EX 2019/1")  # a program published it
    assert obstacles(drafted(old, olle.user, rut.user, ingress="Rättad stavning."), pia.user, in_review=True) == []
    said = obstacles(drafted(old, olle.user, rut.user, verdict="refrain"), pia.user, in_review=True)
    assert [(one.rule, one.field) for one in said] == [("decision", "verdict")]


def test_a_translation_and_what_does_not_hold_need_none(page, siv, olle, rut, pia) -> None:
    english = complete(Recommendation, language="en", publish=False, translation_key=page.translation_key)
    olle.edit(english, "submit", title="Example pump", ingress="One may use it.")
    rut.approve(english)
    assert fresh(english).current_workflow_task.name == "Publicering"
    gone = drafted(page, olle.user, rut.user, standing="unknown")
    assert "decision" not in [one.rule for one in obstacles(gone, pia.user, in_review=True)]


def test_what_did_not_hold_is_decided_before_it_does(olle, rut, pia) -> None:
    page = complete(Recommendation, dated_on=DAY, case_number="EX 2026/1", standing="unknown")
    olle.edit(page, "submit", standing="in_force")
    rut.approve(page)
    assert fresh(page).current_workflow_task.name == "Beslut"
    latest = fresh(page).get_latest_revision()
    assert [one.rule for one in obstacles(latest, pia.user, in_review=True)] == ["decision"]


def test_no_verdict_goes_out_by_a_translation_before_it_is_decided(page, siv, olle, rut, pia) -> None:
    same = {"dated_on": DAY, "case_number": "EX 2026/1", "translation_key": page.translation_key}
    english = complete(Recommendation, language="en", publish=False, **same)
    draft = drafted(english, olle.user, rut.user, ingress="One may use it.")

    def found(draft: Any) -> list[tuple[str, str]]:
        return [(one.rule, one.field) for one in obstacles(draft, pia.user, in_review=True) if not one.is_warning]

    assert found(draft) == [("decision", "")]
    record(siv, page)
    assert found(draft) == []
    Decision.objects.all().delete()  # as of what is older than the portal
    Recommendation.objects.filter(pk=page.pk).update(live=True)
    assert found(draft) == []
    assert found(drafted(english, olle.user, rut.user, verdict="refrain")) == [("decision", "verdict")]


def test_what_was_taken_down_is_held_against_no_draft_of_its_own(olle, rut, pia) -> None:
    old = complete(Recommendation, dated_on=DAY, case_number="EX 2019/1")
    fresh(old).unpublish()
    olle.edit(old, verdict="refrain")  # Wagtail writes a draft that is not public into the page's row
    said = obstacles(drafted(old, olle.user, rut.user, ingress="Rättad."), pia.user, in_review=True)
    assert [one.rule for one in said] == ["decision"]


def test_a_translation_says_what_was_decided_of_its_original(page, siv, olle, rut, pia) -> None:
    record(siv, page)
    same = {"dated_on": DAY, "case_number": "EX 2026/1", "translation_key": page.translation_key}
    english = complete(Recommendation, language="en", publish=False, **same)
    assert not list(strays(english))
    said = obstacles(drafted(english, olle.user, rut.user, verdict="refrain"), pia.user, in_review=True)
    assert ("decision", "verdict") in [(one.rule, one.field) for one in said]


def test_a_workflow_without_the_step_asks_for_no_decision(page, olle, rut, pia) -> None:
    revision = drafted(page, olle.user, rut.user, ingress="Klar.")
    assert [one.rule for one in obstacles(revision, pia.user, in_review=True)] == ["decision"]
    WorkflowTask.objects.filter(task__in=DecisionTask.objects.all()).delete()
    assert obstacles(revision, pia.user, in_review=True) == []


def test_the_next_decision_begins_with_those_who_met_and_nothing_that_they_declared(page, siv, olle, rut) -> None:
    record(siv, page)
    other = complete(Recommendation, publish=False, dated_on=timezone.localdate(), case_number="EX 2026/2")
    olle.edit(other, "submit")
    rut.approve(other)
    forms = siv.client.get(address(other)).context["participants"].initial_forms
    assert [(row["who"].value(), row["declaration"].value()) for row in forms] == [
        ("Ordförande", None),
        ("Ledamot, exempelregionen", None),
    ]


def test_who_recorded_it_has_not_read_it(page, olle, rut, pia) -> None:
    """The writer may be the secretary, but not the second reader."""
    both = desk("sara", roles.SECRETARIES, roles.PUBLISHERS)
    record(both, page)
    assert "approve" not in [name for name, *_rest in fresh(page).current_workflow_task.get_actions(page, both.user)]
    assert not Page.objects.get(pk=page.pk).live


def test_what_was_typed_is_shown_when_the_page_does_not_wait_for_a_decision_any_more(page, siv, olle, pia) -> None:
    said = typed(siv, page)
    record(siv, page)
    assert siv.client.post(address(page), said).url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    other = desk("stina", roles.SECRETARIES).client.post(address(page), said)
    shown = other.content.decode()
    assert other.status_code == 409 and "Sidan väntar inte längre på beslut" in shown
    assert "Ledamot, exempelregionen</textarea>" in shown and said["seen"] not in re.findall(
        r"<textarea[^>]*>(.*?)</textarea>", shown
    )
    assert Decision.objects.count() == 1
