"""What feed readers were once told twice: an entry of an event stays as it is, and one thing is told once."""

from datetime import timedelta

import feedparser
import pytest
from wagtail.models import PageViewRestriction

from portal.models import PublicationEvent
from recommendations.models import Recommendation
from tests.factories import ProductAreaFactory, make_index, make_site
from tests.flow.editing import ACTS, Editor
from tests.flow.telling import feeds_of, read

pytestmark = pytest.mark.django_db
# Each act of the editor at least once.
ACTS_OF_A_HISTORY = 40


@pytest.fixture
def editor() -> Editor:
    make_site()
    return Editor(1, (ProductAreaFactory(slug="hjarta"), ProductAreaFactory(slug="hud")))


def told(client, language: str) -> set[tuple[str, str, str]]:
    """The entries of the feed of all events, as sfeed tells them apart: by id, title and address."""
    address = {"sv": "/floden/handelser/alla.atom", "en": "/en/feeds/events/all.atom"}[language]
    entries = feedparser.parse(client.get(address).content).entries
    return {(entry.id, entry.title, entry.link) for entry in entries}


def ids(entries: set[tuple[str, str, str]]) -> set[str]:
    return {id for id, _title, _address in entries}


def test_what_is_marked_as_withdrawn_and_then_unpublished_is_withdrawn_once(client, editor):
    work = editor.publish(None)
    editor.mark_as_withdrawn(work)
    before = told(client, "sv")
    editor.unpublish_what_was_marked_as_withdrawn(work)
    assert ids(told(client, "sv")) == ids(before)


def test_what_was_in_english_first_is_not_published_again_in_english_when_it_is_translated(client, editor):
    work = editor.publish(None, original="en")
    before = told(client, "en")
    editor.translate_into_swedish(work)
    assert ids(told(client, "en")) == ids(before)


def test_a_translation_is_told_once_to_those_who_follow_in_its_language(client, editor):
    work = editor.publish(None)
    before = {language: told(client, language) for language in ("sv", "en")}
    editor.translate(work)
    assert told(client, "sv") == before["sv"]
    (came,) = told(client, "en") - before["en"]
    assert came[1] == f"Now in English: {work.word} at home"
    after = told(client, "en")
    for act in (Editor.withdraw_and_restore_the_translation, Editor.mend_the_translation, Editor.translate_anew):
        act(editor, work)
        assert told(client, "en") == after, act.__name__
    changes = client.get("/data/v1/changes").json()["changes"]
    kinds = [change["kind"]["code"] for change in changes if change["language"] == "en"]
    assert kinds[0] == "translated" and kinds.count("translated") == 1


def test_a_translation_that_was_there_before_this_was_told_is_no_news(client, editor):
    work = editor.publish_in_both_languages_at_once(None)
    for event in PublicationEvent.objects.all():
        event.created_at -= timedelta(days=1)
        del event.data["is_alias"]
        event.save()
    before = told(client, "en")
    editor.withdraw_and_restore_the_translation(work)
    editor.mend_the_translation(work)
    assert told(client, "en") == before


def test_both_languages_at_once_are_one_event_with_the_title_in_each(client, editor):
    work = editor.publish_in_both_languages_at_once(None)
    assert [title for _id, title, _address in told(client, "sv")] == [f"Publicerad: {work.word} i hemmet"]
    assert [title for _id, title, _address in told(client, "en")] == [f"Published: {work.word} at home"]


def test_a_translation_that_was_closed_at_first_is_told_when_readers_get_it(client, editor):
    work = editor.publish(None)
    closing = PageViewRestriction.objects.create(page=make_index(Recommendation, "en"), restriction_type="login")
    editor.translate(work)
    before = told(client, "en")
    assert len(before) == 1
    closing.delete()
    assert [title for _id, title, _address in told(client, "en") - before] == [f"Now in English: {work.word} at home"]


def test_a_translation_of_what_is_withdrawn_is_published(client, editor):
    work = editor.publish(None)
    editor.withdraw(work)
    before = told(client, "en")
    editor.translate(work)
    assert [title for _id, title, _address in told(client, "en") - before] == [f"Published: {work.word} at home"]


@pytest.mark.parametrize(
    "act",
    [
        Editor.move,
        Editor.change_the_address,
        Editor.mend_a_typo_in_the_title,
        Editor.withdraw,
        Editor.translate,
    ],
    ids=lambda act: act.__name__,
)
def test_an_entry_keeps_its_title_and_its_address(client, editor, act):
    work = editor.publish(None)
    editor.change_the_verdict(work)
    before = {language: told(client, language) for language in ("sv", "en")}
    act(editor, work)
    for language in ("sv", "en"):
        assert before[language] <= told(client, language)


@pytest.mark.one_database
def test_each_feed_tells_each_act_once_in_a_random_history(client, editor):
    feeds = feeds_of("", editor.areas[0].slug)
    known = {feed: set() for feed in feeds}
    for _act in range(ACTS_OF_A_HISTORY):
        editor.told.clear()
        done = editor.act()
        for feed, address in feeds.items():
            entries = {entry.id: entry.title for entry in feedparser.parse(client.get(address).content).entries}
            new = sorted(read(title) for id, title in entries.items() if id not in known[feed])
            assert (done, feed, new) == (done, feed, sorted(editor.told[feed]))
            assert known[feed] <= set(entries)
            known[feed] = set(entries)
    assert set(editor.done) == set(ACTS)
