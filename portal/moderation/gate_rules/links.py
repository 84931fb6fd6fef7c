"""Rules of the links in a page's texts that stay within the portal."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.html import strip_tags
from django.utils.translation import get_language_from_path, gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page

from portal.moderation.gate_rules.rule import Rule, Severity
from portal.moderation.gate_rules.wording import digest
from portal.moderation.obstacles import Obstacle
from portal.publications.page_links import stored_texts
from portal.publications.visibility import open_to_all

_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_ATTRIBUTE = re.compile(r'\b(linktype|id|href)="([^"]*)"')


class InnerLink(NamedTuple):
    """A link in a text: the field that the text is in, the words that are linked, and what it leads to."""

    field: str
    words: str
    # "page" or "document" with the row's id as target, or "address" with a path of this site.
    kind: str
    target: str


def links_in(page: Any) -> Iterator[InnerLink]:
    """The links in the page's own texts that stay within the portal."""
    for name, text in stored_texts(page):
        for attributes, words in _LINK.findall(text):
            given = dict(_ATTRIBUTE.findall(attributes))
            said = strip_tags(words)
            if given.get("linktype") in ("page", "document") and given.get("id", "").isdecimal():
                yield InnerLink(name, said, given["linktype"], given["id"])
            elif given.get("href", "").startswith("/"):
                yield InnerLink(name, said, "address", given["href"])


class LinksAreAlive(Rule):
    """Links within the portal lead to something that there is."""

    code = "links_alive"
    label = _("Links within the portal lead somewhere")

    def concerns(self, page: Any) -> bool:
        return any(links_in(page))

    def find(self, page: Any) -> Iterator[Obstacle]:
        links = list(links_in(page))
        pages = {link.target for link in links if link.kind == "page"}
        documents = {link.target for link in links if link.kind == "document"}
        there = {
            "page": {str(pk) for pk in Page.objects.filter(pk__in=pages).values_list("pk", flat=True)},
            "document": {
                str(pk) for pk in get_document_model().objects.filter(pk__in=documents).values_list("pk", flat=True)
            },
        }
        for link in links:
            alive = leads_somewhere(link.target) if link.kind == "address" else link.target in there[link.kind]
            if not alive:
                told = gettext("The link “%(words)s” leads to something that does not exist.")
                yield Obstacle(told % {"words": link.words}, link.field)


class LinksAreOpen(Rule):
    """Links lead to pages that readers can open: of other links they see the words alone."""

    code = "links_open"
    label = _("Readers can open what it links to")
    severity = Severity.WARNING

    def concerns(self, page: Any) -> bool:
        return any(self._links_to_others(page))

    def find(self, page: Any) -> Iterator[Obstacle]:
        links = list(self._links_to_others(page))
        there = Page.objects.filter(pk__in={link.target for link in links})
        is_open = dict.fromkeys(map(str, there.values_list("pk", flat=True)), False)
        is_open |= dict.fromkeys(map(str, open_to_all(there).values_list("pk", flat=True)), True)
        for link in links:
            if not is_open.get(link.target, True):  # what does not exist is the other rule's
                told = gettext("The link “%(words)s” leads to a page that is not public: readers see the words alone.")
                yield Obstacle(told % {"words": link.words}, link.field, digest(link.target, link.words))

    @staticmethod
    def _links_to_others(page: Any) -> Iterator[InnerLink]:
        return (link for link in links_in(page) if link.kind == "page" and link.target != str(page.pk))


def leads_somewhere(address: str) -> bool:
    """Whether a path of this site, such as “/om/”, answers with something else than that there is nothing."""
    from portal.addresses.resolver import url_path_of
    from portal.models import PublicAddress

    path = re.split(r"[?#]", address)[0]
    path = path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            found = resolve(path)
        except Resolver404:
            return False
    if found.url_name != "wagtail_serve":
        return True
    # Without a request it is not known on which of several sites the link stands.
    if (url_path := url_path_of(path, None)) is None:
        return True
    moved = PublicAddress.objects.filter(url_path=url_path).values("page_id")
    there = Page.objects.live().filter(url_path=url_path) | Page.objects.live().filter(pk__in=moved)
    by_hand = Redirect.objects.filter(old_path=Redirect.normalise_path(path))
    return there.exists() or by_hand.exists()
