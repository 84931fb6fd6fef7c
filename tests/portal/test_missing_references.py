"""A draft that refers to something deleted can be opened and saved, says what is missing, and can't be published
as it is.
"""

from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from wagtail.models import Locale, Page, Revision

from portal.moderation.workflow import publish_approved
from portal.references.revision_references import NamesWhatIsGone
from recommendations.models import ProcurementNotice
from tests.factories import (
    make,
)
from tests.portal.naming import KINDS, name_all, used_by, vanish
from tests.portal.people import Desk, desk, roles


@pytest.fixture(autouse=True)
def _media(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


@pytest.fixture
def chief(db) -> Desk:
    return desk("chefen", chief=True)


@pytest.fixture
def bereft(chief) -> Any:
    """A live page whose draft names a thing of each kind, all of them gone."""
    page = make(ProcurementNotice, title="Upphandlingen")
    things = name_all(page)
    page.save_revision(user=chief.user)
    for thing in things.values():
        vanish(thing)
    return page


def test_a_draft_that_names_what_is_gone_opens_says_so_and_can_be_saved(chief, bereft):
    response = chief.client.get(reverse("wagtailadmin_pages:edit", args=[bereft.pk]))
    (told,) = [str(message) for message in response.context["messages"]]
    assert told.startswith("Den här versionen nämner något som har tagits bort: ")
    for gone in (
        *("Upphandlande myndighet (organisation)", "Ersätter (publikation)", "Regioner (region)"),
        *("Text → Dokument (dokument)", "Text (dokument)", "Produktområde (produktområde)"),
        *("Sjukvårdsregioner (sjukvårdsregion)", "Upphandlingsregioner (upphandlingsregion)"),
        *("Nationella programområden (nationellt programområde)", "Dokument (dokument)"),
    ):
        assert gone in told
    for name in ("view_draft", "history", "usage"):
        assert chief.client.get(reverse(f"wagtailadmin_pages:{name}", args=[bereft.pk])).status_code == 200

    chief.edit(bereft, title="Upphandlingen, ändrad")
    saved = Page.objects.get(pk=bereft.pk).specific.get_latest_revision_as_object()
    assert saved.title == "Upphandlingen, ändrad"
    assert saved.missing == ()


def test_an_earlier_version_that_names_what_is_gone_opens_compares_and_reverts(chief, bereft):
    old, new = bereft.latest_revision_id, Page.objects.get(pk=bereft.pk).specific.save_revision().pk
    for name, revisions in (("revisions_revert", [old]), ("revisions_view", [old]), ("revisions_compare", [old, new])):
        response = chief.client.get(reverse(f"wagtailadmin_pages:{name}", args=[bereft.pk, *revisions]))
        assert response.status_code == 200
        assert ("tagits bort" in response.content.decode()) == (name == "revisions_revert")


@pytest.mark.parametrize("kind", KINDS)
def test_a_version_that_names_what_is_gone_is_refused_by_the_name_of_its_field(db, kind):
    page = make(ProcurementNotice, title="Upphandlingen")
    before = page.live_revision_id
    thing = used_by(page, kind)
    revision = page.save_revision()
    vanish(thing)
    with pytest.raises(NamesWhatIsGone, match=r"Upphandlingen”.*tagits bort, i [A-ZÄ]"):
        Revision.objects.get(pk=revision.pk).publish()
    assert Page.objects.get(pk=page.pk).live_revision_id == before


def test_the_last_approval_of_what_names_something_gone_is_refused_in_words_and_changes_nothing(db):
    author = desk("författaren", roles.OFFICERS)
    page = make(ProcurementNotice, title="Upphandlingen")
    area = used_by(page, "product area")
    page.save_revision()
    page.get_workflow().start(page, author.user)
    vanish(area)
    page = Page.objects.get(pk=page.pk).specific
    before = page.live_revision_id
    with pytest.raises(NamesWhatIsGone, match="Produktområde"), transaction.atomic():
        publish_approved(page.current_workflow_state)
    page = Page.objects.get(pk=page.pk).specific
    assert page.current_workflow_task_state.status == "in_progress"
    assert page.live_revision_id == before


def test_a_copy_and_a_translation_of_a_page_whose_draft_names_what_is_gone_are_made(chief, bereft):
    copying = {"new_title": "Kopian", "new_slug": "kopian", "new_parent_page": str(bereft.get_parent().pk)}
    chief.client.post(reverse("wagtailadmin_pages:copy", args=[bereft.pk]), copying)
    copy = ProcurementNotice.objects.get(slug="kopian")
    assert chief.client.get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).status_code == 200

    english = Locale.objects.get(language_code="en")
    bereft.get_parent().specific.copy_for_translation(english)
    translating = reverse("wagtail_localize:submit_page_translation", args=[bereft.pk])
    chief.client.post(translating, {"locales": [str(english.pk)]})
    translation = bereft.get_translation(english)
    assert chief.client.get(reverse("wagtailadmin_pages:edit", args=[translation.pk])).status_code == 200
