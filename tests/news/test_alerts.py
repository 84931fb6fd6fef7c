"""Whoever follows a search, an area or a page is told by mail what its event feed tells: once, and never nothing."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news.alerts import digest_mail, digests, matching
from news.models import Alert, AlertEvent, NewsItem
from news.subscriptions import subscribing
from news.subscriptions.links import Purpose, link
from portal.models import Delivery, PublicationEvent
from portal.outbox.delivery import drain
from recommendations.models import Recommendation
from tests.factories import ProductAreaFactory, make, make_site

pytestmark = pytest.mark.django_db
EVA = "eva@region.example"


@pytest.fixture(autouse=True)
def site() -> None:
    make_site()


def alert(query: str = "", **values: Any) -> Alert:
    given = {"email": EVA, "language": "sv", "frequency": "at_once", "confirmed_at": timezone.now(), **values}
    made: Alert = Alert.objects.create(query=query, **given)
    return made


def told() -> list[str]:
    """Deliver what is due, send what is due: the bodies of the mails."""
    mail.outbox.clear()
    drain()
    digests.send_due()
    return [str(one.body) for one in mail.outbox]


def test_she_follows_a_search_from_where_she_stands(client) -> None:
    make(Recommendation, title="Insulinpumpen")
    page = client.get("/sok/?q=insulinpump&type=recommendation").content.decode()
    [address] = re.findall(r'href="(/prenumerera/bevaka/[^"]+)"', page)
    address = address.replace("&amp;", "&")
    assert "”insulinpump”, Rekommendationer" in client.get(address).content.decode()
    answer = client.post(address, {"email": EVA, "frequency": "weekly"})
    assert answer.url == reverse("subscriptions:asked")
    [written] = mail.outbox
    assert written.subject == "Bekräfta vad du vill bevaka" and "”insulinpump”, Rekommendationer" in str(written.body)
    confirm = urlsplit(re.findall(r"http://\S+", str(written.body))[0]).path
    assert not Alert.objects.getting_mail().exists()
    client.post(confirm)
    kept = Alert.objects.getting_mail().get()
    assert (kept.query, kept.frequency, kept.language) == ("q=insulinpump&type=recommendation", "weekly", "sv")
    assert kept.since_event == PublicationEvent.objects.latest("pk").pk
    # From whichever page of the hits.
    assert "”insulinpump”" in client.get(f"{address}&page=2").content.decode()


def test_it_tells_the_old_and_the_new_verdict_and_a_withdrawal() -> None:
    page = make(Recommendation, title="Pumpen", verdict="can")
    drain()
    alert("type=recommendation")
    page.verdict, page.change_note = "should", "Nu för alla."
    page.save_revision().publish()
    [body] = told()
    assert "Ändrad, Kan användas → Bör användas: Pumpen" in body and "Nu för alla." in body
    assert "/id/" in body and "Sluta bevaka:" in body and "bevakar: Rekommendationer (direkt)." in body
    page.unpublish()
    [body] = told()
    assert "Återkallad: Pumpen" in body
    assert told() == []


def test_whoever_follows_an_area_is_told_what_leaves_it() -> None:
    first, second = ProductAreaFactory(), ProductAreaFactory()
    page = make(NewsItem, title="Flyttar", areas=[first])
    drain()
    alert(f"area={first.slug}"), alert(f"area={second.slug}", email="b@x.example")
    page.product_areas.set([second])
    page.save_revision().publish()
    told()
    said = {one.to[0]: str(one.subject) for one in mail.outbox}
    assert said == {EVA: "Ingår inte längre i urvalet: Flyttar", "b@x.example": "Ingår nu i urvalet: Flyttar"}


def test_the_same_event_is_told_once_however_often_it_is_delivered() -> None:
    alert()
    make(NewsItem, title="Nyheten")
    assert len(told()) == 1
    Delivery.objects.update(state="waiting", next_try_at=timezone.now())
    assert told() == [] and AlertEvent.objects.count() == 1


def test_what_is_older_than_the_alert_is_not_told_though_it_is_delivered_late() -> None:
    make(NewsItem, title="Gammal")
    subscribing.confirm(alert(confirmed_at=None))
    assert told() == []


def test_words_are_judged_by_search_and_a_withdrawal_by_its_title() -> None:
    alert("q=insulinpumpar"), alert("q=hjärta", email="b@x.example")
    page = make(Recommendation, title="Insulinpump för alla")
    assert ["Insulinpump för alla" in body for body in told()] == [True]
    page.unpublish()
    assert ["Återkallad" in body for body in told()] == [True]


def test_who_was_told_of_a_page_by_words_of_its_text_is_told_that_it_is_withdrawn() -> None:
    alert("q=glukossensor"), alert("q=glukossensor&type=case", email="b@x.example")
    page = make(Recommendation, title="Libre", ingress="En glukossensor för alla.")
    assert len(told()) == 1
    alert("q=glukossensor&region=12", email="c@x.example")
    page.unpublish()
    assert ["Återkallad: Libre" in body for body in told()] == [True]


def test_one_page_is_followed_through_its_life(client) -> None:
    page, other = make(NewsItem, title="Sidan"), make(NewsItem, title="En annan")
    drain()
    assert "?publication=" in client.get(page.url).content.decode()
    client.post(reverse("subscriptions:follow") + f"?publication={page.pk}", {"email": EVA, "frequency": "at_once"})
    subscribing.confirm(Alert.objects.get())
    for one in (page, other):
        one.change_note = "Ändrat."
        one.save_revision().publish()
    [body] = told()
    assert "Ändrad: Sidan" in body and "En annan" not in body
    page.unpublish()
    [body] = told()
    assert body.startswith("Sidan\n=====") and "Återkallad: Sidan" in body and "#" not in body
    assert client.get(reverse("subscriptions:follow") + "?publication=999999").status_code == 404
    assert client.get(reverse("subscriptions:follow") + "?publication=x").status_code == 404


def test_what_is_closed_before_the_mail_goes_is_not_told() -> None:
    alert()
    page = make(NewsItem, title="Hemlig sak")
    drain()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert not [body for body in told() if "Hemlig sak" in body]


def test_nothing_counts_as_mailed_that_was_not() -> None:
    alert("q=hemlig")
    page = make(NewsItem, title="Hemlig sak")
    drain()
    assert AlertEvent.objects.exists()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert told() == [] and not AlertEvent.objects.exists() and not digests.is_due()


def test_nothing_goes_to_one_who_has_ended_meanwhile(client) -> None:
    made = alert()
    make(NewsItem, title="Nyheten")
    drain()
    client.post(link(Purpose.END, made.key, "sv"), {"List-Unsubscribe": "One-Click"})
    assert told() == []
    subscribing.resume(made)
    assert len(told()) == 1, "taken back, everything is as before"


def test_a_mail_has_the_headers_of_one_click_and_of_no_answer() -> None:
    alert()
    make(NewsItem, title="Nyheten")
    told()
    [sent] = mail.outbox
    assert sent.subject == "Publicerad: Nyheten"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/prenumerera/avsluta/" in sent.extra_headers["List-Unsubscribe"]
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("frequency", "now", "last"),
    [
        ("daily", "2026-12-01 06:59", "2026-11-30 07:00"),
        ("daily", "2026-12-01 07:00", "2026-12-01 07:00"),
        ("weekly", "2026-12-01 12:00", "2026-11-30 07:00"),
        ("weekly", "2026-11-30 06:00", "2026-11-23 07:00"),
        ("at_once", "2026-12-01 12:00", "2026-12-01 12:00"),
    ],
)
def test_when_mails_go(frequency: str, now: str, last: str) -> None:
    at = digests.last_time(frequency, timezone.make_aware(datetime.fromisoformat(now)))
    assert f"{at:%Y-%m-%d %H:%M}" == last


def test_a_missed_morning_is_caught_up_with_all_of_it() -> None:
    alert(frequency="daily")
    make(NewsItem, title="Ett"), make(NewsItem, title="Två")
    assert told() == [], "not before the morning"
    AlertEvent.objects.update(at=timezone.now() - timedelta(days=3))
    [body] = told()
    assert "Publicerad: Ett" in body and "Publicerad: Två" in body and told() == []


def test_english_readers_are_told_in_english() -> None:
    alert(language="en")
    make(NewsItem, title="Nyheten")
    [body] = told()
    assert "Published: Nyheten" in body and "You get this because" in body


def test_an_alert_that_has_too_many_filters_is_refused_in_words(client) -> None:
    areas = [ProductAreaFactory(slug=f"ett-omrade-med-ett-langt-namn-{number}") for number in range(45)]
    many = "&".join(f"area={area.slug}" for area in areas)
    address = reverse("subscriptions:follow") + f"?{many}"
    assert "fler filter" in client.get(address).content.decode()
    client.post(address, {"email": EVA, "frequency": "daily"})
    assert not Alert.objects.exists()


@pytest.mark.parametrize("query", ["type=zzz", "type=Betala+nu", "year=99999", "lang=xx"])
def test_a_filter_that_is_none_is_not_followed(client, query: str) -> None:
    address = reverse("subscriptions:follow") + f"?{query}"
    assert "filter som vi inte känner till" in client.get(address).content.decode()
    client.post(address, {"email": EVA, "frequency": "daily"})
    assert not Alert.objects.exists()
    assert "inte känner till" not in client.get(reverse("subscriptions:follow") + "?year=2024&lang=sv").content.decode()


def test_nobody_has_the_portal_mail_words_of_their_own(client) -> None:
    words = "Kontot stängs, logga in på http://evil.example/login"
    client.post(reverse("subscriptions:follow") + "?" + urlencode({"q": words}), {"email": EVA, "frequency": "daily"})
    assert "evil" not in str(mail.outbox[0].body) and "en sökning i portalen" in str(mail.outbox[0].body)


def test_what_she_has_already_is_reached_from_the_form_of_the_newsletter(client) -> None:
    made = alert("type=news")
    client.post(reverse("subscriptions:subscribe"), {"email": EVA, "language": "sv"})
    [_confirm, manage] = re.findall(r"http://\S+", str(mail.outbox[0].body))
    client.post(link(Purpose.END, made.key, "sv"))
    assert "Nyheter" in client.get(urlsplit(manage).path).content.decode()
    client.post(urlsplit(manage).path, {"act": "erase"})
    assert not subscribing.all_of(EVA)


def test_strangers_do_not_keep_an_owner_from_the_link_to_manage(client) -> None:
    alert("type=news")
    for number in range(7):
        subscribing.ask_for_alert(EVA, "sv", "daily", query=f"q=ord{number}")
    assert len(mail.outbox) == subscribing.MOST_MAILS
    subscribing.ask_for_alert(EVA, "sv", "daily", query="type=news")
    assert mail.outbox[-1].subject == "Din länk till det du får per e-post"


def test_one_alert_that_fails_does_not_stop_the_others(monkeypatch, caplog) -> None:
    alert("type=news", email="a@x.example"), alert(email="b@x.example")
    make(NewsItem, title="Nyheten")
    real = digest_mail.mail_of

    def failing(one: Alert, *given: Any) -> Any:
        if one.email.startswith("a"):
            raise OSError("nej")
        return real(one, *given)

    monkeypatch.setattr("news.alerts.digests.mail_of", failing)
    assert len(told()) == 1 and "a@x.example" not in caplog.text
    monkeypatch.undo()
    assert len(told()) == 1


def test_what_was_told_a_month_ago_is_forgotten_and_what_waits_is_not() -> None:
    made, long_ago = alert(), timezone.now() - timedelta(days=40)
    AlertEvent.objects.create(alert=made, event_id=1, kind="published", at=long_ago, mailed_at=long_ago)
    AlertEvent.objects.create(alert=made, event_id=2, kind="published", at=long_ago)
    subscribing.forget_old()
    assert AlertEvent.objects.get().event_id == 2


def test_all_her_subscriptions_stand_on_one_page_and_are_erased_together(client) -> None:
    made, other = alert("type=news"), alert(email="b@x.example")
    subscribing.ask_for_newsletter(EVA, "sv")
    address = link(Purpose.MANAGE, made.key, "sv")
    page = client.get(address).content.decode()
    assert "Nyheter" in page and "Nyhetsbrevet" in page and "Det är inte bekräftat" in page
    client.post(address, {"key": made.key, "frequency": "weekly"})
    client.post(address, {"key": other.key, "act": "end"})
    assert Alert.objects.get(pk=made.pk).frequency == "weekly" and Alert.objects.getting_mail().count() == 2
    client.post(address, {"act": "erase"})
    assert list(Alert.objects.all()) == [other] and not subscribing.all_of(EVA)


def test_matching_costs_the_same_for_many(django_assert_max_num_queries) -> None:
    rows = [Alert(email=f"{n}@x.example", key=str(n), language="sv", query=f"q=pump{n}") for n in range(300)]
    Alert.objects.bulk_create(rows)
    Alert.objects.update(confirmed_at=timezone.now())
    make(NewsItem, title="Pump7")
    event = PublicationEvent.objects.latest("pk")
    with django_assert_max_num_queries(40):
        matching.deliver(event)
    assert AlertEvent.objects.get().alert.query == "q=pump7"
