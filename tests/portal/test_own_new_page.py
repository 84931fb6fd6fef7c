"""A form of a new page makes one page, also when the answer to its autosave was lost."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from news.models import NewsItem
from portal.models import PublicationDocument, PublicationEvent
from tests.factories import make_index
from tests.portal.naming import document
from tests.portal.people import Desk, desk, filled_in, roles

pytestmark = pytest.mark.django_db


class NewForm:
    """An open form of a new page, which has had no answer yet."""

    def __init__(self, who: Desk, title: str) -> None:
        parent = make_index(NewsItem)
        self.who, self.address = who, reverse("wagtailadmin_pages:add", args=["news", "newsitem", parent.pk])
        page = NewsItem(locale=parent.locale)
        form = page.get_edit_handler().get_form_class()(instance=page, parent_page=parent, for_user=who.user)
        self.data = {**filled_in(form), "title": title, "slug": title.lower()}
        self.ids: list[str] = []

    def autosave(self, **changes: Any) -> Any:
        self.ids.append(uuid4().hex)
        self.data |= changes
        sent = {**self.data, "save_id": self.ids}
        return self.who.client.post(self.address, sent, headers={"Accept": "application/json"})

    def save(self, action: str = "", **changes: Any) -> Any:
        """Press a button."""
        pressed = {action: "on"} if action else {}
        return self.who.client.post(self.address, {**self.data, **changes, **pressed, "save_id": self.ids})


@pytest.fixture
def olle() -> Desk:
    return desk("olle", roles.OFFICERS)


def titles() -> list[str]:
    return sorted(NewsItem.objects.values_list("title", flat=True))


def test_a_form_that_is_sent_once_makes_a_page(olle) -> None:
    assert NewForm(olle, "Nyhet").save().status_code == 302
    assert titles() == ["Nyhet"]


def test_autosaves_without_an_answer_make_one_page_with_all_that_was_typed(olle) -> None:
    form = NewForm(olle, "Nyhet")
    rows = {"documents-TOTAL_FORMS": "1", "documents-0-document": str(document().pk), "documents-0-title": "Bilaga"}
    rows |= {"documents-0-id": "", "documents-0-ORDER": "1", "documents-0-DELETE": ""}
    first = form.autosave(**rows)
    second = form.autosave(ingress="Mer.")
    assert first.json()["success"] and second.json()["success"], (first.json(), second.json())
    assert form.save(ingress="Ännu mer.").status_code == 302
    page = NewsItem.objects.get()
    assert page.slug == "nyhet" and page.ingress == "Ännu mer." and page.get_parent().numchild == 1
    assert not PublicationEvent.objects.exists()
    assert [row.title for row in PublicationDocument.objects.filter(page=page)] == ["Bilaga"]


def test_a_lost_autosave_and_a_submission_make_one_page(olle) -> None:
    form = NewForm(olle, "Nyhet")
    form.autosave(ingress="Ingress.")
    assert form.save("action-submit").status_code == 302
    assert titles() == ["Nyhet"] and NewsItem.objects.get().workflow_in_progress


def test_two_forms_make_two_pages(olle) -> None:
    first, second = NewForm(olle, "Ett"), NewForm(olle, "Två")
    for form in (first, second, first):
        assert form.autosave().json()["success"]
    assert titles() == ["Ett", "Två"]


def test_who_goes_back_to_a_form_that_a_button_has_sent_makes_another_page(olle) -> None:
    form = NewForm(olle, "Ett")
    form.autosave()
    assert form.save().status_code == 302
    assert form.save(title="Två", slug="tva").status_code == 302
    assert titles() == ["Ett", "Två"]


def test_the_key_of_another_persons_form_gives_nothing(olle) -> None:
    theirs, forged = NewForm(olle, "Olles"), NewForm(desk("olga", roles.OFFICERS), "Olgas")
    theirs.autosave()
    forged.ids = list(theirs.ids)
    assert forged.autosave().json()["success"] and forged.save(slug="olgas-2").status_code == 302
    assert titles() == ["Olgas", "Olles"]


def test_what_cannot_be_made_takes_nothing_away(olle) -> None:
    form = NewForm(olle, "Nyhet")
    form.autosave(ingress="Skrivet.")
    number = NewsItem.objects.get().pk
    assert form.save(title="").status_code == 200
    kept = NewsItem.objects.get()
    assert (kept.pk, kept.ingress) == (number, "Skrivet.") and kept.get_latest_revision()


def test_a_page_that_somebody_has_worked_on_since_stays(olle) -> None:
    form, olga = NewForm(olle, "Nyhet"), desk("olga", roles.OFFICERS)
    form.autosave()
    made = NewsItem.objects.get()
    assert olga.edit(made, title="Olgas rubrik").status_code == 302
    form.autosave(slug="nyhet-2")
    assert Page.objects.get(pk=made.pk).get_latest_revision_as_object().title == "Olgas rubrik"
    assert len(titles()) == 2


def test_what_has_been_public_or_is_reviewed_stays(olle) -> None:
    public, reviewed = NewForm(olle, "Offentlig"), NewForm(olle, "Granskad")
    public.autosave(ingress="Ingress.")
    NewsItem.objects.update(first_published_at=timezone.now())
    reviewed.autosave(ingress="Ingress.")
    olle.edit(NewsItem.objects.get(title="Granskad"), "submit")
    for form in (public, reviewed):
        assert form.autosave(slug=f"{form.data['slug']}-2").json()["success"]
    assert titles() == ["Granskad", "Granskad", "Offentlig", "Offentlig"]
