"""Which newsletter can be mailed, in which version and to whom: what is approved and public, to those who asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from news.mailings.ordering import BATCH, NotMailable, obstacle, order, recipients
from news.mailings.sending import is_due, send_mailings
from news.models import Mailing, Newsletter, Subscriber
from tests.news.mailed import Sink, letter, no_server, ordered, sink, state_of, states, subscribe

pytestmark = pytest.mark.django_db
__all__ = ["no_server", "sink"]


def test_a_draft_can_not_be_mailed() -> None:
    subscribe("anna")
    draft = letter(publish=False)
    assert obstacle(draft).startswith("Det är inte publicerat")
    with pytest.raises(NotMailable):
        order(draft, None)
    assert not Mailing.objects.exists()


def test_what_some_may_not_read_and_what_follows_another_page_can_not_be_mailed() -> None:
    subscribe("anna")
    subscribe("anne", language="en")
    page = letter()
    assert obstacle(page) == ""
    alias = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True, alias=True)
    assert obstacle(alias.specific).startswith("Det är en kopia")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert obstacle(page).startswith("Det är stängt")
    page.unpublish()
    assert obstacle(Newsletter.objects.get(pk=page.pk)).startswith("Det är inte publicerat")


def test_a_newer_draft_is_not_what_is_mailed(sink: Sink) -> None:
    page = letter(title="Godkänt")
    page.title = page.subject = "Utkastet"
    page.save_revision()
    mailing = ordered(Newsletter.objects.get(pk=page.pk), "anna")
    send_mailings()
    assert mailing.revision_id == Newsletter.objects.get(pk=page.pk).live_revision_id
    assert sink.letter()["Subject"] == "Godkänt"
    assert b"Utkastet" not in sink.mails[0][1]


def test_it_goes_to_those_who_have_confirmed_in_its_language() -> None:
    subscribe("anna", "bo")
    subscribe("eve", language="en")
    Subscriber.objects.create(email="obekraftad@region.example", language="sv")
    ended = subscribe("slutat")[0]
    Subscriber.objects.filter(pk=ended.pk).update(ended_at=timezone.now())
    mailing = order(letter(), None)
    assert states(mailing) == {"anna": "waiting", "bo": "waiting"}


def test_it_is_ordered_once_at_a_time_and_again_only_for_those_who_are_left(sink: Sink) -> None:
    page = letter()
    mailing = ordered(page, "anna", "bo")
    assert obstacle(page) == "Det skickas redan, eller väntar på sin tid."
    sink.answers["bo@region.example"] = ["550 no"]
    send_mailings()
    assert state_of(mailing) == ("done", "")
    assert [person.email for person in recipients(page)] == ["bo@region.example"]
    again = order(page, None)
    assert states(again) == {"bo": "waiting"}
    send_mailings()
    assert sink.to == ["anna@region.example", "bo@region.example"]
    assert obstacle(page) == "Det finns ingen kvar att skicka till."


def test_thousands_are_written_in_few_queries(django_assert_max_num_queries: Any) -> None:
    people = (Subscriber(email=f"p{n}@region.example", language="sv", key=str(n)) for n in range(2 * BATCH))
    Subscriber.objects.bulk_create(people, batch_size=500)
    Subscriber.objects.update(confirmed_at=timezone.now())
    page = letter()
    with django_assert_max_num_queries(60):
        assert order(page, None).hand_overs.count() == 2 * BATCH


def test_what_is_ordered_for_later_waits_for_its_time(sink: Sink) -> None:
    subscribe("anna")
    mailing = order(letter(), None, timezone.now() + timedelta(hours=1))
    assert not is_due()
    Mailing.objects.update(begins_at=timezone.now())
    assert is_due()
    send_mailings()
    assert sink.to == ["anna@region.example"] and state_of(mailing) == ("done", "") and not is_due()


def test_publishing_sends_nothing(sink: Sink) -> None:
    subscribe("anna")
    letter()
    assert not is_due()
    send_mailings()
    assert not sink.mails
