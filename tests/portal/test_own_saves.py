"""A form whose own autosave was not answered, as when the network was cut, is not called another window."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from news.models import NewsItem
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db
AS_JSON = {"Accept": "application/json"}


class Form:
    """An open form, which knows what it was answered."""

    def __init__(self, who: Desk, page: Any) -> None:
        self.who, self.address = who, reverse("wagtailadmin_pages:edit", args=[page.pk])
        latest = Page.objects.get(pk=page.pk).get_latest_revision()
        self.data = {**who.form(page), "loaded_revision_created_at": latest.created_at.isoformat()}
        self.ids: list[str] = []

    def autosave(self, **changes: Any) -> Any:
        """What autosave is answered; the form has not read it yet."""
        self.ids.append(uuid4().hex)
        self.data |= changes
        return self.who.client.post(self.address, {**self.data, "save_id": self.ids}, headers=AS_JSON)

    def read(self, answer: Any) -> None:
        told = answer.json()
        self.data["loaded_revision_id"] = self.data["overwrite_revision_id"] = str(told["revision_id"])
        self.data["loaded_revision_created_at"] = told["revision_created_at"]

    def save(self, **changes: Any) -> Any:
        """Press the button."""
        sent = {name: value for name, value in self.data.items() if name != "overwrite_revision_id"}
        return self.who.client.post(self.address, {**sent, **changes, "save_id": self.ids})


def title(page: Any) -> str:
    return str(Page.objects.get(pk=page.pk).get_latest_revision_as_object().title)


def test_the_next_save_goes_on_from_one_that_was_not_answered(olle) -> None:
    page = make(NewsItem, publish=False)
    form = Form(olle, page)
    assert form.autosave(title="Första").status_code == 200
    assert form.autosave(title="Andra").status_code == 200
    assert form.save(title="Tredje").status_code == 302
    assert title(page) == "Tredje"


def test_also_where_autosave_writes_its_revision_again(olle) -> None:
    page = make(NewsItem, publish=False)
    form = Form(olle, page)
    form.read(form.autosave(title="Första"))
    begun = list(form.ids)
    number = Page.objects.get(pk=page.pk).latest_revision_id
    assert form.autosave(title="Andra").status_code == 200
    assert form.autosave(title="Tredje").status_code == 200
    assert Page.objects.get(pk=page.pk).latest_revision_id == number
    form.ids = begun
    assert form.save(title="Fjärde").status_code == 302
    assert title(page) == "Fjärde"


def test_another_window_of_the_same_person_is_still_asked(olle) -> None:
    page = make(NewsItem, publish=False)
    first, second = Form(olle, page), Form(olle, page)
    first.autosave(title="Ett fönster")
    assert second.autosave(title="Ett annat").status_code == 409
    assert second.save(title="Ett annat").status_code == 409
    assert title(page) == "Ett fönster"


def test_what_came_after_it_is_not_overwritten(olle) -> None:
    page = make(NewsItem, publish=False)
    form, olga = Form(olle, page), desk("olga", roles.OFFICERS)
    form.autosave(title="Olles rubrik")
    olga.edit(page, title="Olgas rubrik")
    assert form.autosave(title="Olles andra").status_code == 409
    assert form.save(title="Olles andra").status_code == 409
    other = Form(olga, page)
    other.autosave(title="Olgas andra")
    form.ids += other.ids
    assert form.save(title="Olles andra").status_code == 409, "ids of another person's saves give nothing"
    assert title(page) == "Olgas andra"


def test_a_wrong_id_is_none(olle) -> None:
    page = make(NewsItem, publish=False)
    form = Form(olle, page)
    form.ids = ["x", ""]
    assert form.save(title="Sparad").status_code == 302
    assert len(set(PageLogEntry.objects.filter(page=page.pk).values_list("uuid", flat=True))) > 1
