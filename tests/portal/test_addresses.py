"""What an address answers, whichever way it is reached: a public page, where it moved, that it is gone, or 404."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from news.models import NewsIndex, NewsItem
from portal.models import StandardPage
from recommendations.models import Recommendation
from tests.factories import make, make_index, make_site
from tests.portal.asking import close, close_the_section, close_to_a_group, is_absent, leads_to, renamed
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return make(NewsItem, title="En nyhet", slug="a")


# Moved.


def test_a_new_slug_leads_on_from_the_old_one_with_its_parameters(client, item):
    renamed(item, "b")
    assert leads_to(client, "/newsitems/a/") == "/newsitems/b/"
    assert client.get("/newsitems/a/?utm=x")["Location"] == "/newsitems/b/?utm=x"
    assert client.get("/newsitems/a")["Location"] == "/newsitems/b/"
    assert client.head("/newsitems/a/").status_code == 301


def test_every_old_slug_leads_to_the_newest_in_one_hop(client, item):
    for slug in ("b", "c", "d"):
        renamed(item, slug)
    assert {leads_to(client, f"/newsitems/{slug}/") for slug in "abc"} == {"/newsitems/d/"}


def test_a_slug_that_was_changed_back_is_the_page_and_leads_nowhere(client, item):
    renamed(renamed(item, "b"), "a")
    assert client.get("/newsitems/a/").status_code == 200
    assert leads_to(client, "/newsitems/b/") == "/newsitems/a/"
    NewsItem.objects.get().unpublish()
    assert [client.get(f"/newsitems/{slug}/").status_code for slug in "ab"] == [410, 410]


def test_a_slug_of_a_draft_leads_nowhere(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = make(NewsItem, slug="hemligt-utkast", publish=False)
        page.slug = "mer-hemligt"
        page.save()
        renamed(page, "a")
    assert client.get("/newsitems/a/").status_code == 200
    assert is_absent(client, "/newsitems/hemligt-utkast/") and is_absent(client, "/newsitems/mer-hemligt/")


@pytest.mark.usefixtures("without_workflows")
def test_a_new_slug_from_the_editor_reaches_everything_below_once_it_is_published(client, item):
    chief, other = desk("chef", chief=True), desk("annan", chief=True)
    index = make_index(NewsItem)
    other.edit(index, slug="nytt")
    assert client.get("/newsitems/a/").status_code == 200 and is_absent(client, "/nytt/")
    chief.edit(index, "publish")
    assert leads_to(client, "/newsitems/a/") == "/nytt/a/"
    assert leads_to(client, "/newsitems/") == "/nytt/"


def test_a_move_in_the_admin_reaches_everything_below(client):
    home = make_site()
    section, other = (
        home.add_child(instance=StandardPage(title=slug, slug=slug, locale=home.locale)) for slug in ("del", "annan")
    )
    section.add_child(instance=StandardPage(title="Under", slug="under", locale=home.locale))
    address = reverse("wagtailadmin_pages:move_confirm", args=[section.pk, other.pk])
    assert desk("chef", chief=True).client.post(address).status_code == 302
    assert leads_to(client, "/del/") == "/annan/del/"
    assert leads_to(client, "/del/under/") == "/annan/del/under/"


def test_a_bulk_move_leads_on(client, item):
    other = NewsIndex(title="Arkiv", slug="arkiv", locale=item.locale)
    make_site().add_child(instance=other)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    chief = desk("chef", chief=True)
    chief.client.post(f"{address}?id={item.pk}", {"chooser": str(other.pk)})
    assert Page.objects.get(pk=item.pk).url == "/arkiv/a/"
    assert leads_to(client, "/newsitems/a/") == "/arkiv/a/"


def test_a_plain_page_and_its_translation_lead_on_from_their_own_addresses(client):
    home = make_site()
    page = home.add_child(instance=StandardPage(title="Om", slug="om", locale=home.locale))
    translation = page.copy_for_translation(Locale.objects.get(language_code="en"))
    translation.slug = "about"
    translation.save_revision().publish()
    renamed(page, "om-oss")
    renamed(translation, "about-us")
    assert leads_to(client, "/om/") == "/om-oss/"
    assert leads_to(client, "/en/about/") == "/en/about-us/"


def test_the_live_page_wins_a_slug_that_is_free_again(client, item):
    renamed(item, "b")
    taker = make(NewsItem, title="En annan", slug="a")
    assert "En annan" in client.get("/newsitems/a/").content.decode()
    taker.unpublish()
    assert client.get("/newsitems/a/").status_code == 410
    NewsItem.objects.get(pk=taker.pk).delete()
    assert "En annan" in client.get("/newsitems/a/").content.decode()


def test_a_draft_that_takes_a_free_slug_changes_nothing(client, item):
    renamed(item, "b")
    make(NewsItem, slug="a", publish=False)
    assert leads_to(client, "/newsitems/a/") == "/newsitems/b/"


# Taken away.


def unpublish(page) -> None:
    page.unpublish()


def expire(page) -> None:
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save()
    call_command("publish_scheduled", verbosity=0)


def delete(page) -> None:
    page.delete()


def unpublish_the_section(page) -> None:
    desk("chef", chief=True).client.post(
        reverse("wagtailadmin_pages:unpublish", args=[page.get_parent().pk]),
        {"include_descendants": "on", "reason": "Avsnittet läggs ner."},
    )


def delete_the_section(page) -> None:
    Page.objects.get(pk=page.get_parent().pk).specific.delete()


@pytest.mark.parametrize("take", [unpublish, expire, delete, unpublish_the_section, delete_the_section])
def test_what_was_taken_away_says_what_it_was_and_since_when_at_all_its_addresses(client, item, take):
    take(renamed(item, "b"))
    for path in ("/newsitems/a/", "/newsitems/b/"):
        answer = client.get(path)
        assert answer.status_code == 410
        assert "En nyhet" in answer.content.decode()
        assert str(timezone.localdate().year) in answer.content.decode()
        assert "noindex" in answer.content.decode()


def test_the_reason_and_the_public_successor_are_told(client):
    first = make(Recommendation, title="Äldre råd", slug="aldre")
    first.standing, first.change_note = "withdrawn", "Ny kunskap har kommit."
    first.save_revision().publish()
    newer = make(Recommendation, title="Nyare råd", slug="nyare", replaces=first, publish=False)
    Recommendation.objects.get(pk=first.pk).unpublish()
    gone = client.get("/recommendations/aldre/").content.decode()
    assert "Ny kunskap har kommit." in gone and "Nyare råd" not in gone
    newer.get_latest_revision().publish()
    assert "/recommendations/nyare/" in client.get("/recommendations/aldre/").content.decode()
    Recommendation.objects.get(pk=newer.pk).unpublish()
    assert "/recommendations/nyare/" not in client.get("/recommendations/aldre/").content.decode()


def test_a_redirect_rests_while_its_page_is_away_and_works_again(client, item):
    page = renamed(item, "b")
    page.unpublish()
    assert client.get("/newsitems/a/").status_code == 410
    renamed(page, "c")
    assert {leads_to(client, f"/newsitems/{slug}/") for slug in "ab"} == {"/newsitems/c/"}


def test_the_notice_is_in_the_language_of_the_address(client):
    page = make(NewsItem, title="News", slug="news", language="en")
    page.unpublish()
    answer = client.get("/en/newsitems/news/")
    assert answer.status_code == 410 and "has been taken away" in answer.content.decode()


# Not for the public.


@pytest.mark.parametrize("shut", [close, close_the_section, close_to_a_group])
def test_a_closed_page_is_absent_at_each_of_its_addresses_whatever_it_was(client, item, shut):
    page = renamed(item, "b")
    restriction = shut(page)
    assert is_absent(client, "/newsitems/a/") and is_absent(client, "/newsitems/b/")
    renamed(page, "c")
    assert all(is_absent(client, f"/newsitems/{slug}/") for slug in "abc")
    restriction.delete()
    assert leads_to(client, "/newsitems/a/") == leads_to(client, "/newsitems/b/") == "/newsitems/c/"
    restriction = shut(page)
    NewsItem.objects.get().unpublish()
    assert all(is_absent(client, f"/newsitems/{slug}/") for slug in "abc")


def test_an_address_that_a_page_had_only_while_closed_leads_nowhere_later(client, item):
    restriction = close(item)
    renamed(renamed(item, "stangd"), "c")
    restriction.delete()
    assert leads_to(client, "/newsitems/a/") == "/newsitems/c/"
    assert is_absent(client, "/newsitems/stangd/")


@pytest.mark.parametrize("shut", [close, close_the_section])
def test_what_is_deleted_while_closed_leaves_nothing_when_the_section_is_opened(client, item, shut):
    restriction = shut(renamed(item, "b"))
    NewsItem.objects.get().delete()
    PageViewRestriction.objects.filter(pk=restriction.pk).delete()
    assert is_absent(client, "/newsitems/a/") and is_absent(client, "/newsitems/b/")


def test_what_was_deleted_in_a_section_that_is_closed_later_is_absent(client, item):
    NewsItem.objects.get().delete()
    assert client.get("/newsitems/a/").status_code == 410
    restriction = close(make_index(NewsItem))
    assert is_absent(client, "/newsitems/a/")
    renamed(make_index(NewsItem), "nytt")
    assert is_absent(client, "/newsitems/a/")
    restriction.delete()
    assert client.get("/newsitems/a/").status_code == 410


def test_what_waits_for_its_day_is_absent_even_if_it_was_public(client, item):
    page = renamed(item, "b")
    page.unpublish()
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    page.title = "Ett utkast till efter det"
    page.save_revision()
    assert is_absent(client, "/newsitems/a/") and is_absent(client, "/newsitems/b/")


def test_the_alias_of_a_closed_page_is_closed(client, item):
    alias = item.create_alias(parent=make_index(Recommendation), update_slug="spegel")
    assert client.get(alias.url).status_code == 200
    close(item)
    assert is_absent(client, alias.url)
    assert not NewsItem.objects.published().exists()


def test_an_alias_leads_on_and_is_told_of_like_any_page(client, item):
    item.create_alias(parent=make_index(Recommendation), update_slug="spegel")
    renamed(make_index(Recommendation), "rad")
    assert leads_to(client, "/recommendations/spegel/") == "/rad/spegel/"
    NewsItem.objects.get(pk=item.pk).unpublish()
    assert client.get("/rad/spegel/").status_code == client.get("/recommendations/spegel/").status_code == 410


def test_an_address_that_a_swedish_title_makes_has_no_letters_to_escape(client):
    page = NewsItem(title="Vakuumförband vid svårläkta sår", ingress="En ingress.")
    make_index(NewsItem).add_child(instance=page)
    assert page.slug == "vakuumforband-vid-svarlakta-sar"
    olle = desk("olle", roles.OFFICERS)
    form = olle.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    assert "allow-unicode" not in str(form["slug"])
