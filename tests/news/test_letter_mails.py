"""The HTML mail and the text mail of a newsletter say what its page says, to anyone who may read that."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from news.letter.content import Letter, LetterItem, LetterSection, letter_of
from news.letter.html_mail import MOST, html_mail
from news.letter.text_mail import text_mail
from news.models import NewsItem, Newsletter
from portal.models import SiteSettings
from recommendations.models import Case, Recommendation
from tests.factories import make

BASE = "http://testserver"
ITEM = LetterItem(
    "Klockan", f"{BASE}/a/", "", False, "can", "Kan användas", "", "Två rader.", "2026-01-02", "2 januari"
)


def letter(**values: Any) -> Letter:
    given = {
        "subject": "Ämnet",
        "preheader": "Raden",
        "language": "sv",
        "url": f"{BASE}/brev/",
        "kicker": "Nyhetsbrev",
        "heading": "Rubriken",
        "is_example": False,
        "ingress": "Ingressen.",
        "parts": (),
        "portal_url": f"{BASE}/",
        "organisation": "Samverkan",
        "contact_function": "Beredningsfunktionen",
        "contact_email": "post@exempel.se",
    }
    return Letter(**{**given, **values})


def mails(page: Newsletter) -> tuple[str, str]:
    made = letter_of(page, SiteSettings())
    return html_mail(made), text_mail(made)


def issue(*parts: tuple[str, Any], **values: Any) -> Any:
    return make(Newsletter, **{"title": "Brevet", "number": 4, "topics": list(parts), **values})


def topic(title: str, *pages: Any, blurb: str = "Två rader.") -> tuple[str, Any]:
    return "topic", {"title": title, "items": [{"page": page, "blurb": blurb} for page in pages]}


@pytest.mark.django_db
def test_both_mails_say_what_the_page_says(client) -> None:
    named = make(Recommendation, title="Tyngdtäcken", verdict="refrain", standing="in_force")
    old = make(Recommendation, title="Pumpen", verdict="can", standing="withdrawn")
    page = issue(
        topic("Beslut", named, old),
        (
            "text",
            {"title": "Från rådet", "text": RichText('<p>Läs <a href="https://exempel.se/a?b=1&amp;c=2">mer</a>.</p>')},
        ),
        editorial="<p>Hej <b>alla</b>!</p>",
        meetings="2 december: rådet\n9 december: sista dag",
        body=[("heading", "En bild till"), ("text", RichText("<ul><li>Ett</li><li>Två</li></ul>"))],
        sources=[("source", {"title": "Källan", "note": "", "url": "https://exempel.se/k"})],
    )
    web = re.sub(r"\s+", " ", client.get(page.url).content.decode())
    for mail in mails(page):
        flat = re.sub(r"\s+", " ", mail)
        said = [
            "Brevet",
            "Hej",
            "Tyngdtäcken",
            "Avstå",
            "Pumpen",
            "Återkallad",
            "Två rader.",
            "Läs",
            "9 december: sista dag",
        ]
        assert [
            words for words in [*said, "Ett", "https://exempel.se/k"] if words not in flat or words not in web
        ] == []
        assert "Kan användas" not in flat and f"{BASE}{named.url}" in flat
        assert "Från rådet".casefold() in flat.casefold()


@pytest.mark.django_db
def test_a_letter_without_a_text_has_no_heading_for_it() -> None:
    for mail in mails(issue(editorial='<p data-block-key="a"></p>', meetings=" ")):
        assert not re.search("inledning|möten", mail, re.IGNORECASE)


@pytest.mark.django_db
def test_what_readers_may_not_see_is_in_neither_mail() -> None:
    closed, draft = make(NewsItem, title="Stängd"), make(NewsItem, title="Utkastet", publish=False)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.PASSWORD, password="x")
    secret = make(Case, title="Hemlig pump", product="Hemlig pump", is_secret=True, anonymous_title="Ett ärende")
    page = issue(
        topic("Hemligt", closed, draft),
        topic("Ärenden", secret),
        editorial=f'<p>Se <a linktype="page" id="{draft.pk}">sidan</a>.</p>',
    )
    for mail in mails(page):
        assert "Stängd" not in mail and "Utkastet" not in mail and "Hemlig" not in mail
        assert "Ett ärende" in mail and draft.slug not in mail


@pytest.mark.django_db
def test_a_letter_in_english_is_in_english_and_marks_what_is_not() -> None:
    named = make(NewsItem, title="Nyheten")
    page = make(Newsletter, language="en", title="The letter", number=4, topics=[topic("News", named)])
    html, text = mails(page)
    assert '<html lang="en"' in html and '<a lang="sv"' in re.sub(r'(<a) href="[^"]*"', r"\1", html)
    assert "Newsletter no. 4" in html and "Read the letter on the web: http" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "subject", "preheader"),
    [
        ({"subject": "", "preheader": ""}, "Brevet", "Kort."),
        (
            {"subject": "Nytt\r\nBcc: alla@exempel.se", "preheader": "Två\nrader"},
            "Nytt Bcc: alla@exempel.se",
            "Två rader",
        ),
        ({"ingress": "ord " * 99}, "Brevet", ("ord " * 99)[:139] + "…"),
        ({"is_example": True}, "Exempel: Brevet", "Kort."),
    ],
)
def test_subject_and_preheader_are_one_line_each(values, subject, preheader) -> None:
    made = letter_of(issue(**{"ingress": "Kort.", **values}), SiteSettings())
    assert (made.subject, made.preheader) == (subject, preheader)


def test_the_html_mail_loads_nothing_and_has_both_schemes() -> None:
    html = html_mail(letter(parts=(LetterSection("Beslut", items=(ITEM,)),)))
    assert not re.search(r"@import|url\(|<link|<script|src=", html)
    assert {*re.findall(r'https?://[^"/<]+', html)} <= {BASE, "http://www.w3.org"}
    assert "prefers-color-scheme: dark" in html and "min-width:480px" in html.replace(" ", "")
    assert 'class="verdict can" style="' in html
    assert len(html.encode()) < MOST


def test_the_text_mail_has_lines_of_72_columns_and_whole_addresses() -> None:
    address = f"{BASE}/{'a' * 90}/"
    section = LetterSection("Beslut", f'<p>{"ord " * 40}<a href="{address}">hit</a></p>', (ITEM,))
    lines = text_mail(letter(parts=(section,), ingress="Ingress. " * 30)).splitlines()
    assert [line for line in lines if len(line) > 72] == [f"({address})"]
    assert lines[lines.index("* Klockan") :][:4] == [
        "* Klockan",
        "  Kan användas. 2 januari",
        "  Två rader.",
        f"  {BASE}/a/",
    ]


@given(words=st.text(), html=st.text())
def test_no_text_breaks_a_mail(words: str, html: str) -> None:
    from news.snapshot import sanitize

    item = LetterItem(words, f"{BASE}/a/", "", True, "can", words, words, words, "", words)
    section = LetterSection(words, sanitize(html, "/"), (item,))
    made = letter(**dict.fromkeys(("subject", "preheader", "kicker", "heading", "ingress"), words), parts=(section,))
    assert "Samverkansportalen" in html_mail(made)
    assert "Beredningsfunktionen" in text_mail(made)
