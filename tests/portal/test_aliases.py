"""The translation tool and aliases change what readers see only through the gate, and write an event."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, Locale, PageViewRestriction, Revision
from wagtail_localize.models import Translation, TranslationSource

from news.models import NewsItem
from portal.models import PublicationEvent, Release, ReleaseItem
from portal.moderation.four_eyes import fingerprint
from portal.moderation.publish_gate import as_stored
from tests.factories import make_index
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import answer, complete, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(olle: Desk) -> tuple[Any, Any]:
    """A Swedish page and its English one from the translation tool, both live."""
    swedish = complete(NewsItem, title="Nyheten")
    english = Locale.objects.get(language_code="en")
    if not make_index(NewsItem).has_translation(english):
        make_index(NewsItem).copy_for_translation(english).save_revision().publish()
    source, _created = TranslationSource.update_or_create_from_instance(swedish)
    translation = Translation.objects.create(source=source, target_locale=english)
    translation.save_target(publish=False)
    target = swedish.get_translation(english)
    target.title = "The news"
    target.save_revision().publish()
    return swedish, NewsItem.objects.get(pk=target.pk)


def convert(who: Desk, page: Any) -> Any:
    """Be asked, and say yes."""
    address = f"/admin/localize/page/{page.pk}/convert_to_alias/"
    return who.client.post(address, {"seen": who.client.get(address).context["seen"]})


def kinds(page: Any) -> list[str]:
    return list(PublicationEvent.objects.filter(page_id=page.pk).order_by("pk").values_list("kind", flat=True))


def test_an_officer_turns_no_live_page_into_an_alias(pair, olle) -> None:
    _swedish, english = pair
    before = seen(english)
    convert(olle, english)
    assert seen(english) == before


def test_a_publisher_does_with_an_event(pair, pia) -> None:
    _swedish, english = pair
    convert(pia, english)
    page = NewsItem.objects.get(pk=english.pk)
    assert page.alias_of_id and page.live and page.title == "Nyheten"
    assert kinds(english) == ["published", "corrected"]


def test_but_not_of_a_page_that_is_not_public(pair, pia) -> None:
    swedish, english = pair
    swedish.unpublish()
    before = seen(english)
    got = convert(pia, english)
    assert seen(english) == before
    assert "inte publicerad" in " ".join(str(message) for message in get_messages(got.wsgi_request))


def test_nor_of_one_that_is_closed_to_readers_who_have_the_translation(pair, pia) -> None:
    swedish, english = pair
    PageViewRestriction.objects.create(page=swedish, restriction_type="login")
    before = seen(english)
    got = convert(pia, english)
    assert seen(english) == before
    assert "stängd för läsarna" in " ".join(str(message) for message in get_messages(got.wsgi_request))


def test_not_one_that_somebody_has_written_since_the_question(pair, olle, pia) -> None:
    _swedish, english = pair
    address = f"/admin/localize/page/{english.pk}/convert_to_alias/"
    asked = pia.client.get(address).context["seen"]
    olle.edit(english, title="Olle's words")
    got = pia.client.post(address, {"seen": asked})
    assert "har sparats av olle" in " ".join(str(message) for message in get_messages(got.wsgi_request))
    pia.client.post(address)
    assert NewsItem.objects.get(pk=english.pk).alias_of_id is None
    convert(pia, english)
    assert NewsItem.objects.get(pk=english.pk).alias_of_id


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("a release", "samlade"),
        ("its own moment", "låst tills den publiceras"),
        ("a lock", "<b>'The news' är låst</b>"),
    ],
)
def test_nor_one_that_waits_or_is_locked(why, said, pair, pia) -> None:
    _swedish, english = pair
    later = timezone.now() + timedelta(days=1)
    if why == "a release":
        ReleaseItem.objects.create(release=Release.objects.create(name="Maj", at=later), page=english)
    elif why == "its own moment":
        Revision.objects.filter(pk=english.latest_revision_id).update(approved_go_live_at=later)
    else:
        NewsItem.objects.filter(pk=english.pk).update(locked=True, locked_by=desk("olga", roles.PUBLISHERS).user)
    got = convert(pia, english)
    assert NewsItem.objects.get(pk=english.pk).alias_of_id is None
    assert said in " ".join(str(message) for message in get_messages(got.wsgi_request))


def test_comments_are_neither_lost_nor_told_to_the_editors_of_another_page(pair, olle, pia) -> None:
    swedish, english = pair
    Comment.objects.create(page=swedish, user=olle.user, text="För oss som skriver på svenska.", contentpath="title")
    asked = Comment.objects.create(page=english, user=olle.user, text="Is it so?", contentpath="title")
    got = convert(pia, english)
    assert "kommentarer" in " ".join(str(message) for message in get_messages(got.wsgi_request))
    assert NewsItem.objects.get(pk=english.pk).alias_of_id is None
    Comment.objects.filter(pk=asked.pk).update(resolved_at=timezone.now())
    convert(pia, english)
    assert NewsItem.objects.get(pk=english.pk).alias_of_id
    assert list(Comment.objects.values_list("page", flat=True)) == [swedish.pk]


def test_the_review_of_words_that_are_given_up_ends(pair, olle, pia) -> None:
    _swedish, english = pair
    olle.edit(english, "submit", title="New words")
    convert(desk("chefen", chief=True), english)
    page = NewsItem.objects.get(pk=english.pk)
    assert page.alias_of_id and page.current_workflow_state is None


@pytest.mark.parametrize("kind", ["translation", "copy"])
def test_what_is_written_in_a_page_that_became_an_alias_is_shown_to_be_copied(kind, pair, olle, pia) -> None:
    swedish, english = pair
    written = {**olle.form(english), "ingress": "Words that took an hour."}
    if kind == "translation":
        convert(pia, english)
        alias = english
    else:
        alias = swedish.create_alias(update_slug="alias")
    address = reverse("wagtailadmin_pages:edit", args=[alias.pk])
    got = olle.client.post(address, written)
    assert got.status_code == 404 and "Words that took an hour." in got.content.decode()
    got = olle.client.post(address, written, headers={"accept": "application/json"})
    assert got.status_code == 404 and "Ingenting" in got.json()["error_message"]


def test_the_way_to_an_alias_is_a_link_so_that_the_browser_warns_of_what_is_not_saved(pair, pia) -> None:
    _swedish, english = pair
    shown = pia.client.get(reverse("wagtailadmin_pages:edit", args=[english.pk])).content.decode()
    assert f'href="/admin/localize/page/{english.pk}/convert_to_alias/"' in shown
    assert 'name="localize-convert-to-alias"' not in shown


def test_saving_a_translation_keeps_the_live_words_and_its_own_as_a_draft(pair, pia) -> None:
    from wagtail.log_actions import LogContext

    swedish, english = pair
    swedish.title = "Ny rubrik"
    swedish.save_revision().publish()
    source, _created = TranslationSource.update_or_create_from_instance(swedish)
    with LogContext(user=pia.user):
        source.create_or_update_translation(english.locale, user=pia.user, publish=False, fallback=True)
    page = NewsItem.objects.get(pk=english.pk)
    assert page.title == "The news" and page.has_unpublished_changes
    assert page.get_latest_revision_as_object().title == "Ny rubrik"


def test_an_alias_that_becomes_a_page_of_its_own_reads_as_before_and_is_told_of(pair, olle, pia) -> None:
    _swedish, english = pair
    convert(pia, english)
    before = fingerprint(as_stored(NewsItem.objects.get(pk=english.pk)))
    olle.client.post(reverse("wagtailadmin_pages:convert_alias", args=[english.pk]))
    page = NewsItem.objects.get(pk=english.pk)
    assert page.alias_of_id is None and page.live and fingerprint(as_stored(page)) == before
    assert kinds(page) == ["published", "corrected", "refiled"]
    shown = answer(page.url)
    olle.edit(page, "publish", title="Bara Olle")
    assert answer(page.url) == shown


def test_an_alias_is_no_text_in_its_language_and_the_translation_that_comes_in_its_place_is(pair, olle, pia) -> None:
    _swedish, english = pair
    PublicationEvent.objects.filter(page_id=english.pk).delete()
    PublicationEvent.objects.update(created_at=timezone.now() - timedelta(days=1))
    convert(pia, english)
    olle.client.post(reverse("wagtailadmin_pages:convert_alias", args=[english.pk]))
    assert kinds(english) == ["published", "refiled"]
    for title in ("The news", "The news today"):
        page = NewsItem.objects.get(pk=english.pk)
        page.title = title
        page.save_revision().publish()
    assert kinds(english) == ["published", "refiled", "translated", "corrected"]


def test_a_new_alias_is_told_of(pia) -> None:
    page = complete(NewsItem)
    data = {"new_title": page.title, "new_slug": "alias", "new_parent_page": page.get_parent().pk, "alias": "on"}
    pia.client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    alias = NewsItem.objects.get(slug="alias")
    assert alias.live and kinds(alias) == ["published"]
