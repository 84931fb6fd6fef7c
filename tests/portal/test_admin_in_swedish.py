"""Whatever an editor meets in the admin is Swedish: each address, as each role, its refusals and its empty lists."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from wagtail.models import Locale, Page, Task, Workflow

from tests.factories import RegionFactory
from tests.portal.canaries import make_canaries, translate
from tests.portal.english import english, english_in, said
from tests.portal.people import desk, roles
from tests.portal.test_sight import values, visited

# Before a test makes a database: that loads the admin with all translations off, and Wagtail forms some of its labels
# once, when it is loaded.
assert get_resolver().url_patterns

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]
CHIEF = "chefen"
ROLES = [roles.OFFICERS, roles.READERS, roles.PUBLISHERS, roles.CONTACTS, roles.ADMINISTRATORS]
# Not screens: what scripts ask for, and lists without the page around them.
PARTS = re.compile(r"^admin/api/|results/$")


@pytest.fixture
def pages() -> dict[str, Any]:
    author, reader = desk("forfattare", roles.OFFICERS), desk("lasare", roles.READERS)
    RegionFactory()
    made = make_canaries(author.user)
    Workflow.objects.get(name="Granskning").start(made["draft"], author.user)
    reader.approve(made["draft"])
    translate(made["changed"], Locale.objects.get(language_code="en")).save_target(publish=False)
    return made


def names(states: Iterable[str]) -> list[str]:
    """What people have called things, the longest first."""
    everything: Any = Page.objects
    found = {title for titles in everything.values_list("title", "draft_title") for title in titles}
    found |= {f"Zkanarie {thing} {state}" for thing in ("ingress", "bilaga") for state in states}
    for model in (Task, Workflow, Permission):
        found |= set(model.objects.values_list("name", flat=True))
    return sorted(found, key=len, reverse=True)


def answers(client: Client, addresses: list[str], *, is_chief: bool) -> Iterator[tuple[str, Any]]:
    """What the first address that is there answers; a superuser also sends a search without hits and an empty form."""
    for address in addresses[: 3 if is_chief else 1]:
        answer = client.get(address)
        yield address, answer
        if answer.status_code == 200:
            if is_chief:
                if not re.search(r"\d", address):
                    yield address, client.get(address, {"q": "xyzzy"})
                with transaction.atomic():
                    yield address, client.post(address, {"next": "/"})
                    transaction.set_rollback(True)
            return


def test_no_screen_of_the_admin_says_an_english_word(pages) -> None:
    screens = [route for route in visited() if not PARTS.search(route.pattern)]
    known, called = values(pages), names(pages)
    found: dict[str, str] = {}
    heard: set[str] = set()
    for role in [CHIEF, *ROLES]:
        # Called by no word of English, as the admin names its user.
        person = desk(f"zkan{len(heard)}", *([role] if role != CHIEF else []), chief=role == CHIEF)
        person.client.raise_request_exception = False
        for route in screens:
            for address, answer in answers(person.client, list(route.addresses(known)), is_chief=role == CHIEF):
                texts = said(answer) - heard
                heard |= texts
                found |= {text: address for text in texts if english_in(text, address, called)}
    assert not found, "\n".join(f"{text!r} at {address}" for text, address in sorted(found.items()))


def test_the_words_that_it_looks_for_are_english() -> None:
    assert {"the", "saving", "overwrite", "you", "paused", "with"} <= english()
    assert not english() & {"status", "till", "sida", "publicera", "som", "och"}
    assert english_in("Saving will overwrite a newer version.") and not english_in("Sparat kl. 10.30 av Åsa")
