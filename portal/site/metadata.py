"""What the head of a page tells machines: its one address, its translations, what a link to it shows, linked data."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.safestring import SafeString, mark_safe

from portal.addresses.canonical import canonical_address
from portal.publications.blocks import PICTURE_SPECS
from portal.publications.linked_data import DescribesItself, node
from portal.publications.translations import SUMMARY_LANGUAGE
from portal.site.site_settings import SiteSettings

# schema.org, and the terms of Dublin Core for what it has no word for.
CONTEXT = ["https://schema.org", {"dcterms": "http://purl.org/dc/terms/"}]
# Open Graph names a language together with a country.
PLACED = {"sv": "sv_SE", "en": "en_GB"}
X_DEFAULT = "x-default"
# Inside <script> only these could end it or begin a comment. In JSON they may be written as numbers.
_ESCAPED = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


@dataclass(frozen=True)
class Metadata:
    """What the head of a page tells machines of it."""

    canonical: str
    # Language → full address of the page in it, its own among them; empty where there is no translation.
    alternates: dict[str, str]
    locale: str
    # The full address of a picture of the page's own; empty where it has none.
    image: str = ""
    # JSON-LD as an element of HTML; empty for a view, which is no thing.
    linked_data: str = ""


def metadata_of_view(request: HttpRequest, language: str, query: str) -> Metadata:
    """Of a view, which answers at an address of its own in every language.

    `query` is the part of the query string that changes what is shown, in its fixed order. A search that is asked in
    another language finds other pages, so it is no translation.
    """
    paths = {} if query else {code: translate_url(request.path, code) for code, _name in settings.LANGUAGES}
    others = {code: settings.BASE_URL + path for code, path in paths.items()}
    return Metadata(_with_query(settings.BASE_URL + request.path, query), alternates_of(others), PLACED[language])


def metadata_of_page(page: Any, request: HttpRequest, site: SiteSettings | None, query: str) -> Metadata:
    """Of a page that anyone may read, as outsiders read it. `query` as above; the second part of a list has no
    translation, since the list is as long as it is in each language.
    """
    address = canonical_address(page)
    language = page.locale.language_code
    others: dict[str, str] = {}
    if not query and not page.alias_of_id:
        others = {other.locale.language_code: canonical_address(other) for other in _translations(request)}
    return Metadata(
        canonical=_with_query(address, query),
        alternates=alternates_of({language: address, **others} if others else {}),
        locale=PLACED[language],
        image=_picture(page),
        linked_data=_script(page, address, site) if isinstance(page, DescribesItself) else "",
    )


def _translations(request: HttpRequest) -> Any:
    """The public pages that translate the one at hand (addresses.resolver), aliases left out."""
    return getattr(request, "page_translations", ())


def _with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def alternates_of(addresses: dict[str, str]) -> dict[str, str]:
    """The addresses of a page by language, and as x-default the English one, which is made for those who read no
    Swedish. Empty where there is no translation.
    """
    if len(addresses) < 2:
        return {}
    return {**addresses, X_DEFAULT: addresses.get(SUMMARY_LANGUAGE) or addresses[settings.LANGUAGE_CODE]}


def _picture(page: Any) -> str:
    """The first picture in the page's text, in the size in which the page itself fetches it."""
    for block in getattr(page, "body", ()):
        if block.block_type == "picture" and (image := block.value["image"]):
            return f"{settings.BASE_URL}{image.get_rendition(PICTURE_SPECS[0]).url}"
    return ""


def linked_data(page: DescribesItself, address: str, site: SiteSettings | None) -> dict[str, Any]:
    """The page's linked data as a JSON-LD document, with its publisher. `page` is as outsiders read it."""
    own, *others = page.linked_data(address)
    publisher = f"{settings.BASE_URL}/#publisher"
    if site:
        own = {**own, "publisher": {"@id": publisher}}
        others.append(node("GovernmentOrganization", id=publisher, name=site.organisation, url=f"{settings.BASE_URL}/"))
    return {"@context": CONTEXT, "@graph": [own, *others]}


def _script(page: DescribesItself, address: str, site: SiteSettings | None) -> SafeString:
    """The same as a data block of HTML: no browser runs it, so the policy on scripts lets it be."""
    text = json.dumps(linked_data(page, address, site), ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{text.translate(_ESCAPED)}</script>')
