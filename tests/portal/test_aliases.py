"""The translation tool and aliases change what readers see only through the gate, and write an event."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from news.models import NewsItem
from portal.models import PublicationEvent
from portal.moderation.four_eyes import fingerprint
from portal.moderation.publish_gate import as_stored
from tests.factories import make_index
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import answer, complete, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def olle() -> Desk:
    return desk("olle", roles.OFFICERS)


@pytest.fixture
def pia() -> Desk:
    return desk("pia", roles.PUBLISHERS)


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
    return who.client.post(f"/admin/localize/page/{page.pk}/convert_to_alias/")


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


@pytest.mark.parametrize("by", ["editor", "update"])
@pytest.mark.parametrize("who", ["olle", "pia"])
def test_the_translation_tool_publishes_past_nobody(by, who, pair, olle, pia) -> None:
    swedish, english = pair
    someone = {"olle": olle, "pia": pia}[who]
    before, answered = seen(english), answer(english.url)
    if by == "editor":
        address, data = reverse("wagtailadmin_pages:edit", args=[english.pk]), {"action": "publish"}
    else:
        swedish.title = "Ny rubrik"
        swedish.save_revision().publish()
        source = TranslationSource.objects.get(object_id=swedish.translation_key)
        address = reverse("wagtail_localize:update_translations", args=[source.pk])
        data = {"publish_translations": "on"}
    # The tool publishes when its own work is stored; a test's transaction would never end.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda function, *args, **kwargs: function())
        got = someone.client.post(address, data)
    after = seen(english)
    assert {**after, "scheduled": 0, "deliveries": 0} == {**before, "scheduled": 0, "deliveries": 0}
    assert answer(english.url) == answered
    if who == "pia":
        said = " ".join(str(message) for message in get_messages(got.wsgi_request))
        assert "har inte publicerats" in said and "Published" not in said


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
