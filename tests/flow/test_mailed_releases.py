"""A newsletter that a release publishes, and one that the translation tool begins, go by mail as readers have them."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale

from news.mailings.mail_server import MailServer
from news.mailings.ordering import NotMailable, order
from news.mailings.sending import send_mailings
from news.models import Newsletter
from portal.scheduling.scheduled_publishing import publish_due
from tests.factories import make_site
from tests.news.mailed import Sink, letter, no_server, sink, state_of, subscribe
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import drafted, reviewed
from tests.portal.releases import moment_comes, read_by_two, release_of

__all__ = ["no_server", "sink"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, Desk]:
    make_site()
    return {
        "olle": desk("olle", roles.OFFICERS),
        "rut": desk("rut", roles.READERS),
        "pia": desk("pia", roles.READERS, roles.PUBLISHERS),
    }


def test_what_a_release_is_to_publish_is_mailed_after_its_moment_alone(sink: Sink, people: dict[str, Desk]) -> None:
    subscribe("anna")
    page = read_by_two(Newsletter, people, title="Novemberbrevet")
    release = release_of(page, by=people["pia"])
    with pytest.raises(NotMailable):
        order(page, people["pia"].user)
    send_mailings()
    assert not sink.mails
    moment_comes(release)
    publish_due()
    order(Newsletter.objects.get(pk=page.pk), people["pia"].user)
    send_mailings()
    assert sink.to == ["anna@region.example"] and sink.letter()["Subject"] == "Novemberbrevet"


def test_a_release_that_publishes_another_version_meanwhile_stops_the_mailing(
    sink: Sink, people: dict[str, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = letter(title="Första versionen")
    subscribe("anna", "bo", "cecilia")
    mailing = order(page, people["pia"].user)
    newer = drafted(page, people["olle"].user, people["rut"].user, title="Andra versionen")
    release = release_of(reviewed(newer).content_object, by=people["pia"])

    taken = MailServer.hand_over

    def hand_over(server: MailServer, mail: Any) -> None:
        taken(server, mail)
        if len(sink.mails) == 1:
            moment_comes(release)
            publish_due()

    monkeypatch.setattr(MailServer, "hand_over", hand_over)
    send_mailings()
    assert len(sink.mails) == 1 and state_of(mailing) == ("stopped", "changed")
    again = order(Newsletter.objects.get(pk=page.pk), people["pia"].user)
    send_mailings()
    assert sink.to == ["anna@region.example", "bo@region.example", "cecilia@region.example"]
    assert state_of(again) == ("done", "")
    assert [b"Andra versionen" in content for _to, content in sink.mails] == [False, True, True]


def test_an_english_letter_that_the_translation_tool_begins_goes_in_english_to_those_who_asked_for_english(
    sink: Sink, people: dict[str, Desk]
) -> None:
    swedish = letter(title="Brevet", ingress="Vad rådet har beslutat.")
    subscribe("anna")
    subscribe("john", language="en")
    begun: Any = {"locales": [Locale.objects.get(language_code="en").pk]}
    people["olle"].client.post(reverse("wagtail_localize:submit_page_translation", args=[swedish.pk]), begun)
    english = Newsletter.objects.get(translation_key=swedish.translation_key, locale__language_code="en")
    with pytest.raises(NotMailable):
        order(english, people["pia"].user)
    words = {"title": "The letter", "ingress": "What the council has decided."}
    reviewed(drafted(english, people["olle"].user, people["rut"].user, **words)).publish()
    order(Newsletter.objects.get(pk=english.pk), people["pia"].user)
    send_mailings()
    assert sink.to == ["john@region.example"]
    mail = sink.letter()
    html, text = (mail.get_body((kind,)).get_content() for kind in ("html", "plain"))  # type: ignore[union-attr]
    assert (mail["Subject"], mail["Content-Language"]) == ("The letter", "en") and 'lang="en"' in html
    for body in (html, text):
        assert "What the council has decided." in " ".join(body.split()) and "Vad rådet" not in body
        assert "End your subscription" in body
