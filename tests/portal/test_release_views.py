"""Releases in the admin: who sees them, what they show, and what can be done there."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Revision

from news.models import NewsItem
from portal.models import Release
from portal.scheduling.scheduled_publishing import publish_due
from tests.factories import make_index
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import complete, drafted
from tests.portal.releases import live, moment_comes, read_by_two, release_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, Desk]:
    return {
        "olle": desk("olle", roles.OFFICERS),
        "rut": desk("rut", roles.READERS),
        "pia": desk("pia", roles.PUBLISHERS),
    }


def shown(one: Desk, name: str, *args: Any) -> str:
    return str(one.client.get(reverse(f"releases:{name}", args=args)).content.decode())


def said(got: Any) -> str:
    return " ".join(str(message) for message in get_messages(got.wsgi_request))


def test_from_a_new_release_to_its_readers(people):
    pia, page = people["pia"], read_by_two(NewsItem, people, title="Ny sensor")
    made = pia.client.post(reverse("releases:add"), {"name": "Rådets möte", "at": "2026-12-24 09:00"})
    assert made.status_code == 302 or made.context["form"].errors == {}, made.context["form"].errors
    release = Release.objects.get()
    assert (release.set_by, timezone.localtime(release.at).hour) == (pia.user, 9)
    assert made.url == reverse("releases:pages", args=[release.pk])
    assert "Ny sensor" in shown(pia, "pages", release.pk)
    pia.client.post(made.url, {"page": [str(page.pk)]})
    told = shown(pia, "edit", release.pk)
    assert "Ny sensor" in told and "Godkänd för publicering" in told and "1 av 1 sidor är klara" in told
    assert "Ny sensor" not in shown(pia, "pages", release.pk)
    pia.client.post(reverse("releases:now", args=[release.pk]))
    assert publish_due() == (1, 0) and live(page) == [True]
    assert "Alla sidor publicerades" in shown(pia, "edit", release.pk)


def test_what_blocks_leads_to_the_editor(people):
    draft = complete(NewsItem, publish=False, title="Bara ett utkast")
    drafted(draft, people["olle"].user, ingress="")
    release = release_of(draft, by=people["pia"])
    told = shown(people["pia"], "edit", release.pk)
    assert "0 av 1 sidor är klara" in told and "Utkast" in told
    assert f"{reverse('wagtailadmin_pages:edit', args=[draft.pk])}#id_ingress" in told
    refused = people["pia"].client.post(reverse("releases:now", args=[release.pk]))
    assert "Bara ett utkast" in said(refused) and publish_due() == (0, 0)


def test_a_moment_that_has_passed_or_that_is_no_moment_is_refused_and_nothing_is_lost(people):
    pia = people["pia"]
    for at, why in (
        ("2020-01-01 09:00", "har passerat"),
        ("2027-03-28 02:30", "finns inte"),
        ("2027-10-31 02:30", "två gånger"),
        ("snart", "ingen tid"),
    ):
        got = pia.client.post(reverse("releases:add"), {"name": "Rådets möte", "at": at})
        assert why in str(got.context["form"].errors["at"]), at
        assert "Rådets möte" in got.content.decode() and at in got.content.decode()
    assert not Release.objects.exists()


def test_name_and_moment_can_be_changed_and_pages_follow(people):
    page = read_by_two(NewsItem, people)
    release = release_of(page, by=people["pia"])
    data = {"name": "Annat namn", "at": "2027-01-15 13:00"}
    people["pia"].client.post(reverse("releases:edit", args=[release.pk]), data)
    release.refresh_from_db()
    assert release.name == "Annat namn" and timezone.localtime(release.at).hour == 13
    assert NewsItem.objects.get(pk=page.pk).scheduled_revision.approved_go_live_at == release.at


def test_a_page_is_taken_out_and_a_release_called_off_after_a_question(people):
    pia = people["pia"]
    out, stays = read_by_two(NewsItem, people, title="Tas ut"), read_by_two(NewsItem, people, title="Blir kvar")
    release = release_of(out, stays, by=pia)
    address = reverse("releases:take_out", args=[release.items.get(page=out).pk])
    pia.client.get(address)
    assert release.items.count() == 2
    pia.client.post(address)
    told = shown(pia, "edit", release.pk)
    assert "Blir kvar" in told and release.items.count() == 1
    assert "Ja, ställ in" in shown(pia, "delete", release.pk)
    pia.client.post(reverse("releases:delete", args=[release.pk]))
    assert Release.objects.get().state == "called_off"
    late = pia.client.post(reverse("releases:edit", args=[release.pk]), {"name": "X", "at": "2027-01-15 13:00"})
    assert "ställts in" in said(late)


def test_only_who_may_publish_sees_and_does_anything(people):
    release = release_of(read_by_two(NewsItem, people, title="Hemligt än"), by=people["pia"])
    desk("rita", roles.CONTACTS)
    page = read_by_two(NewsItem, people)
    for name in ("olle", "rut"):
        client = people[name].client
        home = client.get(reverse("wagtailadmin_home")).content.decode()
        assert reverse("releases:index") not in home
        for view, args in (("index", []), ("add", []), ("edit", [release.pk]), ("pages", [release.pk])):
            got = client.get(reverse(f"releases:{view}", args=args))
            assert got.status_code == 302 and b"Hemligt" not in got.content, (name, view)
        for view in ("edit", "delete", "now", "pages", "history", "usage"):
            client.post(reverse(f"releases:{view}", args=[release.pk]), {"page": [page.pk], "name": "X"})
        client.post(reverse("releases:take_out", args=[release.items.get().pk]))
        client.post(reverse("portal_add_to_release", args=[page.pk]), {"release": release.pk})
    release.refresh_from_db()
    assert (release.state, release.items.count(), release.name) == ("coming", 1, "Beslut i november")


def test_that_a_release_waits_is_told_to_those_who_may_publish_a_page_of_it_and_names_what_they_may_see(people):
    """Per publishes below the start page of the other language alone, where one of the pages comes later."""
    elsewhere = make_index(NewsItem, "en").get_parent()
    group, per = Group.objects.get(name=roles.PUBLISHERS), desk("per", roles.PUBLISHERS)
    page, english = (read_by_two(NewsItem, people, title=title) for title in ("Hemligt än", "Not yet"))
    release = release_of(page, english, by=desk("chefen", chief=True))
    Revision.objects.filter(object_id__in=[page.pk, english.pk]).update(approved_go_live_at=None)
    GroupPagePermission.objects.filter(group=group).update(page=elsewhere)
    moment_comes(release)
    publish_due()
    assert [letter.to for letter in mail.outbox] == [["chefen@region.example"]]
    english.move(make_index(NewsItem, "en"), pos="last-child")
    release.try_anew()
    publish_due()
    told = next(letter for letter in mail.outbox if letter.to == [per.user.email])
    assert release.name in told.subject and "Not yet: Sidan är inte godkänd" in told.body, told.body
    assert "Hemligt än" not in told.body and "som du inte får se" in told.body
    chief = [letter for letter in mail.outbox if letter.to == ["chefen@region.example"]][-1]
    assert "Hemligt än: " in chief.body and "Not yet: " in chief.body and "inte får se" not in chief.body
    history = per.client.get(reverse("releases:history", args=[release.pk])).content.decode()
    assert "Hemligt än" not in history and "en sida som du inte får se" in history


def test_a_page_is_added_from_its_own_menu_and_its_editor_says_so(people):
    pia, page = people["pia"], read_by_two(NewsItem, people)
    release = Release.objects.create(name="Rådets möte", at=timezone.now() + timedelta(hours=1))
    address = reverse("portal_add_to_release", args=[page.pk])
    assert address in pia.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Rådets möte" in pia.client.get(address).content.decode()
    pia.client.post(address, {"release": release.pk})
    assert release.items.get().page_id == page.pk
    for name in ("olle", "pia"):
        told = people[name].client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert "Rådets möte" in told
        assert (reverse("releases:edit", args=[release.pk]) in told) is (name == "pia")


def test_the_desk_shows_releases_to_publishers_and_to_others_their_pages(people):
    release_of(read_by_two(NewsItem, people, title="Ny sensor"), by=people["pia"])
    assert people["pia"].panel("goes_out") == ["Ny sensor", "Beslut i november"]
    assert people["olle"].panel("goes_out") == ["Ny sensor"]
    home = people["olle"].client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Publiceras med ”Beslut i november”" in home


def test_each_page_costs_a_bounded_number_of_queries(people):
    pages = [read_by_two(NewsItem, people) for _number in range(4)]
    counts = []
    for some in (pages[:1], pages[1:]):
        release = release_of(*some, by=people["pia"])
        shown(people["pia"], "edit", release.pk)
        with CaptureQueriesContext(connection) as asked:
            shown(people["pia"], "edit", release.pk)
        counts.append(len(asked))
    assert (counts[1] - counts[0]) / 2 <= 25, counts
