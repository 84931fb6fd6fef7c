"""What a mailed newsletter says, as one value. The HTML mail and the text mail are made from it, and it is made from
the same parts as the page on the web.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import linebreaks, strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from wagtail.rich_text import expand_db_html

from news.entries import absolute
from news.models import Newsletter
from news.snapshot import links, page_path, sanitize
from portal.models import SiteSettings
from portal.publications.statuses import needs_example_mark

# Letters of the second line that mail programs show in their lists.
PREHEADER = 140


@dataclass(frozen=True)
class LetterItem:
    """A publication in the letter. `language` is empty where it is the letter's own."""

    title: str
    url: str
    language: str
    # An example whose title does not say so.
    is_marked: bool
    # The code and the word of a verdict that holds; else empty.
    verdict: str
    verdict_label: str
    # What else a list says of it: that no verdict is stated, the status, how the original has changed.
    standing: str
    blurb: str
    date_code: str
    date_words: str


@dataclass(frozen=True)
class LetterSection:
    """A heading with sanitized HTML below it, with publications, or both. The text without a heading comes first."""

    heading: str
    html: str = ""
    items: tuple[LetterItem, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A newsletter in one language, as anyone may read it. Addresses are absolute."""

    subject: str
    preheader: str
    language: str
    url: str
    kicker: str
    heading: str
    is_example: bool
    ingress: str
    parts: tuple[LetterSection, ...]
    organisation: str
    contact_function: str
    contact_email: str
    portal_url: str
    # Where its reader changes or ends the subscription; empty where it has no reader yet.
    manage_url: str = ""
    end_url: str = ""


def letter_of(page: Newsletter, site: SiteSettings) -> Letter:
    """The letter that this newsletter would be now; nothing is stored. `site` says who publishes it."""
    page = page.for_outsiders()
    language = str(page.locale.language_code)
    with override(language):
        numbered = [page.type_label, *([pgettext("newsletter", "no."), page.number] if page.number else [])]
        return Letter(
            subject=_one_line(page.subject or page.marked_title),
            preheader=_one_line(page.preheader or Truncator(page.ingress).chars(PREHEADER)),
            language=language,
            url=_address(page),
            kicker=" · ".join(filter(None, (" ".join(map(str, numbered)), page.date_words))),
            heading=page.title,
            is_example=page.is_example,
            ingress=page.ingress.strip(),
            parts=tuple(_parts(page)),
            organisation=site.organisation,
            contact_function=page.contact_function or site.contact_function,
            contact_email=site.contact_email,
            portal_url=settings.BASE_URL + reverse("wagtail_serve", args=[""]),
        )


def _one_line(text: str) -> str:
    """Without line breaks, which a mail's header must not have (RFC 5322, section 2.2)."""
    return " ".join(text.split())


def _address(page: Any) -> str:
    return settings.BASE_URL + (page_path(page) or "/")


def _parts(page: Newsletter) -> Iterator[LetterSection]:
    def html(text: str) -> str:
        return absolute(sanitize(expand_db_html(text), page_path(page)))

    documents = [(row.document.url, row.label, "") for row in page.documents.all()]
    sources = [(row.value["url"] or "", row.value["title"], row.value["note"] or "") for row in page.sources]
    written = [
        LetterSection(_("Editorial"), html(page.editorial)),
        *(
            LetterSection(part.title, html(part.text), tuple(_item(page, *row) for row in part.items))
            for part in page.public_parts()
        ),
        LetterSection("", html(str(page.body))),
        LetterSection(_("Next meetings and deadlines"), html(linebreaks(page.meetings, autoescape=True))),
        LetterSection("", html(links(_("Documents"), documents) + links(_("Sources"), sources))),
    ]
    return (part for part in written if part.items or _says_something(part.html))


def _says_something(html: str) -> bool:
    """An editor leaves paragraphs with nothing in them."""
    return bool("<img" in html or strip_tags(html).strip())


def _item(page: Newsletter, item: Any, blurb: str) -> LetterItem:
    has_verdict = item.specific_class.has_verdict
    # The lists' own words; they stand on a line each.
    told = render_to_string("components/outcome.html", {"row": item, "has_verdict": has_verdict})
    words = [line for line in map(str.strip, unescape(strip_tags(told)).splitlines()) if line]
    verdict = item.verdict if has_verdict and not item.is_past else ""
    return LetterItem(
        title=item.title,
        url=_address(item),
        language=item.locale.language_code if item.locale_id != page.locale_id else "",
        is_marked=needs_example_mark(item.title, is_example=item.is_example),
        verdict=verdict,
        verdict_label=words.pop(0) if verdict else "",
        standing=". ".join(words),
        blurb=blurb.strip(),
        date_code=item.date_code,
        date_words=item.date_words,
    )
