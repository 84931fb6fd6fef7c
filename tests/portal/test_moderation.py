"""No text is published that only one person has read, whichever button is pressed."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize_input
from wagtail.models import WorkflowState

from news.models import NewsItem
from portal.models import PublicationEvent
from portal.moderation.four_eyes import reading_of, words
from portal.moderation.obstacles import NotReady
from portal.moderation.publish_gate import obstacles
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Desk:
    return desk("olle", roles.OFFICERS)


@pytest.fixture
def reader() -> Desk:
    return desk("rut", roles.READERS)


@pytest.fixture
def publisher() -> Desk:
    return desk("pia", roles.PUBLISHERS)


def draft(author: Desk, **fields) -> NewsItem:
    author.edit(page := make(NewsItem, publish=False, **fields), title="Ett första utkast")
    return fresh(page)


def fresh(page) -> NewsItem:
    return NewsItem.objects.get(pk=page.pk)


def test_a_draft_becomes_public_by_three_people(officer, reader, publisher) -> None:
    page = draft(officer)
    officer.edit(page, "submit")
    assert fresh(page).current_workflow_task.name == "Andra läsaren"
    reader.approve(page)
    assert fresh(page).current_workflow_task.name == "Publicering"
    assert not fresh(page).live
    publisher.approve(page)
    page = fresh(page)
    assert page.live and page.title == "Ett första utkast"
    assert PublicationEvent.objects.get(page_id=page.pk).kind == "published"


def test_an_approval_says_what_it_led_to(officer, reader, publisher) -> None:
    page = draft(officer)
    officer.edit(page, "submit")
    first = [str(message) for message in get_messages(reader.approve(page).wsgi_request)]
    assert first[-1] == "”Ett första utkast” är godkänd. Nästa steg: Publicering."
    last = [str(message) for message in get_messages(publisher.approve(page).wsgi_request)]
    assert last[-1] == "”Ett första utkast” är godkänd och publicerad."


def test_an_officer_has_no_way_to_publish_alone(officer) -> None:
    page = draft(officer)
    officer.edit(page, "publish", title="Utan läsare")
    assert not fresh(page).live
    officer.edit(page, "submit")
    officer.approve(page)
    assert not fresh(page).live
    assert fresh(page).current_workflow_task.name == "Andra läsaren"


@pytest.mark.parametrize("groups", [(roles.PUBLISHERS,), (roles.READERS, roles.PUBLISHERS, roles.OFFICERS)])
@pytest.mark.parametrize("chief", [False, True])
def test_nobody_publishes_alone_with_the_button(groups, chief) -> None:
    someone = desk("alla", *groups, chief=chief)
    page = draft(someone)
    answer = someone.edit(page, "publish", follow=True, title="Ett helt annat utkast")
    page = fresh(page)
    assert not page.live
    assert page.get_latest_revision_as_object().title == "Ett helt annat utkast"  # nothing is lost
    assert answer.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "bara en person läst" in " ".join(str(message) for message in answer.context["messages"])


def test_a_new_page_is_not_published_in_one_go(publisher) -> None:
    other = make(NewsItem, publish=False)
    parent = other.get_parent()
    data = {**publisher.form(other, title="På en gång", slug="pa-en-gang"), "action-publish": "on"}
    url = reverse("wagtailadmin_pages:add", args=["news", "newsitem", parent.pk])
    answer = publisher.client.post(url, data)
    page = NewsItem.objects.get(slug="pa-en-gang")
    assert answer.status_code == 302
    assert not page.live
    assert page.get_latest_revision().user == publisher.user


@pytest.mark.usefixtures("without_workflows")
def test_a_publisher_may_publish_what_another_wrote_where_no_workflow_asks_for_more(officer, publisher) -> None:
    publisher.edit(page := draft(officer), "publish")
    assert fresh(page).live


def test_but_not_with_words_of_their_own(officer, publisher) -> None:
    publisher.edit(page := draft(officer), "publish", title="Piper rättar rubriken")
    assert not fresh(page).live


def test_saving_without_a_change_makes_nobody_a_reader(publisher) -> None:
    page = draft(publisher)
    other = desk("siv", roles.OFFICERS)
    other.edit(page)  # pressed save, changed nothing
    latest = fresh(page).get_latest_revision()
    assert latest.user == other.user
    assert reading_of(latest).people == {publisher.user.pk}
    publisher.edit(page, "publish")
    assert not fresh(page).live


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ({"text": "<p>A</p>\n<p>B</p>"}, {"text": '<p data-block-key="x1">A</p><p data-block-key="y">B</p>'}, True),
        ({"body": '[{"type": "t", "value": "A", "id": "1"}]'},
         {"body": '[{"type": "t", "value": "A", "id": "2"}]'}, True),
        ({"body": '[{"type": "t", "value": "A"}, {"type": "t", "value": "B"}]'},
         {"body": '[{"type": "t", "value": "B"}, {"type": "t", "value": "A"}]'}, False),
        ({"tags": [{"pk": 1, "tag": 1}, {"pk": 2, "tag": 2}]}, {"tags": [{"tag": 2}, {"pk": None, "tag": 1}]}, True),
        ({"tags": [{"tag": 1}]}, {"tags": [{"tag": 2}]}, False),
        ({"rows": [{"name": "A", "sort_order": 0}]}, {"rows": [{"name": "A", "sort_order": 1}]}, False),
        ({"topics": '[{"type": "topic", "value": {"items": [{"type": "item", "value": {"page": 1}, "id": "a"}]}}]'},
         {"topics": '[{"type": "topic", "value": {"items": [{"type": "item", "value": {"page": 2}, "id": "a"}]}}]'},
         False),
        ({"rows": [{"pk": 1, "page": 3, "name": "A"}]}, {"rows": [{"pk": None, "page": None, "name": "A"}]}, True),
        ({"title": "A"}, {"title": "a"}, False),
        ({"live": False, "go_live_at": None}, {"live": True, "go_live_at": "2030-01-01"}, True),
        ({"title": "[{ är inget strömfält"}, {"title": "[{ är inget strömfält"}, True),
    ],
)  # fmt: skip
def test_what_counts_as_a_change_of_words(before, after, same) -> None:
    assert (words(before) == words(after)) is same


def test_the_button_is_shown_only_where_it_works(officer, publisher, request) -> None:
    def offered(who: Desk, page) -> bool:
        return b'name="action-publish"' in who.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content

    assert not offered(publisher, draft(officer)), "its workflow has steps left"
    request.getfixturevalue("without_workflows")
    assert offered(publisher, draft(officer))
    assert not offered(publisher, draft(publisher))
    assert not offered(officer, draft(publisher))


def test_who_asks_for_changes_is_told_that_they_are_asked_for(officer, reader) -> None:
    page = draft(officer)
    officer.edit(page, "submit")
    sent = reader.edit(page, "workflow:reject").wsgi_request
    assert "Ändringar i ”Ett första utkast” är begärda." in " ".join(str(message) for message in get_messages(sent))
    assert fresh(page).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES


def test_the_author_cannot_approve_even_as_reader_or_superuser(publisher) -> None:
    for chief in (False, True):
        author = desk(f"alla{chief}", roles.OFFICERS, roles.READERS, roles.PUBLISHERS, chief=chief)
        page = draft(author)
        author.edit(page, "submit")
        author.approve(page)
        assert fresh(page).current_workflow_task.name == "Andra läsaren"
        assert [name for name, _label, _modal in fresh(page).current_workflow_task.get_actions(page, author.user)] == [
            "reject"
        ]


def test_nobody_approves_both_steps(officer, publisher) -> None:
    both = desk("bo", roles.READERS, roles.PUBLISHERS)
    page = draft(officer)
    officer.edit(page, "submit")
    both.approve(page)
    both.approve(page)
    assert not fresh(page).live
    assert fresh(page).current_workflow_task.name == "Publicering"
    publisher.approve(page)
    assert fresh(page).live


def test_whoever_changes_while_approving_has_written_and_not_read(officer, reader, publisher) -> None:
    page = draft(officer)
    officer.edit(page, "submit")
    answer = reader.edit(page, "workflow:approve", follow=True, title="Rut skrev om")
    page = fresh(page)
    assert page.current_workflow_task.name == "Andra läsaren"
    assert page.get_latest_revision_as_object().title == "Rut skrev om"
    assert "Eftersom du har skrivit dem" in " ".join(str(message) for message in answer.context["messages"])
    another = desk("rolf", roles.READERS)
    answer = another.edit(page, "workflow:approve", follow=True)
    assert "skrivit dem" not in " ".join(str(message) for message in answer.context["messages"])
    publisher.approve(page)
    assert fresh(page).live and fresh(page).title == "Rut skrev om"


def test_a_change_by_the_publisher_is_read_anew(officer, reader, publisher) -> None:
    page = draft(officer)
    officer.edit(page, "submit")
    reader.approve(page)
    publisher.edit(page, "workflow:approve", title="Pia skrev om")
    assert not fresh(page).live
    second = desk("per", roles.PUBLISHERS)
    second.edit(page, "workflow:approve")
    assert not fresh(page).live and fresh(page).current_workflow_task.name == "Andra läsaren"
    reader.approve(page)
    assert fresh(page).live and fresh(page).title == "Pia skrev om"


def test_a_page_sent_back_comes_again(officer, reader, publisher) -> None:
    page = draft(officer)
    officer.edit(page, "submit")
    state = fresh(page).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk])
    reader.client.post(url, {"comment": "Fel datum"})
    assert fresh(page).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    officer.edit(page, "submit", title="Rätt datum")
    reader.approve(page)
    publisher.approve(page)
    assert fresh(page).live and fresh(page).title == "Rätt datum"


def test_many_at_once(officer, reader, publisher) -> None:
    mine, theirs = draft(publisher), draft(officer)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    officer.edit(theirs, "submit")
    reader.approve(theirs)
    publisher.client.post(f"{url}?id={mine.pk}&id={theirs.pk}", {"include_descendants": ""})
    assert not fresh(mine).live and not fresh(theirs).live
    publisher.client.post(f"{url}?id={theirs.pk}", {"include_descendants": ""})
    assert not fresh(theirs).live, "the last step is left"
    publisher.approve(theirs)
    assert fresh(theirs).live


def test_a_copy_is_a_draft(publisher) -> None:
    page = make(NewsItem)
    data = {
        "new_title": "Kopia", "new_slug": "kopia", "new_parent_page": page.get_parent().pk, "publish_copies": "on",
    }  # fmt: skip
    publisher.client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    assert not NewsItem.objects.filter(slug="kopia", live=True).exists()


def test_whatever_else_calls_publish_obeys_too(publisher) -> None:
    page = draft(publisher)
    with pytest.raises(NotReady):
        page.get_latest_revision().publish()  # as the translation editor does
    with pytest.raises(NotReady):
        page.get_latest_revision().publish(user=publisher.user)
    assert not fresh(page).live


def test_what_was_approved_in_advance_goes_out_on_time(officer, reader, publisher) -> None:
    page = draft(officer)
    later = timezone.localtime() + timedelta(days=1)
    officer.edit(page, "submit", go_live_at=localize_input(later.replace(tzinfo=None, second=0, microsecond=0)))
    reader.approve(page)
    publisher.approve(page)
    page = fresh(page)
    assert not page.live and page.scheduled_revision
    revision = page.scheduled_revision
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    type(revision).objects.filter(pk=revision.pk).update(
        content={**revision.content, "go_live_at": revision.approved_go_live_at.isoformat()}
    )
    call_command("publish_scheduled")
    assert fresh(page).live


def test_a_program_may_publish_what_a_program_wrote() -> None:
    page = make(NewsItem, publish=False)
    assert not obstacles(page.get_latest_revision())
    assert obstacles(page.get_latest_revision(), desk("pia", roles.PUBLISHERS).user)


def test_the_dashboard_shows_what_waits_for_me_and_not_what_waits_for_others(officer, reader, publisher) -> None:
    page = draft(officer)
    officer.edit(page, "submit")
    both = desk("bo", roles.READERS, roles.PUBLISHERS)

    def waits(who: Desk) -> bool:
        return page.draft_title in (who.panel("awaiting_review") or [])

    assert waits(reader) and waits(both) and not waits(officer) and not waits(publisher)
    both.approve(page)
    assert waits(publisher) and not waits(both) and not waits(reader)
