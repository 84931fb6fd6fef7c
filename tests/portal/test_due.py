"""Each scheduled page is published or taken down by itself. One that can't be is named and tried again, and stops
no other.
"""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Revision

from news.models import NewsItem
from portal.models import HomePage, Organisation, PublicationEvent, ScheduleFailure, StandardPage
from portal.scheduling.scheduled_publishing import publish_due
from recommendations.models import AssessmentSummary
from tests.factories import OrganisationFactory, make, make_index, make_site
from tests.portal.people import desk, roles
from tests.portal.scheduled import schedule

pytestmark = pytest.mark.django_db


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def slug_of(page) -> str:
    return str(NewsItem.objects.get(pk=page.pk).slug)


def two_of_one_slug() -> tuple[NewsItem, NewsItem]:
    """Two live pages that are to have the same slug from now on."""
    first, second = make(NewsItem, slug="ett"), make(NewsItem, slug="tva", title="Den andra")
    schedule(first, slug="samma")
    schedule(second, slug="samma")
    return first, second


def later() -> None:
    """The wait is over."""
    ScheduleFailure.objects.update(next_try_at=timezone.now())


def test_two_pages_of_one_slug_delay_nobody_and_the_second_is_named():
    first, second = two_of_one_slug()
    third = make(NewsItem, publish=False)
    schedule(third)
    assert publish_due() == (2, 1)
    assert (slug_of(first), slug_of(second)) == ("samma", "tva") and is_live(third)
    failure = ScheduleFailure.objects.get()
    assert (failure.page_id, failure.title, failure.attempts) == (second.pk, "Den andra", 1)
    assert "samma" in failure.reason and "finns redan" in failure.reason
    assert failure.next_try_at > timezone.now()


def test_a_deleted_assessor_is_named():
    assessor = OrganisationFactory(code="borta")
    page = make(AssessmentSummary, publish=False)
    schedule(page, assessor=assessor)
    AssessmentSummary.objects.update(assessor=None)
    # Past every door: the portal refuses to delete what a draft names.
    Organisation.objects.filter(pk=assessor.pk)._raw_delete("default")
    assert publish_due() == (0, 1)
    reason = ScheduleFailure.objects.get().reason
    assert "Bedömare" in reason and "tagits bort" in reason


def test_an_error_leaves_nothing_half_of_the_page_that_it_hit(monkeypatch):
    page = make(NewsItem, publish=False)
    schedule(page, title="Rubrik")

    def fail(*args, **kwargs):
        raise RuntimeError("efter sparandet")

    monkeypatch.setattr("portal.outbox.events.record", fail)
    assert publish_due() == (0, 1)
    assert not is_live(page) and not PublicationEvent.objects.filter(page_id=page.pk).exists()
    assert ScheduleFailure.objects.get().reason == "Ett oväntat fel, RuntimeError: efter sparandet"


def test_it_waits_longer_each_time_and_is_tried_when_the_wait_is_over():
    _first, second = two_of_one_slug()
    publish_due()
    ScheduleFailure.objects.update(next_try_at=timezone.now() + timedelta(hours=1))
    assert publish_due() == (0, 0), "it waits"
    for seconds in (4, 8, 16, 32):
        later()
        begun = timezone.now()
        assert publish_due() == (0, 1)
        assert ScheduleFailure.objects.get().next_try_at - begun > timedelta(seconds=seconds)
    assert slug_of(second) == "tva"


def test_what_is_mended_goes_live_and_is_off_the_list():
    first, second = two_of_one_slug()
    publish_due()
    Page.objects.filter(pk=first.pk).update(slug="annan")
    later()
    assert publish_due() == (1, 0)
    publish_due()
    assert slug_of(second) == "samma" and not ScheduleFailure.objects.exists()


def test_what_is_called_off_scheduled_anew_or_deleted_is_off_the_list_as_well():
    for change in ("called off", "scheduled anew", "deleted"):
        _first, second = two_of_one_slug()
        publish_due()
        assert ScheduleFailure.objects.count() == 1, change
        if change == "deleted":
            second.delete()
        elif change == "called off":
            Revision.objects.filter(object_id=str(second.pk)).update(approved_go_live_at=None)
        else:
            second.slug, second.go_live_at = "ny", timezone.now() + timedelta(days=1)
            second.save_revision().publish()
        publish_due()
        assert not ScheduleFailure.objects.exists(), change
        for page in NewsItem.objects.all():
            page.delete()


def test_publishers_are_told_once_in_the_language_that_they_read():
    pia = desk("pia", roles.PUBLISHERS)
    desk("olle", roles.OFFICERS)
    first, second = two_of_one_slug()
    for _round in range(3):
        publish_due()
        later()
    [told] = mail.outbox
    assert (told.to, told.subject) == ([pia.user.email], "Kunde inte publiceras: Den andra")
    assert reverse("wagtailadmin_pages:edit", args=[second.pk]) in told.body and "samma" in told.body
    Page.objects.filter(pk=first.pk).update(slug="fri")
    schedule(NewsItem.objects.get(pk=second.pk), slug="samma", title="Ett nytt försök")
    Page.objects.filter(pk=first.pk).update(slug="samma")
    publish_due()
    assert mail.outbox[1].subject == "Kunde inte publiceras: Ett nytt försök", "other words are another matter"


