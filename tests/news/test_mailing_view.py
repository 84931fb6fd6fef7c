"""A publisher sees what would be sent to whom, confirms just that, and follows it; publishing alone sends nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from news.mailings.mailing_view import VIEW
from news.mailings.ordering import order
from news.mailings.sending import send_mailings
from news.models import HandOver, Mailing, NewsItem, Newsletter
from portal.models import OutgoingMail
from tests.factories import make, republish
from tests.news.mailed import Sink, letter, no_server, sink, state_of, subscribe
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db
__all__ = ["no_server", "sink"]


def address(page: Any) -> str:
    return reverse(VIEW, args=[page.pk])


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def post(person: Desk, page: Any, click: str, **values: Any) -> Any:
    return person.client.post(address(page), {"click": click, "when": "now", **values}, follow=True)


def confirmed(person: Desk, page: Any, **values: Any) -> dict[str, str]:
    """The hidden fields of what is shown for confirmation."""
    shown = text(post(person, page, "ask", **values))
    return dict(re.findall(r'<input type="hidden" name="(revision|number|when|begins_at)" value="([^"]*)"', shown))


@pytest.fixture
def pia() -> Desk:
    return desk("pia", roles.PUBLISHERS)


def actions(page: Newsletter) -> list[str]:
    found = PageLogEntry.objects.filter(page=page.pk, action__startswith="news.mailing")
    return list(found.order_by("timestamp").values_list("action", flat=True))


@pytest.mark.parametrize(
    ("role", "sees", "acts"),
    [
        (roles.OFFICERS, True, False),
        (roles.PUBLISHERS, True, True),
        (roles.ADMINISTRATORS, True, True),
        (roles.READERS, False, False),
        (roles.CONTACTS, False, False),
    ],
)
def test_who_may_see_it_and_who_may_send(role: str, sees: bool, acts: bool) -> None:
    subscribe("anna")
    page, person = letter(), desk("nagon", role)
    answer = person.client.get(address(page))
    assert (answer.status_code == 200) is sees
    assert ('value="ask"' in answer.content.decode()) is acts
    assert (person.client.post(address(page), {"click": "ask", "when": "now"}).status_code == 200) is acts
    if not acts:
        person.client.post(address(page), {"click": "send", "when": "now"})
        assert not Mailing.objects.exists()


def test_the_button_stands_in_the_menus_of_newsletters_alone(pia: Desk) -> None:
    page, news = letter(), make(NewsItem)
    editor = pia.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert address(page) in editor and "Skicka per e-post" in editor
    listing = pia.client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).content.decode()
    assert address(page) in listing
    assert address(news) not in pia.client.get(reverse("wagtailadmin_pages:edit", args=[news.pk])).content.decode()
    assert pia.client.get(address(news)).status_code == 404


def test_the_number_and_the_version_are_confirmed_before_it_is_ordered(pia: Desk) -> None:
    subscribe("anna", "bo")
    subscribe("eve", language="en")
    page = letter()
    when = timezone.localtime(page.last_published_at)
    shown = text(post(pia, page, "ask"))
    assert "Skicka till 2 prenumeranter: versionen från" in shown and f"kl. {when:%H:%M} </h2>" in shown
    assert "Det skickas genast." in shown
    assert not Mailing.objects.exists()
    answer = post(pia, page, "send", **confirmed(pia, page))
    assert "Brevet går till 2 prenumeranter." in text(answer)
    mailing = Mailing.objects.get()
    assert mailing.made_by == pia.user and mailing.hand_overs.count() == 2
    assert actions(page) == ["news.mailing_ordered"]
    history = pia.client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "Beställt per e-post till 2 prenumeranter" in history


@pytest.mark.parametrize(
    "change",
    [lambda page: subscribe("cia"), lambda page: republish(page, title="Rättat")],
    ids=["one more subscriber", "another version"],
)
def test_what_has_changed_meanwhile_is_shown_again_and_nothing_is_sent(pia: Desk, change: Any) -> None:
    subscribe("anna")
    page = letter()
    given = confirmed(pia, page)
    change(page)
    shown = text(post(pia, page, "send", **given))
    assert "Något har ändrats under tiden" in shown and "Skicka till" in shown
    assert not Mailing.objects.exists()
    assert "Brevet går till" in text(post(pia, page, "send", **confirmed(pia, page)))


def test_what_has_been_taken_down_meanwhile_is_not_sent(pia: Desk) -> None:
    subscribe("anna")
    page = letter()
    given = confirmed(pia, page)
    page.unpublish()
    assert "Det är inte publicerat" in text(post(pia, page, "send", **given))
    assert not Mailing.objects.exists()


def test_a_second_click_orders_nothing_more(pia: Desk) -> None:
    subscribe("anna")
    page = letter()
    given = confirmed(pia, page)
    post(pia, page, "send", **given)
    assert "Det skickas redan, eller väntar på sin tid." in text(post(pia, page, "send", **given))
    assert Mailing.objects.count() == 1


def test_it_can_be_ordered_for_a_time_to_come_but_not_for_one_that_has_passed(pia: Desk) -> None:
    subscribe("anna")
    page, at = letter(), timezone.localtime() + timedelta(days=2)
    passed = {"when": "later", "begins_at": "2020-01-02 08:00"}
    assert "Den tiden har passerat" in text(post(pia, page, "ask", **passed))
    never = {"when": "later", "begins_at": "9999-12-31 08:00"}
    assert "Välj en tid inom ett år" in text(post(pia, page, "ask", **never))
    assert "Ange när" in text(post(pia, page, "ask", when="later"))
    later = {"when": "later", "begins_at": f"{at:%Y-%m-%d %H:%M}"}
    post(pia, page, "send", **confirmed(pia, page, **later))
    begins = timezone.localtime(Mailing.objects.get().begins_at)
    assert f"{begins:%Y-%m-%d %H:%M}" == later["begins_at"]
    assert f"kl. {at:%H:%M}" in text(pia.client.get(address(page)))


def test_a_draft_says_what_is_in_the_way(pia: Desk) -> None:
    subscribe("anna")
    shown = text(pia.client.get(address(letter(publish=False))))
    assert "Det är inte publicerat" in shown and 'name="click"' not in shown


def test_a_trial_goes_to_ones_own_address_and_ends_no_subscription(pia: Desk, no_server: None) -> None:
    subscribe("anna")
    page = letter(title="Brevet")
    page.title = "Utkastet"
    page.save_revision()
    assert pia.user.email in text(post(pia, page, "trial", email="anna@region.example"))
    mail = OutgoingMail.objects.get().content
    assert mail["to"] == [pia.user.email] and mail["subject"] == "[Prov] Brevet"
    assert "List-Unsubscribe" not in mail["headers"] and "Utkastet" not in str(mail)
    assert f"Avsluta prenumerationen: http://testserver{page.url}" in mail["body"]
    assert not HandOver.objects.exists() and actions(page) == ["news.mailing_trial"]
    page.unpublish()
    post(pia, page, "trial")
    assert OutgoingMail.objects.count() == 1


def test_it_is_paused_resumed_and_called_off_with_a_click_each(pia: Desk) -> None:
    subscribe("anna")
    page = letter()
    mailing = order(page, pia.user)
    for click, outcome in (("pause", "paused"), ("resume", "sending"), ("cancel", "cancelled")):
        post(pia, page, click, mailing=mailing.pk)
        assert state_of(mailing) == (outcome, "")
    assert "Inget ändrades" in text(post(pia, page, "resume", mailing=mailing.pk))
    assert actions(page) == ["news.mailing_paused", "news.mailing_resumed", "news.mailing_cancelled"]
    assert pia.client.post(address(page), {"click": "pause", "mailing": "x"}).status_code == 404
    history = pia.client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "Utskicket är pausat" in history and "Utskicket är avbrutet" in history


def test_how_far_it_has_come_is_shown_in_numbers_and_words(pia: Desk, sink: Sink) -> None:
    subscribe("anna", "bo", "cia")
    page = letter()
    mailing = order(page, pia.user)
    sink.answers = {"anna@region.example": ["451 later"], "bo@region.example": ["550 no"]}
    send_mailings()
    answer = pia.client.get(address(page))
    [row] = answer.context["mailings"]
    assert (row.sent, row.waiting, row.deferred, row.refused, row.left_out, row.rate) == (1, 1, 1, 1, 0, 1)
    assert "anna@" not in text(answer)
    page.unpublish()
    HandOver.objects.update(next_try_at=timezone.now())
    send_mailings()
    assert state_of(mailing) == ("stopped", "withdrawn")
    assert "Nyhetsbrevet är inte längre offentligt." in text(pia.client.get(address(page)))


def test_the_page_costs_the_same_with_many_recipients(pia: Desk, django_assert_max_num_queries: Any) -> None:
    subscribe(*(f"p{number}" for number in range(40)))
    page = letter()
    order(page, pia.user)
    pia.client.get(address(page))
    with django_assert_max_num_queries(40):
        pia.client.get(address(page))
