"""The mail of an alert says the same as text and as HTML, whole in any mail program."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml.html import document_fromstring

from news.alerts.digest_mail import MOST, Digest, as_html, as_text
from news.feeds import Entry
from news.letter import html_mail
from portal.models import SiteSettings

AT = datetime(2026, 3, 1, tzinfo=UTC)
ENTRY = Entry(
    id="tag:portal.example,2026:1/2",
    title="Ändrad, Kan användas → Bör användas: Pumpen",
    url="https://portal.example/id/1/",
    published=AT,
    updated=AT,
    summary="Nu för alla.\nGäller från mars.",
)


def digest(**values: Any) -> Digest:
    site = SiteSettings(organisation="Funktionen", contact_function="Redaktionen", contact_email="post@portal.example")
    given: dict[str, Any] = {
        "name": "Rekommendationer om “pump” <b> & slang",
        "address": "https://portal.example/sok/?q=pump&type=recommendation",
        "often": "direkt",
        "entries": (ENTRY,),
        "end_url": "https://portal.example/e/nyckel/",
        "settings_url": "https://portal.example/prenumerera/",
        "portal_url": "https://portal.example/",
        "site": site,
    }
    return Digest(**{**given, **values})


def test_both_say_the_same_and_lead_to_the_same_addresses() -> None:
    made = digest()
    text, html = " ".join(as_text(made).split()), document_fromstring(as_html(made, "sv"))
    said = " ".join(html.body.text_content().split())
    for words in (made.name, ENTRY.title, "Nu för alla.", "Gäller från mars.", made.reason, "Redaktionen, Funktionen"):
        assert words in said
        assert words in text.replace("Redaktionen Funktionen", "Redaktionen, Funktionen")
    addresses = {made.address, ENTRY.url, made.end_url, made.settings_url}
    assert addresses <= set(html.xpath("//a/@href")) and all(address in text for address in addresses)
    assert html.get("lang") == "sv" and " ".join(html.findtext(".//title").split()) == made.subject == ENTRY.title


def test_each_text_has_its_language() -> None:
    html = document_fromstring(as_html(digest(entries=(replace(ENTRY, language="en", title_language="sv"),)), "en"))
    assert (html.get("lang"), html.find(".//h2/a").get("lang")) == ("en", "sv")
    assert [line.get("lang") for line in html.xpath("//h2/following-sibling::p")] == ["en", "en"]


@pytest.mark.parametrize("number", [MOST, MOST + 1, 400])
def test_however_much_has_happened_mail_programs_show_it_whole_and_it_says_what_is_left(number: int) -> None:
    long = replace(ENTRY, title="Ändrad: " + "Rekommendation om ord " * 8, summary="Det finns mycket att säga. " * 9)
    made = digest(entries=(long,) * number)
    html = as_html(made, "sv")
    assert len(html.encode()) < html_mail.MOST and max(map(len, html.splitlines())) < 998
    assert html.count("<h2") == MOST == as_text(made).count("* Ändrad")
    told = f"av {number} händelser"
    assert (told in html, told in " ".join(as_text(made).split())) == ((number > MOST,) * 2)
    assert made.subject.startswith(f"{number} händelser: ")
