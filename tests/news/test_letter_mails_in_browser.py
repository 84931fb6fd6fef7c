"""The HTML mail as a mail program on a phone and on a desk shows it: no sideways scroll, contrast in both schemes."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe

from news.alerts.digest_mail import as_html
from news.letter.content import LetterSection
from news.letter.html_mail import html_mail
from tests.browsing import AXE
from tests.news.test_digest_mails import digest
from tests.news.test_letter_mails import ITEM, letter

pytestmark = [pytest.mark.browser, pytest.mark.needs_chromium]
# A mail is an article in the mail program's page, which has the landmarks.
OF_A_WHOLE_PAGE = {"landmark-one-main", "region"}
VERDICTS = ("should", "can", "wait", "refrain", "none")


def newsletter() -> str:
    items = tuple(replace(ITEM, verdict=code, verdict_label="Ordet") for code in VERDICTS)
    table = "<table><caption>Priser</caption><tbody><tr><th scope='row'>Pump</th><td>100 kr</td></tr></tbody></table>"
    text = f"<p><a href='https://exempel.se/'>Mer</a></p><blockquote><p>Ord.</p></blockquote>{table}"
    parts = (LetterSection("Beslut", items=items), LetterSection("Text", text))
    return html_mail(letter(parts=parts, heading="Multiplexdiagnostik " * 4))


@pytest.mark.parametrize("made", [newsletter, lambda: as_html(digest(), "sv")], ids=["newsletter", "alert"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 640])
def test_the_mail_is_readable_in_both_schemes_and_widths(visit, made, scheme, width) -> None:
    tab = visit.page
    tab.set_viewport_size({"width": width, "height": 800})
    tab.emulate_media(color_scheme=scheme)
    tab.set_content(made())
    found = {row["id"] for row in Axe().run(tab, options=AXE).response["violations"]}
    assert found <= OF_A_WHOLE_PAGE
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    ground = tab.evaluate("getComputedStyle(document.querySelector('.paper')).backgroundColor")
    assert ground == {"light": "rgb(250, 249, 246)", "dark": "rgb(16, 24, 28)"}[scheme]
