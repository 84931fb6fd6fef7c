"""The one address under which a page is known outside: in its head, in the sitemap, in linked data.

Pages can be reached at further addresses: with parameters that change nothing, on another host name, and as an alias.
An alias shows its original's text, in the original's language, under a menu in its own. To search engines two such
pages are duplicates (only a text in another language makes a translation), so the original's address stands for both.
"""

from typing import Any

from django.conf import settings
from wagtail.models import Page

from portal.publications.visibility import open_to_all


def canonical_address(page: Page) -> str:
    """The full address of a page, of an alias that of its original; empty where no site has the page.

    It begins with BASE_URL, as do the addresses in feeds and mails.
    """
    shown = _original(page) or page if page.alias_of_id else page
    parts = shown.get_url_parts()
    return f"{settings.BASE_URL}{parts[2]}" if parts and parts[2] else ""


def _original(alias: Any) -> Page | None:
    """The page whose text an alias shows; None when readers may not see that page itself."""
    original: Page | None = open_to_all(Page.objects).filter(pk=alias.alias_of_id).select_related("locale").first()
    return original


def text_language(page: Page) -> str:
    """The language of a page's text. An alias has its original's."""
    shown: Any = page.alias_of if page.alias_of_id else page
    return str(shown.locale.language_code)
