"""Links in texts to pages of this portal: one to what is not public is its words alone, until it is public again.

In the database a link holds the page's key (Wagtail's rich text), and so do texts that are kept to be given out later
(`keys_kept`): whether the page is public, and where it stands, is asked each time.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Q, TextField
from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from portal.publications.visibility import open_to_all

# Schemes of addresses in kept texts: a link in running text, and an entry of a list that goes with its page.
LINK, CHOSEN = "page", "chosen"

_IN_DATABASE = re.compile(r'<a\b(?=[^>]*\blinktype="page")[^>]*\bid="(\d+)"')
_IN_KEPT = re.compile(rf'href="(?:{LINK}|{CHOSEN}):(\d+)"')
_KEPT_LINK = re.compile(rf'<a href="{LINK}:(\d+)"[^>]*>(.*?)</a>', re.DOTALL)
_KEPT_CHOICE = re.compile(rf'<li><a href="{CHOSEN}:(\d+)">(.*?</li>)', re.DOTALL)
_EMPTY_LIST = re.compile(r"<h2>[^<]*</h2>\s*<ul>\s*</ul>")

# The addresses that were looked up for a whole page at once; none, where each text is on its own.
_looked_up: ContextVar[Mapping[int, str] | None] = ContextVar("looked_up", default=None)
_keeps_keys: ContextVar[bool] = ContextVar("keeps_keys", default=False)


def public_addresses(keys: Iterable[int]) -> dict[int, str]:
    """Key → address of each of these pages that is public, of its translation where the reader's language has one."""
    wanted = set(keys)
    if not wanted:
        return {}
    language = (get_language() or "").split("-")[0]
    same = Page.objects.filter(pk__in=wanted).values("translation_key")
    of_reader = Q(translation_key__in=same, locale__language_code=language, alias_of=None)
    pages = open_to_all(Page.objects).filter(Q(pk__in=wanted) | of_reader).select_related("locale")
    there = list(pages.only("url_path", "path", "depth", "translation_key", "locale", "content_type"))
    # Only where the page itself is public: else its translation would be read in its stead.
    translated = {page.translation_key: page for page in there if page.locale.language_code == language}
    found = {page.pk: translated.get(page.translation_key, page) for page in there if page.pk in wanted}
    return {key: page.url for key, page in found.items() if page.url}


class PublicPageLink(PageLinkHandler):
    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        keys = [int(attrs["id"]) if attrs.get("id", "").isdecimal() else 0 for attrs in attrs_list]
        if _keeps_keys.get():
            return [f'<a href="{LINK}:{key}">' for key in keys]
        found = _looked_up.get()
        if found is None:
            found = public_addresses(keys)
        return [f'<a href="{escape(found[key])}">' if key in found else "<a>" for key in keys]


@contextmanager
def looked_up_for(page: Any) -> Iterator[None]:
    """Render a page with its links looked up at once, in one query however many texts it has."""
    token = _looked_up.set(public_addresses(_keys_in(page)))
    try:
        yield
    finally:
        _looked_up.reset(token)


def _keys_in(page: Any) -> Iterator[int]:
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField | TextField):
            value = field.value_from_object(page)
            text = str(field.get_prep_value(value) if isinstance(field, StreamField) else value or "")
            yield from map(int, _IN_DATABASE.findall(text))


@contextmanager
def keys_kept() -> Iterator[None]:
    """Render a text that is to be kept: links hold the keys of their pages."""
    token = _keeps_keys.set(True)
    try:
        yield
    finally:
        _keeps_keys.reset(token)


def addresses_in(texts: Iterable[str]) -> dict[int, str]:
    """The addresses of the public pages that kept texts link to, in one query for all of them."""
    return public_addresses(int(key) for text in texts for key in _IN_KEPT.findall(text))


def given_out(text: str, addresses: Mapping[int, str]) -> str:
    """A kept text as readers get it: what is not public is its words alone, and is in no list."""

    def link(found: re.Match[str]) -> str:
        url = addresses.get(int(found[1]))
        return f'<a href="{escape(url)}">{found[2]}</a>' if url else found[2]

    def choice(found: re.Match[str]) -> str:
        url = addresses.get(int(found[1]))
        return f'<li><a href="{escape(url)}">{found[2]}' if url else ""

    return _EMPTY_LIST.sub("", _KEPT_CHOICE.sub(choice, _KEPT_LINK.sub(link, text)))
