"""A reason that can't be sent any more: the dialog says what has happened and keeps the words."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse

from news.models import NewsItem
from portal.moderation.publish_gate import let_through
from tests.browsing import faults_in
from tests.factories import make
from tests.portal.people import Desk, desk, roles

VIEWS = ("collect_workflow_action_data", "workflow_action")
REASON = "Tabell 2 är <fel>."


@pytest.fixture
def people() -> tuple[Desk, Desk, Desk]:
    return desk("olle", roles.OFFICERS), desk("rut", roles.READERS), desk("rune", roles.READERS, roles.PUBLISHERS)


@pytest.fixture
def page(people) -> NewsItem:
    page = make(NewsItem, publish=False)
    people[0].edit(page, "submit", title="Glukosmätare")
    return fresh(page)


def fresh(page: Any) -> NewsItem:
    return NewsItem.objects.get(pk=page.pk)


@pytest.fixture(params=VIEWS)
def dialog(request, page) -> Any:
    """Sends the reason as the script of the dialog does, and gives what that reads of the answer."""
    address = reverse(
        f"wagtailadmin_pages:{request.param}", args=[page.pk, "reject", page.current_workflow_task_state.pk]
    )

    def send(who: Desk, **extra: str) -> dict[str, Any]:
        data = {"comment": REASON, **extra}
        answer = who.client.post(address, data, headers={"X-Requested-With": "XMLHttpRequest"})
        shown: dict[str, Any] = answer.json()
        return shown

    send.address = address  # type: ignore[attr-defined]
    return send


def is_said(shown: dict[str, Any], told: str) -> bool:
    """Whether the dialog says this, keeps the words, and leads nowhere."""
    return f'<p role="alert">{told} Inget skickades.</p>' in shown["html"] and (
        "Tabell 2 är &lt;fel&gt;.</textarea>" in shown["html"] and "step" not in shown
    )


@pytest.mark.django_db
def test_while_the_step_is_open_the_reason_is_taken(dialog, people) -> None:
    assert dialog(people[1])["step"] == "success"


@pytest.mark.django_db
def test_another_has_sent_it_back(dialog, page, people) -> None:
    _officer, rut, rune = people
    rune.edit(page, "workflow:reject")
    assert is_said(dialog(rut), "rune har skickat tillbaka sidan under tiden.")
    assert is_said(dialog(rune), "Du har redan svarat i det här steget.")


@pytest.mark.django_db
def test_another_has_approved_it_and_it_is_at_the_next_step(dialog, page, people) -> None:
    officer, rut, rune = people
    rut.approve(page)
    told = "rut har godkänt sidan i det här steget under tiden."
    assert is_said(dialog(rune), f"{told} Sidan är nu i steget ”Publicering”.")
    desk("pia", roles.PUBLISHERS).approve(page)
    assert fresh(page).live
    assert is_said(dialog(rune), f"{told} Sidan är publicerad.")
    officer.edit(page, ingress="Nya ord.")
    assert is_said(dialog(rune), told)


@pytest.mark.django_db
def test_the_review_was_cancelled(dialog, page, people) -> None:
    page.current_workflow_state.cancel(user=people[0].user)
    assert is_said(dialog(people[1]), "Granskningen har avslutats under tiden.")
    asked = people[1].client.get(dialog.address, headers={"X-Requested-With": "XMLHttpRequest"}).json()
    assert "Granskningen har avslutats under tiden." in asked["html"] and "<textarea" not in asked["html"]


@pytest.mark.django_db
def test_the_page_was_published_past_the_review(dialog, page, people) -> None:
    with let_through(page.latest_revision_id):
        page.get_latest_revision().publish()
    assert is_said(dialog(people[1]), "Granskningen har avslutats under tiden. Sidan är publicerad.")


@pytest.mark.django_db
def test_the_page_is_deleted(dialog, page, people) -> None:
    page.delete()
    assert is_said(dialog(people[1]), "Sidan finns inte längre, eller så får du inte se den.")


@pytest.mark.django_db
@pytest.mark.parametrize("left", [(), (roles.OFFICERS,)], ids=["no role", "an officer"])
def test_the_right_is_taken_away(dialog, people, left) -> None:
    rut = people[1]
    rut.user.groups.set(Group.objects.filter(name__in=left))
    shown = dialog(rut)
    assert is_said(shown, "Du får inte längre svara i det här steget.")
    assert "Glukosmätare" not in shown["html"]


@pytest.mark.django_db
def test_the_browser_itself_is_led_on_as_before(dialog, page, people) -> None:
    page.current_workflow_state.cancel(user=people[0].user)
    answer = people[1].client.post(dialog.address, {"comment": REASON})
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.browser
@pytest.mark.needs_chromium
@pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 780}}], indirect=True)
@pytest.mark.one_database
def test_the_dialog_in_a_browser_says_so(live_server, visit, page, people) -> None:
    officer, rut, _rune = people
    value = rut.client.cookies[settings.SESSION_COOKIE_NAME].value
    visit.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server.url)}]
    )
    tab = visit.page
    tab.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[page.pk]))
    tab.wait_for_load_state("networkidle")
    tab.locator(".footer button[data-w-dropdown-target=toggle]").click()
    tab.get_by_role("button", name="Begär ändringar").click()
    tab.locator(".modal textarea").fill(REASON)
    page.current_workflow_state.cancel(user=officer.user)
    tab.locator(".modal form button[type=submit]").click()
    tab.get_by_text("Granskningen har avslutats under tiden.").wait_for()
    assert tab.locator(".modal textarea").input_value() == REASON
    assert faults_in(tab, ".modal-body") == []
