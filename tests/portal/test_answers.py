"""Each answer in the workflow says what happens next, from whichever door it is given."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from news.models import NewsItem
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db
REASON = "Årtalet är <fel>.\nSe protokollet."


@pytest.fixture
def submitted() -> NewsItem:
    page, officer = make(NewsItem, publish=False), desk("olle", roles.OFFICERS)
    officer.edit(page, "submit", title="Glukosmätare")
    return NewsItem.objects.get(pk=page.pk)


def opened(who: Desk, page: NewsItem):
    return who.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def told(answer) -> list[str]:
    return [str(message).strip() for message in get_messages(answer.wsgi_request)]


def buttons(answer) -> list[str]:
    menu = answer.context["action_menu"]
    return [item.name for item in (menu.default_item, *menu.menu_items)]


def test_the_first_button_is_approve_for_whoever_may_approve_and_for_nobody_else(submitted) -> None:
    officer, reader, publisher = desk("oda", roles.OFFICERS), desk("rut", roles.READERS), desk("pia", roles.PUBLISHERS)
    assert buttons(opened(reader, submitted))[0] == "approve"
    assert not [who for who in (officer, publisher) if "approve" in buttons(opened(who, submitted))]
    reader.approve(submitted)
    assert buttons(opened(publisher, submitted))[0] == "approve"
    assert "approve" not in buttons(opened(reader, submitted))


def test_the_reason_stands_in_the_editor_until_the_page_is_submitted_again(submitted) -> None:
    author, reader = desk("oda", roles.OFFICERS), desk("rut", roles.READERS)
    back = f'{{"comment": "{REASON}"}}'.replace("\n", "\\n")
    extra: dict[str, Any] = {"workflow-action-extra-data": back}
    answer = reader.edit(submitted, "workflow:reject", **extra)
    assert told(answer)[-1].startswith("Ändringar i ”Glukosmätare” är begärda")
    shown = opened(author, submitted).content.decode()
    assert "Skickad tillbaka av rut i steget ”Andra läsaren”:" in shown
    assert "Årtalet är &lt;fel&gt;.<br>Se protokollet." in shown
    author.edit(submitted, "submit", title="Glukosmätare, rättad", follow=True)
    assert "Skickad tillbaka av" not in opened(author, submitted).content.decode()


def test_a_return_from_a_preview_is_told_like_one_from_the_editor(submitted) -> None:
    reader, state = desk("rut", roles.READERS), submitted.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[submitted.pk, "reject", state.pk])
    assert told(desk("oda", roles.OFFICERS).client.post(address, {"comment": REASON})) == [
        "Du har inte behörighet dit. Fråga en administratör om du behöver den."
    ]
    assert told(reader.client.post(address, {"comment": REASON})) == [
        "Ändringar i ”Glukosmätare” är begärda. Den som skickade sidan till granskning ser din kommentar."
    ]


def test_the_last_approval_of_a_page_with_a_time_says_when_it_goes_out(submitted) -> None:
    reader, publisher = desk("rut", roles.READERS), desk("pia", roles.PUBLISHERS)
    when = timezone.localtime() + timedelta(days=3)
    draft = submitted.get_latest_revision_as_object()
    draft.go_live_at = when
    draft.save_revision(user=submitted.owner)
    reader.approve(submitted)
    answer = publisher.approve(submitted)
    assert f"”Glukosmätare” är godkänd och publiceras den {when.day}" in told(answer)[-1]
    assert not NewsItem.objects.get(pk=submitted.pk).live
