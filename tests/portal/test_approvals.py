"""An approval is given to certain words. Words typed afterwards have none, and autosave overwrites no approved
revision.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState

from news.models import NewsItem
from portal.models import Approval
from portal.moderation.four_eyes import approve, reading_of
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import complete, drafted, reviewed, seen

pytestmark = pytest.mark.django_db


def typed(who: Desk, page: Any, over: int, **changes: Any) -> Any:
    """What the editor sends by itself while somebody types, having saved this revision before."""
    data = {**who.form(page, **changes), "overwrite_revision_id": str(over)}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return who.client.post(address, data, headers={"Accept": "application/json"}).json()


def published(page: Any) -> None:
    Page.objects.get(pk=page.pk).get_latest_revision().publish()


def scheduled(page: Any) -> None:
    later = timezone.now() + timedelta(days=1)
    Revision.objects.filter(pk=Page.objects.get(pk=page.pk).latest_revision_id).update(approved_go_live_at=later)


def taken_down(page: Any) -> None:
    published(page)
    NewsItem.objects.get(pk=page.pk).unpublish()


def only_approved(page: Any) -> None:
    pass


@pytest.mark.parametrize("happened", [published, taken_down, only_approved], ids=lambda step: step.__name__)
def test_a_tab_that_types_on_starts_a_revision_of_its_own(happened, olle, rut, pia) -> None:
    page = complete(NewsItem, publish=False)
    first = drafted(page, olle.user, title="Läst och godkänd")
    assert typed(olle, page, first.pk, title="Läst och godkänd")["revision_id"] == first.pk  # nobody has read it yet
    approve(Page.objects.get(pk=page.pk).get_latest_revision(), rut.user)
    happened(page)
    before, answer = Revision.objects.get(pk=first.pk).content, seen(page)["answer"]
    got = typed(olle, page, first.pk, title="Skrivet efteråt")
    assert got["success"] and got["revision_id"] != first.pk
    assert Revision.objects.get(pk=first.pk).content == before
    assert reading_of(Revision.objects.get(pk=got["revision_id"])).people == {olle.user.pk}
    again = typed(olle, page, got["revision_id"], title="Skrivet ännu senare")
    assert again["revision_id"] == got["revision_id"]
    olle.edit(page, "publish")
    pia.client.post(
        f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={page.pk}",
        {"include_descendants": ""},
    )
    assert seen(page)["answer"] == answer


def test_words_at_which_a_step_of_wagtails_own_kind_was_taken_are_not_written_over(olle) -> None:
    page = complete(NewsItem, publish=False)
    first = reviewed(drafted(page, olle.user, title="Läst"))
    assert typed(olle, page, first.pk, title="Skrivet efteråt")["revision_id"] != first.pk


def test_what_is_scheduled_is_never_written_over(olle, rut) -> None:
    page = complete(NewsItem, publish=False)
    first = drafted(page, olle.user, rut.user, title="Kommer i morgon")
    scheduled(page)
    assert typed(olle, page, first.pk, title="Skrivet efteråt")["error_code"] == "locked"
    latest = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    latest.title = "Av ett program"
    overwritten = Revision.objects.get(pk=first.pk)
    assert latest.save_revision(user=olle.user, overwrite_revision=overwritten).pk != first.pk
    assert Revision.objects.get(pk=first.pk).content["title"] == "Kommer i morgon"


def test_an_approval_while_another_tab_types_is_of_what_the_approver_saw(olle, rut, pia) -> None:
    page = complete(NewsItem, publish=False)
    drafted(page, olle.user, title="Så läste Rut den")
    olle.edit(page, "submit")
    shown = rut.form(page)
    chief = desk("chefen", chief=True)
    chief.edit(page, title="Skrivet under tiden")
    data = {**shown, "action-workflow-action": "true", "workflow-action-name": "approve"}
    rut.client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    latest = Page.objects.get(pk=page.pk).get_latest_revision()
    assert rut.user.pk not in reading_of(latest).approvers
    assert not TaskState.objects.filter(status="approved").exists()
    assert not Page.objects.get(pk=page.pk).live


def test_words_that_are_changed_behind_an_approval_lose_it(olle, rut) -> None:
    page = complete(NewsItem, publish=False)
    revision = drafted(page, olle.user, rut.user, title="Läst")
    assert reading_of(revision).people == {olle.user.pk, rut.user.pk}
    content = Revision.objects.get(pk=revision.pk).content
    Revision.objects.filter(pk=revision.pk).update(content={**content, "title": "Nytt"})
    assert reading_of(Revision.objects.get(pk=revision.pk)).people == {olle.user.pk}


@pytest.mark.parametrize(
    "cells",
    [[["Pump", "Dos"], ["A", "10"], ["B", "100"]], [["Pump", "Dos"], ["100", "B"], ["10", "A"]]],
    ids=["rows in another order", "cells in another order"],
)
def test_a_cell_that_changes_its_place_in_a_table_has_not_been_read(olle, rut, cells) -> None:
    page = complete(NewsItem, publish=False)
    drafted(page, olle.user, rut.user, body=tabled([["Pump", "Dos"], ["B", "100"], ["A", "10"]]))
    assert reading_of(drafted(page, olle.user, body=tabled(cells))).people == {olle.user.pk}


def tabled(cells: list[list[str]]) -> list[Any]:
    return [("table", {"data": cells, "cell": [], "first_row_is_table_header": True})]


def test_words_that_come_back_have_been_read_before(olle, rut, pia) -> None:
    page = complete(NewsItem, publish=False)
    drafted(page, olle.user, rut.user, title="Läst")
    drafted(page, olle.user, title="En avstickare")
    back = drafted(page, pia.user, title="Läst")
    assert reading_of(back).people == {pia.user.pk, rut.user.pk}


def test_a_last_day_is_read_by_two_as_words_are(olle, rut, pia) -> None:
    page = complete(NewsItem)
    olle.edit(page, "submit", title="Läst av två")
    rut.approve(page)
    pia.approve(page)
    assert NewsItem.objects.get(pk=page.pk).title == "Läst av två"
    pia.edit(page, "publish", expire_at="2031-03-31 10:00")
    assert NewsItem.objects.get(pk=page.pk).expire_at is None
    pia.edit(page, "submit")
    rut.approve(page)
    desk("per", roles.PUBLISHERS).approve(page)
    assert NewsItem.objects.get(pk=page.pk).expire_at


def test_an_approval_from_a_list_leads_to_the_words(olle, rut) -> None:
    page = complete(NewsItem, publish=False)
    drafted(page, olle.user, title="Inte öppnad")
    olle.edit(page, "submit")
    before = seen(page)
    got = rut.approve_from_list(page)
    assert got.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert ["Läs sidan här" in str(message) for message in get_messages(got.wsgi_request)] == [True]
    state = page.specific.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    script = rut.client.post(address, headers={"X-Requested-With": "XMLHttpRequest"}).json()
    assert script["redirect"] == got.url
    assert seen(page) == before and not Approval.objects.exists()
