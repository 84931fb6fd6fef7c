"""The admin's first page as a desk: each role finds its own work there, and nothing of what it may not see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from news.models import NewsItem
from recommendations.models import Recommendation
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db
HOME = "wagtailadmin_home"


def draft(author: Desk, title: str) -> NewsItem:
    page = make(NewsItem, publish=False)
    author.edit(page, title=title)
    return NewsItem.objects.get(pk=page.pk)


def send_back(reader: Desk, page: NewsItem, comment: str) -> None:
    page = NewsItem.objects.get(pk=page.pk)
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk])
    reader.client.post(address, {"comment": comment})


def test_a_text_walks_over_the_desks_of_those_who_have_to_do_with_it() -> None:
    officer, reader = desk("olle", roles.OFFICERS), desk("rut", roles.READERS)
    other, contact = desk("oda", roles.OFFICERS), desk("rita", roles.CONTACTS)
    assert officer.panel("drafts") == [] and "Du har inga utkast" in home(officer)
    page = draft(officer, "Glukosmätare")
    assert officer.panel("drafts") == ["Glukosmätare"] and other.panel("drafts") == []
    officer.edit(page, "submit")
    assert reader.panel("awaiting_review") == ["Glukosmätare"] and officer.panel("awaiting_review") == []
    assert "Väntar på: Andra läsaren" in home(officer)
    send_back(reader, page, "Årtalet är <fel>.")
    assert officer.panel("returned") == ["Glukosmätare"] and officer.panel("drafts") == []
    assert "Årtalet är &lt;fel&gt;." in home(officer) and "rut · Andra läsaren" in home(officer)
    assert reader.panel("awaiting_review") == [] and other.panel("returned") is None
    assert contact.panel("returned") is None and "Glukosmätare" not in home(contact)


def test_the_desk_begins_a_page_by_one_click_where_the_writer_may_add_one() -> None:
    news, recommendation = make(NewsItem), make(Recommendation)
    make(NewsItem, language="en")
    officer = desk("olle", roles.OFFICERS)
    buttons = dict(panel_of(officer, "write_new").found)
    assert list(buttons) == ["Rekommendation", "Nyhet"]
    assert str(news.get_parent().pk) in buttons["Nyhet"]
    assert all(officer.client.get(address).status_code == 200 for address in buttons.values())
    for role in (roles.READERS, roles.CONTACTS):
        assert desk(role, role).panel("write_new") is None
    GroupPagePermission.objects.filter(group__name=roles.OFFICERS).update(page=recommendation.get_parent())
    assert officer.panel("write_new") == ["Rekommendation"]
    assert officer.panel("released") == [recommendation.title]


def test_who_may_do_nothing_is_told_so() -> None:
    assert "Inget för dig att göra här ännu" in home(desk("rita", roles.CONTACTS))
    assert "Inget för dig att göra här ännu" not in home(desk("rut", roles.READERS))


def test_the_desk_keeps_to_the_pages_that_its_user_may_edit_now() -> None:
    officer, elsewhere = desk("olle", roles.OFFICERS), make(Recommendation).get_parent()
    page = draft(officer, "Hemligt utkast")
    officer.edit(page, "submit")
    send_back(desk("rut", roles.READERS), page, "Nej")
    assert officer.panel("returned") == officer.panel("lately_edited") == ["Hemligt utkast"]
    GroupPagePermission.objects.filter(group__name=roles.OFFICERS).update(page=elsewhere)
    assert "Hemligt utkast" not in home(officer)


def test_the_desk_costs_the_same_for_many_pages() -> None:
    author, reader = desk("olle", roles.OFFICERS), desk("rut", roles.READERS)
    chief = desk("asa", roles.ADMINISTRATORS)
    busy(author, reader, 1)
    few = [cost(person) for person in (author, reader, chief)]
    busy(author, reader, 6)
    assert [cost(person) for person in (author, reader, chief)] == few
    assert max(few) <= 55


def test_what_waits_is_not_what_the_reader_wrote_or_has_approved() -> None:
    author, reader = desk("olle", roles.OFFICERS), desk("rut", roles.READERS)
    both = desk("pia", roles.READERS, roles.PUBLISHERS)
    touched, corrected = draft(author, "Rörd"), draft(author, "Rättad")
    for page in (touched, corrected):
        author.edit(page, "submit")
    reader.edit(touched)
    reader.edit(corrected, ingress="En annan ingress.")
    assert reader.panel("awaiting_review") == ["Rörd"] and both.panel("awaiting_review") == ["Rörd", "Rättad"]
    both.approve(corrected)
    assert both.panel("awaiting_review") == ["Rörd"]


def busy(author: Desk, reader: Desk, number: int) -> None:
    """Make so many pages of each kind that the desk has a panel for."""
    for _each in range(number):
        make(NewsItem, review_by=timezone.localdate() - timedelta(days=1), owner=author.user)
        draft(author, "Utkast")
        waiting, returned = draft(author, "Väntar"), draft(author, "Åter")
        for page in (waiting, returned):
            author.edit(page, "submit")
        send_back(reader, returned, "Nej")
        reader.edit(waiting)
        coming = make(NewsItem, publish=False)
        coming.save_revision(approved_go_live_at=timezone.now() + timedelta(days=1))


def cost(person: Desk) -> int:
    home(person)
    with CaptureQueriesContext(connection) as queries:
        home(person)
    return len(queries)


def home(person: Desk) -> str:
    return person.client.get(reverse(HOME)).content.decode()


def panel_of(person: Desk, name: str):
    return next(panel for panel in person.client.get(reverse(HOME)).context["panels"] if panel.name == name)
