"""Rendered pages are cached, and never shown when they are no longer true."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from portal.models import Change, SiteSettings
from portal.site.site_frame import KEY, NEWEST, prune_changes
from recommendations.models import Case, Recommendation
from tests.factories import make

pytestmark = pytest.mark.django_db


def text(client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.fixture
def page():
    return make(Recommendation, title="Sensor i armen")


def test_the_second_reader_costs_two_queries(client, page):
    first = text(client, page.url)
    with CaptureQueriesContext(connection) as queries:
        assert text(client, page.url) == first
    assert len(queries) == 2


def test_a_revision_is_read_at_once(client, page):
    assert "Sensor i armen" in text(client, page.url)
    page.title = "Sensor i låret"
    page.save_revision().publish()
    assert "Sensor i låret" in text(client, page.url)


def test_a_page_that_is_taken_back_is_gone_at_once(client, page):
    text(client, page.url)
    page.unpublish()
    assert client.get(page.url).status_code == 410


def test_a_page_that_is_closed_is_closed_at_once_although_no_signal_told_of_it(client, page):
    text(client, page.url)
    restriction = PageViewRestriction(page=page, restriction_type="login")
    PageViewRestriction.objects.bulk_create([restriction])
    assert client.get(page.url).status_code == 404


def test_a_page_is_not_kept_while_it_is_closed(client, page, admin_client):
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert "Sensor i armen" in text(admin_client, page.url)
    assert client.get(page.url).status_code == 404


def test_a_linked_page_that_is_taken_back_is_no_longer_named(client):
    case = make(Case, title="Ärende om sensor")
    page = make(Recommendation, publish=False, case_page=case)
    page.save_revision().publish()
    assert "Ärende om sensor" in text(client, page.url)
    case.unpublish()
    assert "Ärende om sensor" not in text(client, page.url)


def test_what_one_process_changes_the_others_render_anew(client, page):
    text(client, page.url)
    # As another process would: rows in the database, no signal here.
    Recommendation.objects.filter(pk=page.pk).update(ingress="Nya ord från en annan process.")
    assert "Nya ord" not in text(client, page.url)
    Change.objects.bulk_create([Change()])
    assert "Nya ord" in text(client, page.url)


def test_a_change_that_comes_to_light_behind_newer_ones_is_seen(client, page):
    """A long transaction takes its numbers early and ends late."""
    newest = Change.objects.latest("pk").pk
    Change.objects.bulk_create([Change(pk=newest + 2)])
    text(client, page.url)
    Recommendation.objects.filter(pk=page.pk).update(ingress="Nya ord från en lång transaktion.")
    Change.objects.bulk_create([Change(pk=newest + 1)])
    assert "Nya ord" in text(client, page.url)


def test_old_changes_are_forgotten_and_no_page_is_rendered_anew_for_it(client, page):
    Change.objects.bulk_create(Change() for _ in range(5 * NEWEST))
    text(client, page.url)
    prune_changes()
    assert Change.objects.count() <= 2 * NEWEST + 1
    with CaptureQueriesContext(connection) as queries:
        text(client, page.url)
    assert len(queries) == 2


def test_a_parameter_and_another_host_are_not_answered_from_what_is_kept(client, page, settings):
    settings.ALLOWED_HOSTS = ["*"]
    text(client, page.url)
    Recommendation.objects.filter(pk=page.pk).update(ingress="Nya ord.")
    assert "Nya ord." in text(client, f"{page.url}?anew")
    assert "Nya ord." in client.get(page.url, headers={"host": "other.example"}).content.decode()


def test_settings_and_menu_are_kept_for_all_pages_and_changed_at_once(client, page):
    text(client, page.url)
    assert cache.get(KEY)
    given = SiteSettings.objects.get()
    given.shows_sample_content = not given.shows_sample_content
    given.save()
    assert ('class="sample"' in text(client, page.url)) is given.shows_sample_content
    parent = page.get_parent().specific
    assert f">{parent.title}</a>" in text(client, page.url)
    parent.unpublish()
    assert f">{parent.title}</a>" not in text(client, "/sok/")


def test_a_draft_of_a_kept_page_stays_a_draft(client, page):
    text(client, page.url)
    page.title = "Utkast"
    page.save_revision()
    assert "Utkast" not in text(client, page.url)
