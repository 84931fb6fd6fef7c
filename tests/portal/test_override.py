"""“Publish with an exception”: an administrator skips steps and rules with a reason, never the second pair of eyes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

from news.models import NewsItem
from portal.models import OutgoingMail, PublicationEvent
from recommendations.models import Case, Recommendation
from tests.factories import make, make_index
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import WRONG, changes_of, complete, drafted
from tests.portal.releases import release_of
from tests.recommendations.test_replacing import in_english

pytestmark = pytest.mark.django_db
REASON = "Mätaren visar fel värden, vården behöver veta det i dag."


def address(page: Page) -> str:
    return reverse("portal_publish_with_exception", args=[page.pk])


def shown(person: Desk, page: Page) -> str:
    return str(person.client.get(address(page)).content.decode())


def override(person: Desk, page: Page, reason: str = REASON, seen: str = "") -> Any:
    """Open the page that asks for the reason, give it and press the button."""
    answer = person.client.get(address(page))
    context = answer.context or {}
    seen = seen or (context["override"].seen if "override" in context else "")
    return person.client.post(address(page), {"reason": reason, "seen": seen, "has_read": "on"}, follow=True)


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


@pytest.fixture
def people() -> dict[str, Desk]:
    named = {"olle": roles.OFFICERS, "rut": roles.READERS, "petra": roles.PUBLISHERS, "asa": roles.ADMINISTRATORS}
    return {name: desk(name, role) for name, role in named.items()}


@pytest.fixture
def page(people: dict[str, Desk]) -> Any:
    """A recommendation that Olle wrote and submitted, and that Rut has read: no decision, no decider, no profile."""
    page = make(Recommendation, publish=False, title="Mätaren", slug="mataren")
    drafted(page, people["olle"].user, people["rut"].user, summary_en="Stop using it.", conditions="Sluta.")
    return page


def test_the_administrator_reads_what_is_skipped_and_everybody_learns_why(people, page) -> None:
    Page.objects.get(pk=page.pk).get_workflow().start(Page.objects.get(pk=page.pk).specific, people["olle"].user)
    mail.outbox.clear()
    told = shown(people["asa"], page)
    for words in ("Faktagranskning", "Beslut", "Publicering", "Produktområde är valt", "olle", "rut"):
        assert words in told, words
    assert (
        address(page) in people["asa"].client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )
    override(people["asa"], page)
    assert is_live(page) and Client().get(page.url).status_code == 200
    state, step = WorkflowState.objects.get(), TaskState.objects.get()
    assert (state.status, step.status) == ("cancelled", "cancelled") and REASON in step.comment
    noted = PageLogEntry.objects.get(page=page.pk, action="portal.publish_with_exception")
    assert noted.user == people["asa"].user and noted.data["reason"] == REASON
    assert noted.data["steps"] == ["Faktagranskning", "Beslut", "Publicering"]
    assert {"product_area", "decider", "decision"} <= set(noted.data["rules"])
    history = people["petra"].client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert REASON in history and "Faktagranskning" in history
    log = people["petra"].client.get(reverse("publishing-log_modeladmin_index")).content.decode()
    assert log.count(REASON) == 1
    assert sorted(letter.to[0] for letter in mail.outbox) == ["asa@region.example", "petra@region.example"]
    assert all(text in mail.outbox[0].body for text in (REASON, "Faktagranskning", "Produktområde är valt", page.title))


def test_the_mail_is_queued_with_the_page_or_not_at_all(people, page, settings) -> None:
    settings.EMAIL_BACKEND = "portal.outbox.mail_queue.QueueBackend"
    override(people["asa"], page, "Kort.")
    assert not is_live(page) and not OutgoingMail.objects.exists()
    override(people["asa"], page)
    override(people["asa"], page)
    assert is_live(page) and OutgoingMail.objects.count() == 2
    assert PageLogEntry.objects.filter(action="portal.publish_with_exception").count() == 1


def test_nobody_but_an_administrator_skips_anything(people, page) -> None:
    people |= {"sara": desk("sara", roles.SECRETARIES), "rasmus": desk("rasmus", roles.CONTACTS)}
    for name in people.keys() - {"asa"}:
        other = people[name]
        override(other, page, seen="x")
        assert not is_live(page), name
        assert other.client.get(address(page)).status_code == (404 if name == "rasmus" else 302)
        editor = other.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert address(page) not in editor.content.decode(), name


def test_a_superuser_may_and_a_missing_page_is_not_found(people, page) -> None:
    chief = desk("chefen", chief=True)
    assert chief.client.get(reverse("portal_publish_with_exception", args=[0])).status_code == 404
    override(chief, page)
    assert is_live(page)


def test_the_second_pair_of_eyes_is_never_skipped(people, page) -> None:
    olle, rut, asa = (people[name].user for name in ("olle", "rut", "asa"))
    # Nobody but Olle has read it. Åsa reads it here and is the second, if she says so.
    drafted(page, olle, ingress="Nya ord.")
    seen = people["asa"].client.get(address(page)).context["override"].seen
    answer = people["asa"].client.post(address(page), {"reason": REASON, "seen": seen})
    assert not is_live(page) and "has_read" in answer.context["form"].errors and REASON in answer.content.decode()
    # She wrote the words herself: another administrator has to make the exception, also when Rut has read them.
    drafted(page, asa, rut, ingress="Åsas ord.")
    override(people["asa"], page)
    assert not is_live(page) and "själv" in shown(people["asa"], page)
    # What a program wrote has no first reader.
    drafted(page, None, ingress="Ett programs ord.")
    override(people["asa"], page)
    assert not is_live(page) and "bara en person" in shown(people["asa"], page)
    drafted(page, olle, ingress="Olles ord igen.")
    override(people["asa"], page)
    assert is_live(page)


def test_what_changed_since_it_was_opened_is_read_again_and_the_reason_is_kept(people, page) -> None:
    asa = people["asa"]
    before = asa.client.get(address(page)).context["override"].seen
    drafted(page, people["olle"].user, people["rut"].user, ingress="Ändrat i en annan flik.")
    answer = asa.client.post(address(page), {"reason": REASON, "seen": before, "has_read": "on"})
    assert not is_live(page) and REASON in answer.content.decode() and "har ändrats" in answer.content.decode()
    # Somebody else has published it meanwhile.
    before = answer.context["override"].seen
    override(desk("anders", roles.ADMINISTRATORS), page)
    events = PublicationEvent.objects.count()
    answer = asa.client.post(address(page), {"reason": REASON, "seen": before, "has_read": "on"})
    assert REASON in answer.content.decode() and PublicationEvent.objects.count() == events


def _release(page: Any, people: dict[str, Desk]) -> None:
    release_of(Page.objects.get(pk=page.pk), by=people["petra"])


def _time(page: Any, people: dict[str, Desk]) -> None:
    latest = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    latest.go_live_at = timezone.now() + timedelta(days=1)
    latest.save_revision(user=people["petra"].user)


def _kept_time(page: Any, people: dict[str, Desk]) -> None:
    latest = Page.objects.get(pk=page.pk).latest_revision_id
    Revision.objects.filter(pk=latest).update(approved_go_live_at=timezone.now() + timedelta(days=1))


def _withdrawn(page: Any, people: dict[str, Desk]) -> None:
    Page.objects.filter(pk=page.pk).update(first_published_at=timezone.now())


def _locked(page: Any, people: dict[str, Desk]) -> None:
    Page.objects.filter(pk=page.pk).update(locked=True)


def _without_revision(page: Any, people: dict[str, Desk]) -> None:
    Page.objects.filter(pk=page.pk).update(latest_revision=None)
    Revision.objects.filter(object_id=str(page.pk)).delete()


def test_what_others_have_set_is_not_skipped(people, page) -> None:
    for how in (_release, _time, _kept_time, _withdrawn, _locked, _without_revision):
        with transaction.atomic():
            how(page, people)
            answer = override(people["asa"], page)
            assert not is_live(page) and REASON in answer.content.decode(), how
            transaction.set_rollback(True)
    override(people["asa"], page)
    assert is_live(page)


def test_whatever_is_skipped_gives_readers_a_page_and_the_rest_is_never_skipped(people) -> None:
    never = {"title", "slug", "level", "anonymous_title", "products", "sources"}
    tried = {"number", "assessor", "conditions", "slug", "anonymous_title", "level"}
    for model, field, wrong in [each for each in WRONG if each[1] in tried or each[2] == "itself"]:
        page = complete(model, publish=False, ingress="Ord.")
        drafted(page, people["olle"].user, **changes_of(wrong, page))
        override(people["asa"], page)
        assert is_live(page) == (field not in never and wrong != "itself"), (model, field)
        if is_live(page):
            assert Client().get(model.objects.get(pk=page.pk).url).status_code == 200, (model, field)


def test_a_secret_never_gets_out(people) -> None:
    case = complete(Case, publish=False, is_secret=True, anonymous_title="Ett ärende", product="Zkanarie")
    drafted(case, people["olle"].user, people["rut"].user, ingress="Zkanarie provas.")
    assert "Det här hoppas aldrig över" in shown(people["asa"], case)
    override(people["asa"], case)
    assert not is_live(case)


def test_a_translation_goes_by_itself_and_new_words_meet_the_rules_again(people, page) -> None:
    override(people["asa"], page)
    english = in_english(page)
    drafted(english, people["olle"].user, people["rut"].user, verdict="refrain")
    asked = Page.objects.get(pk=english.pk)
    assert asked.has_unpublished_changes
    override(people["asa"], english)
    assert not Page.objects.get(pk=english.pk).has_unpublished_changes
    noted = PageLogEntry.objects.get(page=english.pk, action="portal.publish_with_exception")
    assert noted.data["steps"] == ["Faktagranskning", "Publicering"]  # the decision is the original's
    drafted(page, people["olle"].user, people["rut"].user, ingress="Nya ord.")
    people["petra"].edit(page, "publish")
    assert Page.objects.get(pk=page.pk).has_unpublished_changes


def test_a_page_that_is_not_saved_or_already_public_has_no_such_button(people) -> None:
    index, news = make_index(NewsItem), make(NewsItem)
    asa = people["asa"]
    add = reverse("wagtailadmin_pages:add", args=["news", "newsitem", index.pk])
    assert "publish-with-exception" not in asa.client.get(add).content.decode()
    assert address(news) not in asa.client.get(reverse("wagtailadmin_pages:edit", args=[news.pk])).content.decode()
    assert "redan" in override(asa, news, seen="x").content.decode()
    assert PublicationEvent.objects.count() == 1
