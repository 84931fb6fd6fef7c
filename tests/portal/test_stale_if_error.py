"""While the database is down readers get pages as they were rendered before, but none that was taken back; else a
503.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction

from portal.models import StandardPage
from portal.site import stale_if_error
from recommendations.models import Case, Recommendation
from tests.factories import make, make_site
from tests.portal.people import desk

pytestmark = pytest.mark.django_db


@contextmanager
def no_database() -> Iterator[None]:
    """Every question fails as it does when the server is gone; a test can't stop the server of the others."""

    def fail(*args: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(fail):
        yield


@pytest.fixture(autouse=True)
def _no_copies() -> None:
    caches["copies"].clear()


@pytest.fixture
def reader() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def page():
    return make(Recommendation, title="Sensor i armen")


def while_down(reader: Client, path: str, **kwargs):
    with no_database():
        return reader.get(path, **kwargs)


@pytest.mark.parametrize("path", ["/", "/recommendations/", "/sok/?q=sensor", "/floden/", "/sitemap.xml"])
def test_what_was_rendered_is_given_out(reader, page, path):
    path = page.get_parent().url if path == "/recommendations/" else path
    before = reader.get(path)
    assert before.status_code == 200
    after = while_down(reader, path)
    assert after.status_code == 200
    assert after.headers["Content-Type"] == before.headers["Content-Type"]
    assert "Age" in after.headers and "no-store" in after.headers["Cache-Control"]


def test_a_copy_says_that_it_may_be_old_in_the_pages_language(reader, page):
    english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.save_revision().publish()
    for path, words in ((page.url, "Sidan kan vara inaktuell."), (english.url, "This page may be out of date.")):
        assert words not in reader.get(path).content.decode()
        shown = while_down(reader, path).content.decode()
        assert words in shown and "Sensor i armen" in shown


@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_a_feed_is_given_out_as_it_was_however_it_was_packed(reader, page, encoding):
    before = reader.get("/floden/alla.atom", headers={"accept-encoding": encoding})
    after = while_down(reader, "/floden/alla.atom")
    assert after.content.startswith(b"<?xml") and after.headers["Content-Type"] == before.headers["Content-Type"]


def test_what_nobody_has_read_is_a_calm_503(reader, page):
    answer = while_down(reader, page.url)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0 and "no-store" in answer.headers["Cache-Control"]
    assert "tillfälligt avbrott" in answer.content.decode()


@pytest.mark.parametrize("path", ["/finns-inte/", "/documents/1/x.pdf"])
def test_an_address_that_has_no_copy_is_a_503_too(reader, page, path):
    assert while_down(reader, path).status_code == 503


def test_an_editor_is_told_to_keep_the_tab(page):
    chief = desk("asa", chief=True)
    chief.client.raise_request_exception = False
    with no_database():
        answer = chief.client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"title": "Nya ord"})
    assert answer.status_code == 503 and "stäng inte fliken" in answer.content.decode()


def test_a_post_is_never_answered_by_a_copy(reader, page):
    reader.get(page.url)
    with no_database():
        assert reader.post(page.url).status_code == 503


def test_another_fault_is_an_ordinary_500(reader, page, monkeypatch):
    reader.get(page.url)
    monkeypatch.setattr("portal.site.page_view.answer_at", lambda *args: 1 / 0)
    assert reader.get(page.url).status_code == 500


def take_back(page) -> None:
    page.unpublish()


