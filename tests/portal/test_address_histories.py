"""Random histories of pages: no loop, no chain above one hop, no redirect to what is not public, no word of a secret.

Set PORTAL_HISTORIES=200 for as many as the acceptance asks for.
"""

import os
from collections import defaultdict
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import RequestFactory
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from portal.addresses.resolver import Gone, Here, Moved, answer_at, url_path_of
from portal.models import StandardPage
from portal.publications.visibility import open_to_all
from recommendations.models import Case
from tests.factories import make_index, make_site

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]

SLUGS = "abc"
ACTIONS = ("rename", "rename in a draft", "take away", "publish", "close", "open", "close above", "open above")
STEP = st.tuples(st.sampled_from((*ACTIONS, "move", "secret", "named", "delete")), st.integers(0, 2), st.integers(0, 2))
HISTORIES = st.lists(STEP, min_size=2, max_size=8)


class World:
    """Two plain pages in two sections and a case, and what a reader could have seen of them."""

    def __init__(self) -> None:
        home = make_site()
        plain = [StandardPage(title=slug, slug=slug, locale=home.locale) for slug in ("ett", "tva")]
        self.sections = [home.add_child(instance=page) for page in plain]
        pages: list[Any] = [
            section.add_child(instance=StandardPage(title="a", slug="a", locale=home.locale))
            for section in self.sections
        ]
        cases = make_index(Case)
        self.parents: list[Any] = [*self.sections, cases]
        pages.append(cases.add_child(instance=Case(title="Pump", slug="a", locale=home.locale)))
        self.ids = [page.pk for page in pages]
        self.asked = RequestFactory().get("/")
        self.asked.user = AnonymousUser()
        # Where each page was seen under its name, and where while secret.
        self.named: dict[int, set[str]] = defaultdict(set)
        self.unnamed: dict[int, set[str]] = defaultdict(set)
        # Which page was public at an address last, and of which deleted pages nothing may be told.
        self.last: dict[str, int] = {}
        self.silent: set[int] = set()

    def page(self, number: int) -> Any:
        page = Page.objects.filter(pk=self.ids[number]).first()
        return page.specific if page else None

    def look(self) -> None:
        """Note what is public, and hold every address against what was."""
        public = {page.pk: page for page in open_to_all(Page.objects).filter(pk__in=self.ids).specific()}
        for page in public.values():
            seen = self.unnamed if getattr(page, "is_secret", False) else self.named
            seen[page.pk].add(page.url_path)
            self.last[page.url_path] = page.pk
        parents: Any = Page.objects.filter(pk__in=[parent.pk for parent in self.parents])
        addresses = {f"{parent.url_path}{slug}/" for parent in parents for slug in SLUGS}
        for address in addresses.union(*self.named.values(), *self.unnamed.values()):
            self.check(address, public)

    def is_silent(self, pk: int) -> bool:
        """Whether nothing may be told of a page that is not public: it is closed or secret, or was when it went."""
        page = Page.objects.filter(pk=pk).first()
        if page is None:
            return pk in self.silent
        return page.get_view_restrictions().exists() or bool(getattr(page.specific, "is_secret", False))

    def check(self, address: str, public: dict[int, Any]) -> None:
        answer = answer_at(address, self.asked)
        there = {page.url_path for page in public.values()}
        if isinstance(answer, Here):
            assert address in there
        elif isinstance(answer, Moved):
            assert address not in there, "a redirect from a live page"
            end = answer_at(url_path_of(answer.url, self.asked) or "", self.asked)
            assert isinstance(end, Here) and not end.page.is_closed, "a chain, a loop or what is not public"
            page, last = public[end.page.pk], public.get(self.last[address])
            if last and not (getattr(last, "is_secret", False) and address in self.named[last.pk]):
                assert page.pk == last.pk, "it was another page's before"
            if getattr(page, "is_secret", False):
                assert address in self.unnamed[page.pk] - self.named[page.pk], "it tells what is secret"
            else:
                assert address in self.named[page.pk] | self.unnamed[page.pk], "it was never public"
        elif isinstance(answer, Gone):
            assert address not in there
            told = [pk for pk in self.ids if pk not in public and address in self.named[pk] | self.unnamed[pk]]
            assert told, "it was never public"
            assert not all(self.is_silent(pk) for pk in told), "it is closed or secret"
        else:
            assert address not in there
            for page in public.values():
                assert getattr(page, "is_secret", False) or address not in self.named[page.pk], "a lost redirect"

    def do(self, action: str, number: int, choice: int) -> None:
        page = self.page(number)
        if page is None:
            return
        above: Any = Page.objects.get(pk=page.get_parent().pk)
        match action:
            case "rename":
                page.slug = SLUGS[choice]
                page.save()
            case "rename in a draft":
                page.slug = SLUGS[choice]
                page.save_revision()
            case "take away":
                page.unpublish()
            case "publish":
                page.live = True
                page.save()
            case "close":
                PageViewRestriction.objects.create(page=page, restriction_type="login")
            case "open":
                PageViewRestriction.objects.filter(page=page).delete()
            case "close above":
                PageViewRestriction.objects.create(page=above, restriction_type="groups")
            case "open above":
                PageViewRestriction.objects.filter(page=above).delete()
            case "move" if number < 2:
                page.move(self.sections[choice % 2], "last-child")
            case "secret" | "named" if number == 2:
                page.is_secret, page.anonymous_title = action == "secret", "En pump"
                page.save()
            case "delete":
                if self.is_silent(page.pk):
                    self.silent.add(page.pk)
                page.delete()


@settings(
    max_examples=int(os.environ.get("PORTAL_HISTORIES", "20")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize="PORTAL_HISTORIES" not in os.environ,
)
@given(history=HISTORIES)
@example(history=[("close", 0, 0), ("take away", 0, 0)])
@example(history=[("close above", 1, 0), ("delete", 1, 0), ("open above", 0, 0)])
@example(history=[("secret", 2, 0), ("rename", 2, 1), ("take away", 2, 0), ("delete", 2, 0)])
@example(history=[("rename", 0, 1), ("move", 1, 0), ("rename", 1, 2)])
@example(history=[("rename", 0, 1), ("rename", 0, 0), ("rename", 0, 1), ("take away", 0, 0), ("publish", 0, 0)])
def test_no_history_makes_a_loop_a_chain_or_a_way_to_what_is_not_public(history):
    with transaction.atomic():
        world = World()
        world.look()
        for step in history:
            try:
                with transaction.atomic():
                    world.do(*step)
            except ValidationError:
                continue  # the slug is another page's
            world.look()
        transaction.set_rollback(True)
