"""Links in texts to pages of this portal. A link to a page that is not public is shown as plain words.

Texts hold the id of the page they link to, not its address: in the database (Wagtail's rich text) and also in the texts
that feeds keep (`keys_kept`). Each time a text is shown, this module looks up whether the page is public and what its
address is.
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

# In texts that feeds keep, links look like href="page:17". LINK is a link in running text: its words stay when the page
# is no longer public. CHOSEN is a list item that an editor chose: the whole item is left out then.
LINK, CHOSEN = "page", "chosen"

_IN_DATABASE = re.compile(r'<a\b(?=[^>]*\blinktype="page")[^>]*\bid="(\d+)"')
_IN_KEPT = re.compile(rf'href="(?:{LINK}|{CHOSEN}):(\d+)"')
_KEPT_LINK = re.compile(rf'<a href="{LINK}:(\d+)"[^>]*>(.*?)</a>', re.DOTALL)
_KEPT_CHOICE = re.compile(rf'<li><a href="{CHOSEN}:(\d+)">(.*?</li>)', re.DOTALL)
_EMPTY_LIST = re.compile(r"<h2>[^<]*</h2>\s*<ul>\s*</ul>")

# The addresses of all links on the page being rendered. None when no page is: then each text looks up its own.
_looked_up: ContextVar[Mapping[int, str] | None] = ContextVar("looked_up", default=None)
_keeps_keys: ContextVar[bool] = ContextVar("keeps_keys", default=False)


def public_addresses(keys: Iterable[int]) -> dict[int, str]:
    """The addresses of those of these pages that are public, by page id.

    Where a public page has a public translation in the active language, the translation's address is given.
    """
    wanted = set(keys)
    if not wanted:
        return {}
    language = (get_language() or "").split("-")[0]
    same = Page.objects.filter(pk__in=wanted).values("translation_key")
    of_reader = Q(translation_key__in=same, locale__language_code=language, alias_of=None)
    pages = open_to_all(Page.objects).filter(Q(pk__in=wanted) | of_reader).select_related("locale")
    there = list(pages.only("url_path", "path", "depth", "translation_key", "locale", "content_type"))
    # Only where the page itself is public: a closed page must not lead to its translation.
    translated = {page.translation_key: page for page in there if page.locale.language_code == language}
    found = {page.pk: translated.get(page.translation_key, page) for page in there if page.pk in wanted}
    return {key: page.url for key, page in found.items() if page.url}


class PublicPageLink(PageLinkHandler):
    """Wagtail's handler for page links in rich text, which it replaces (registered in portal.wagtail_hooks)."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """The opening tag for each link: with its address, with its page id (inside `keys_kept`), or a bare `<a>`."""
        keys = [int(attrs["id"]) if attrs.get("id", "").isdecimal() else 0 for attrs in attrs_list]
        if _keeps_keys.get():
            return [f'<a href="{LINK}:{key}">' for key in keys]
        found = _looked_up.get()
        if found is None:
            found = public_addresses(keys)
        return [f'<a href="{escape(found[key])}">' if key in found else "<a>" for key in keys]


@contextmanager
def looked_up_for(page: Any) -> Iterator[None]:
    """Render a page inside this: the addresses of all its links are then looked up in one query."""
    token = _looked_up.set(public_addresses(_keys_in(page)))
    try:
        yield
    finally:
        _looked_up.reset(token)


def stored_texts(page: Any) -> Iterator[tuple[str, str]]:
    """The page's own texts as (name of the field, text as the database has it)."""
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField | TextField):
            value = field.value_from_object(page)
            yield field.name, str(field.get_prep_value(value) if isinstance(field, StreamField) else value or "")


def _keys_in(page: Any) -> Iterator[int]:
    """The ids of the pages that the page's own texts link to."""
    for _name, text in stored_texts(page):
        yield from map(int, _IN_DATABASE.findall(text))


@contextmanager
def keys_kept() -> Iterator[None]:
    """Render a text inside this to store it: its links then hold page ids instead of addresses."""
    token = _keeps_keys.set(True)
    try:
        yield
    finally:
        _keeps_keys.reset(token)


def addresses_in(texts: Iterable[str]) -> dict[int, str]:
    """The addresses of all public pages that these stored texts link to, by page id, in one query."""
    return public_addresses(int(key) for text in texts for key in _IN_KEPT.findall(text))


def given_out(text: str, addresses: Mapping[int, str]) -> str:
    """A stored text as readers get it.

    `addresses` are those of public pages, by id. Links to other pages become plain words, and list items that stand for
    such a page are left out.
    """

    def link(found: re.Match[str]) -> str:
        url = addresses.get(int(found[1]))
        return f'<a href="{escape(url)}">{found[2]}</a>' if url else found[2]

    def choice(found: re.Match[str]) -> str:
        url = addresses.get(int(found[1]))
        return f'<li><a href="{escape(url)}">{found[2]}' if url else ""

    return _EMPTY_LIST.sub("", _KEPT_CHOICE.sub(choice, _KEPT_LINK.sub(link, text)))