def close(page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def close_the_section(page) -> None:
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")


def delete(page) -> None:
    page.delete()


def withdraw(page) -> None:
    page.standing = "withdrawn"
    page.save_revision().publish()


@pytest.mark.parametrize("change", [take_back, close, close_the_section, delete, withdraw])
def test_what_is_taken_back_is_in_no_copy(reader, page, change):
    paths = [page.url, page.get_parent().url, "/", "/floden/alla.atom", "/sok/?q=sensor"]
    for path in paths:
        reader.get(path)
    change(page)
    assert {while_down(reader, path).status_code for path in paths} == {503}


@pytest.mark.parametrize("change", [take_back, close])
def test_a_plain_page_is_taken_back_as_well(reader, change):
    about = StandardPage(title="Om portalen", slug="om", locale=make_site().locale)
    make_site().add_child(instance=about)
    reader.get(about.url), reader.get("/sok/")
    change(about)
    assert {while_down(reader, path).status_code for path in (about.url, "/sok/")} == {503}


def test_a_case_that_becomes_secret_is_in_no_copy(reader):
    case = make(Case, title="NovoSenss X1", product="NovoSenss X1")
    paths = [case.url, case.get_parent().url, "/sok/"]
    for path in paths:
        reader.get(path)
    case.is_secret, case.anonymous_title = True, "Sensor för glukosmätning"
    case.save_revision().publish()
    assert {while_down(reader, path).status_code for path in paths} == {503}


def test_a_revised_page_is_not_given_out_as_it_was_but_others_are(reader, page):
    reader.get(page.url), reader.get("/sok/")
    page.ingress = "Nya ord."
    page.save_revision().publish()
    assert while_down(reader, page.url).status_code == 503
    assert while_down(reader, "/sok/").status_code == 200


def test_who_began_to_render_before_the_withdrawal_writes_too_late(reader, page):
    began = stale_if_error.time.time() - 5
    reader.get(page.url)
    key = stale_if_error._key(RequestFactory().get(page.url))
    copy = caches["copies"].get(key)
    page.unpublish()
    caches["copies"].set(key, {**copy, "at": began})
    assert while_down(reader, page.url).status_code == 503


def test_a_copy_is_given_out_for_an_hour_at_the_most(reader, page, monkeypatch):
    reader.get(page.url)
    later = stale_if_error.time.time() + stale_if_error.LONGEST + 1
    monkeypatch.setattr("portal.site.stale_if_error.time.time", lambda: later)
    assert while_down(reader, page.url).status_code == 503


def test_what_somebody_reads_who_is_logged_in_is_kept_for_nobody(reader, page):
    close(page)
    chief = desk("asa", chief=True)
    assert chief.client.get(page.url).status_code == 200
    chief.client.raise_request_exception = False
    assert while_down(chief.client, page.url).status_code == 503
    assert while_down(reader, page.url).status_code == 503


def test_a_store_that_fails_stops_neither_readers_nor_editors(reader, page, settings):
    settings.CACHES = {
        **settings.CACHES,
        "copies": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": "/dev/null/nowhere"},
    }
    assert reader.get(page.url).status_code == 200
    chief, why = desk("chefen", chief=True), {"reason": "Den ska inte visas."}
    assert chief.client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), why).status_code == 302
    page.refresh_from_db()
    assert not page.live
    assert while_down(reader, page.url).status_code == 503


def test_a_part_that_htmx_asked_for_is_never_given_out_as_the_page(reader):
    search, in_part = "/sok/?q=sensor", {"HX-Request": "true"}
    reader.get(search)
    assert "<html" not in reader.get(search, headers=in_part).content.decode()
    assert "<html" in while_down(reader, search).content.decode()
    # htmx shows no error: it is sent to the whole page, which says that it may be old.
    answer = while_down(reader, search, headers=in_part)
    assert answer.status_code == 503 and answer.headers["HX-Redirect"] == search


def test_a_title_that_was_taken_back_is_on_no_copy(reader, page):
    lists = ("/", page.get_parent().url, "/sok/", page.url)
    assert all("Sensor i armen" in reader.get(path).content.decode() for path in lists)
    page.title = "Mätare i armen"
    page.save_revision().publish()
    assert [while_down(reader, path).status_code for path in lists] == [503] * len(lists)


def test_a_plain_page_that_was_corrected_is_not_given_out_as_it_was(reader):
    home = make_site()
    page = home.add_child(instance=StandardPage(title="Om", slug="om", locale=home.locale, ingress="Fel ord"))
    assert "Fel ord" in reader.get(page.url).content.decode()
    page.ingress = "Rätt ord"
    page.save_revision().publish()
    assert while_down(reader, page.url).status_code == 503
