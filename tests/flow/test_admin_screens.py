"""The portal's screens in the admin are accessible and fit a phone."""

from typing import Any

import pytest
from django.urls import reverse

from portal.models import RegionalContact, Withdrawal
from portal.withdrawals.withdrawing import ask
from tests.browsing import faults_in
from tests.factories import RegionFactory
from tests.flow.office import Office
from tests.flow.walk import Walk
from tests.portal.people import desk, roles
from tests.portal.releases import release_of

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.needs_chromium,
]
DESKTOP, PHONE = 1280, 390
# Wagtail's own, in the form of a page: the button beside its tabs is smaller than a finger on a phone.
NOT_OURS = "w-minimap-toggle"


def screens(office: Office) -> list[tuple[str, str]]:
    """Who looks at which address, when something stands on each of them."""
    page = office.pages["withdrawn"]
    ask(Withdrawal(page=page, reason="Exempel", reason_en="Example"), office.people["pia"].user)
    release = release_of(office.pages["released"], by=office.people["pia"])
    office.people["halla"] = desk("halla", roles.CONTACTS)
    RegionalContact.objects.create(user=office.people["halla"].user, region=RegionFactory())
    pages = {name: page.pk for name, page in office.pages.items()}
    named: list[tuple[str, str, tuple[Any, ...]]] = [
        *((name, "wagtailadmin_home", ()) for name in ("halla", "rut")),
        ("olle", "wagtailadmin_home", ()),
        ("olle", "portal_board", ()),
        ("olle", "portal_publication_calendar", ()),
        ("olle", "publications:index", ()),
        ("olle", "portal_guide", ()),
        ("olle", "portal_guide_page", ("release",)),
        ("olle", "portal_next_version", (pages["followed"],)),
        ("olle", "portal_preview_links", (pages["submitted"],)),
        ("olle", "portal_changes_in_words", (pages["changed"],)),
        ("olle", "wagtailadmin_pages:edit", (pages["submitted"],)),
        ("siv", "recommendations_decision", (pages["decided"],)),
        ("per", "portal_withdraw", (page.pk,)),
        ("pia", "wagtailadmin_home", ()),
        ("pia", "releases:index", ()),
        ("pia", "releases:edit", (release.pk,)),
        ("pia", "releases:pages", (release.pk,)),
        ("pia", "publishing-log_modeladmin_index", ()),
    ]
    return [(name, reverse(view, args=arguments)) for name, view, arguments in named]


def test_no_screen_of_ours_has_a_fault_on_a_desktop_or_a_phone(live_server, chromium) -> None:
    office = Office()
    shown = screens(office)
    walk = Walk(chromium, str(live_server.url), office)
    found = []
    for name, address in shown:
        walk.as_person(name)
        walk.page.set_viewport_size({"width": DESKTOP, "height": 800})
        assert walk.page.goto(walk.url + address).status == 200
        for width in (DESKTOP, PHONE):
            walk.page.set_viewport_size({"width": width, "height": 844})
            faults = [fault for fault in faults_in(walk.page, "#main") if NOT_OURS not in fault]
            if (wide := walk.page.evaluate("document.documentElement.scrollWidth")) > width:
                faults.append(f"{wide} pixels wide")
            found += [f"{name} {address} at {width}: {fault}" for fault in faults]
    walk.leave()
    assert not found, "\n".join(found)