def test_a_publisher_of_other_pages_is_not_told():
    desk("per", roles.PUBLISHERS)
    group, home = Group.objects.create(name="Hemsidan"), make_site()
    GroupPagePermission.objects.filter(group__name=roles.PUBLISHERS).update(
        page=make_index(NewsItem, "en").get_parent()
    )
    may = GroupPagePermission.objects.filter(group__name=roles.PUBLISHERS).values_list("permission", flat=True)
    for permission in set(may):
        GroupPagePermission.objects.create(group=group, page=home, permission_id=permission)
    group.user_set.add(desk("eva").user)
    two_of_one_slug()
    publish_due()
    assert [letter.to for letter in mail.outbox] == [["eva@region.example"]]


def test_a_database_that_is_locked_for_once_is_nobodys_affair(monkeypatch):
    desk("pia", roles.PUBLISHERS)
    page = make(NewsItem, publish=False)
    schedule(page)

    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(NewsItem, "publish", locked)
    for number in range(1, 4):
        publish_due()
        later()
        assert len(mail.outbox) == (number == 3)


def test_whoever_refuses_is_quoted(monkeypatch):
    page = make(NewsItem, publish=False)
    schedule(page)

    def refuse(*args, **kwargs):
        raise PermissionDenied("Ingressen saknas.")

    monkeypatch.setattr(NewsItem, "publish", refuse)
    publish_due()
    assert ScheduleFailure.objects.get().reason == "Ingressen saknas."


def test_one_that_cannot_be_taken_down_delays_nobody_either(monkeypatch):
    past = timezone.now() - timedelta(minutes=1)
    stuck, other, coming = make(NewsItem, title="Sitter fast"), make(NewsItem), make(NewsItem, publish=False)
    Page.objects.filter(pk__in=[stuck.pk, other.pk]).update(expire_at=past)
    schedule(coming)
    unpublish = NewsItem.unpublish

    def stick(page, *args, **kwargs):
        if page.pk == stuck.pk:
            raise ValueError("går inte")
        unpublish(page, *args, **kwargs)

    monkeypatch.setattr(NewsItem, "unpublish", stick)
    assert publish_due() == (2, 1)
    assert is_live(stuck) and not is_live(other) and is_live(coming)
    assert Page.objects.get(pk=other.pk).expired
    failure = ScheduleFailure.objects.get()
    assert (failure.action, failure.title) == ("take_down", "Sitter fast")
    monkeypatch.undo()
    later()
    publish_due()
    publish_due()
    assert not is_live(stuck) and not ScheduleFailure.objects.exists()


def test_pages_that_are_no_publications_obey_the_same():
    home: HomePage = make_site()
    first = home.add_child(instance=StandardPage(title="Om", slug="om", locale=home.locale))
    second = home.add_child(instance=StandardPage(title="Om igen", slug="om-igen", locale=home.locale))
    for page in (first, second):
        page.save_revision().publish()
        page.refresh_from_db()
    schedule(first, slug="samma")
    schedule(second, slug="samma")
    assert publish_due() == (1, 1)
    assert ScheduleFailure.objects.get().title == "Om igen"


def test_the_command_of_the_shell_obeys_the_same():
    _first, second = two_of_one_slug()
    said = StringIO()
    call_command("publish_scheduled", "--dryrun", stdout=said)
    assert "samma" in said.getvalue() and not ScheduleFailure.objects.exists()
    call_command("publish_scheduled", stdout=said)
    assert said.getvalue().endswith("1 done, 1 failed\n")
    assert ScheduleFailure.objects.get().page_id == second.pk


def test_dashboard_and_log_say_what_and_why_to_whoever_may_change_the_page():
    _first, second = two_of_one_slug()
    publish_due()
    failure = ScheduleFailure.objects.get()
    retry = reverse("portal_missed_time_retry", args=[failure.pk])
    log = reverse("publishing-log_modeladmin_index")
    for name, group, sees, may in (
        ("olle", roles.OFFICERS, True, False),
        ("pia", roles.PUBLISHERS, True, True),
        ("asa", roles.ADMINISTRATORS, True, True),
        ("rita", roles.CONTACTS, False, False),
    ):
        client = desk(name, group).client
        page = client.get(reverse("wagtailadmin_home")).content.decode()
        assert ("Kunde inte göras på utsatt tid" in page and "finns redan" in page) is sees, name
        assert (retry in page) is may, name
        assert (reverse("wagtailadmin_pages:edit", args=[second.pk]) in page) is sees, name
        page = client.get(log, follow=True).content.decode()
        assert ("finns redan" in page) is sees, name
        assert (retry in page) is may, name
        ScheduleFailure.objects.update(next_try_at=timezone.now() + timedelta(hours=1))
        assert client.get(retry).status_code in (302, 405)
        client.post(retry)
        assert ScheduleFailure.objects.waiting().exists() is not may, name
