"""From a public page to what the feeds store of it: its texts under headings, sanitized, and only what outsiders
may read.
"""

import re
from typing import Any
from urllib.parse import urljoin

import nh3
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.rich_text import expand_db_html

from news.models.newsletter import Newsletter
from portal.models import PermanentNumber, Publication
from portal.publications.page_links import CHOSEN, LINK, keys_kept
from portal.publications.statuses import REPLACED
from portal.selections.facets import filing_of

TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "footer", "hr", "br", "a"),
    *("figure", "figcaption", "img"),
    *("strong", "b", "em", "i", "sup", "sub", "span", "table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "span": {"lang"},
    "p": {"lang"},
}
# Tells rich text from plain text: rich text always begins with a block element.
_RICH = re.compile(r"\s*<(p|h\d|ul|ol|hr|blockquote|table|div)\b")


def sanitize(html: str, path: str) -> str:
    """Safe HTML. `path` is the page's address: relative addresses are completed so that they start with a slash."""

    def rooted(url: str) -> str | None:
        joined = urljoin(path or "/", url)
        return None if joined.startswith("//") else joined

    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", LINK, CHOSEN},
        url_relative=rooted,
        link_rel=None,
    )
    return re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", "\n", cleaned)).strip()


def page_path(page: Publication) -> str:
    """The page's address on this site; empty when no site has it."""
    parts = page.get_url_parts()
    return str(parts[2]) if parts and parts[2] else ""


def snapshot(page: Publication) -> dict[str, Any]:
    """The values of the page's FeedEntry, from what outsiders may read of it. `page` is public and of its own type."""
    return {**unnumbered(page), "number": PermanentNumber.of(page.translation_key)}


def unnumbered(page: Publication) -> dict[str, Any]:
    """The same without the permanent number, which a page gets when it is first published."""
    page = page.for_outsiders()
    language = str(page.locale.language_code)
    original = page.alias_of if page.alias_of_id else page
    path = page_path(page)
    with override(language), keys_kept():
        html = sanitize(full_text(page), path)
    return {
        "revision_id": page.live_revision_id or 0,
        "language": language,
        "text_language": str(original.locale.language_code),
        "type_code": page.type_code,
        "title": page.title,
        "path": path,
        "summary": page.ingress.strip(),
        "summary_en": page.summary_en.strip(),
        "html": html,
        "note": page.change_note.strip(),
        "verdict": page.verdict,
        "dated_on": page.dated_on,
        "date_precision": page.date_precision,
        "original_change": change.as_json() if (change := page.original_change) else {},
        "is_example": page.is_example,
        "is_withdrawn": False,
        "facets": filing_of(page),
        "data": page.published_data(),
    }


def full_text(page: Publication) -> str:
    """All text of the page in its order: the type's own passages, running text, sources. Documents are added when an
    entry is made (news.documents).
    """
    if isinstance(page, Newsletter):
        passages = _letter(page)
    else:
        passages = [_passage(text, heading) for text, heading in _own_passages(page)]
    values = [source.value for source in page.sources]
    sources = [(value.get("url") or "", value["title"], value.get("note") or "") for value in values]
    return "\n".join([_successor(page), *passages, str(page.body), links(_("Sources"), sources)])


def _letter(page: Newsletter) -> list[str]:
    """The passages of a newsletter, with its topics as lists. news.channel renews them when a listed page changes
    its title.
    """
    parts = [
        links(part.title, [(f"{CHOSEN}:{item.pk}", item.title, blurb) for item, blurb in part.items])
        if part.items
        else _passage(part.text, part.title)
        for part in page.public_parts()
    ]
    meetings = capfirst(str(page._meta.get_field("meetings").verbose_name))
    return [_passage(page.editorial, ""), *parts, _passage(page.meetings, meetings)]


def _successor(page: Publication) -> str:
    """A line that links to the version which replaces this page; empty for a page that is not replaced."""
    newer = page.newer_version if page.status == REPLACED else None
    if newer is None:
        return ""
    return format_html('<p>{} <a href="{}:{}">{}</a></p>', _("Read instead:"), LINK, newer.pk, newer.title)


def _own_passages(page: Publication) -> list[tuple[str, str]]:
    """The type's passages as (text, heading). The heading is the label of the field that holds the text, or empty."""
    names = {
        value: capfirst(str(page.headings.get(field.name, field.verbose_name)))
        for field in page._meta.local_fields
        if isinstance(value := getattr(page, field.attname), str) and value
    }
    return [(text, names.get(text, "")) for text in map(str, page.feed_text()) if text.strip()]


def _passage(text: str, heading: str) -> SafeString:
    """A text under its heading as HTML; empty without a text."""
    if not text.strip():
        return SafeString()
    body = expand_db_html(text) if _RICH.match(text) else linebreaks(text, autoescape=True)
    title = format_html("<h2>{}</h2>\n", heading) if heading else ""
    return mark_safe(f"{title}{body}")


def links(heading: str, links: list[tuple[str, str, str]]) -> str:
    """A heading with a list of links. Each is (address or "", words, note or "")."""
    items = []
    for url, label, note in links:
        linked = format_html('<a href="{}">{}</a>', url, label) if url else conditional_escape(label)
        items.append(format_html("<li>{}{}</li>", linked, f". {note}" if note else ""))
    return f"<h2>{conditional_escape(heading)}</h2>\n<ul>{''.join(items)}</ul>" if items else ""
