"""The HTML mail: MJML from a template, made into tables that mail programs lay out alike, with styles in each element.

Programs that know media queries get the dark colours and one column on a phone; without them, and without pictures, it
still reads.
"""

import re

import css_inline
import mrml
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from lxml.html import fragment_fromstring, tostring

from news.feeds import clean
from news.letter.content import Letter

# Bytes. Gmail cuts what is longer than 102 kB, and the relay adds to it.
MOST = 90_000
# Characters, of up to two bytes each and with a word's length to spare.
LINE = 350
_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def html_mail(letter: Letter) -> str:
    """The whole document. It loads nothing but pictures of the letter, from the portal itself.

    The letter's own HTML must be sanitized. Raises ValueError where MJML can't be read, which is a fault of the
    template.
    """
    parts = [{"heading": part.heading, "html": _as_xml(part.html), "items": part.items} for part in letter.parts]
    told = {"letter": letter, "parts": parts, "language": letter.language, "portal_url": letter.portal_url}
    with override(letter.language):
        source = render_to_string("news/mail/letter.mjml", told)
    return laid_out(source)


def laid_out(source: str) -> str:
    """MJML as the document that is sent. Raises ValueError where it can't be read, which is a fault of the template."""
    made = mrml.to_html(clean(source))
    if made.warnings:
        raise ValueError(f"MJML: {made.warnings}")
    return short_lines(_inliner.inline(made.content))


def short_lines(html: str) -> str:
    """The same with line ends in place of some blanks: longer lines a mail would have to encode, letter by letter.

    (RFC 5322, section 2.1.1: 998 bytes at the most.) Outlook's conditions stay whole.
    """
    ended = 0

    def line_end(found: re.Match[str]) -> str:
        nonlocal ended
        if found[0] != " " or found.start() - ended < LINE:
            return found[0]
        ended = found.start()
        return "\n"

    return re.sub(r"\[if [^\]]*\]| ", line_end, html)


def _as_xml(html: str) -> SafeString:
    """Sanitized HTML with each element closed, as MJML wants it."""
    root = fragment_fromstring(clean(html), create_parent="div")
    inside = [escape(root.text or ""), *(tostring(child, method="xml", encoding="unicode") for child in root)]
    return mark_safe("".join(inside))
