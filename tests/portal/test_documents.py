"""Who may fetch a document: readers of a public page with it, those who edit or review a page with it, its uploader."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction

from news.models import NewsItem
from portal.files.file_access import may_fetch
from portal.models import HomePage, StandardPage
from recommendations.models import Case, Recommendation
from tests.factories import make, make_site
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def document(name: str = "rapport", **fields: Any) -> Document:
    return Document.objects.create(title=name, file=ContentFile(b"Innehall", f"{name}.txt"), **fields)


def attached(file: Document, **fields: Any) -> Any:
    page = make(Recommendation, publish=False, **fields)
    page.documents.create(document=file)
    page.save_revision().publish()
    return page


def in_block(file: Document) -> Any:
    return make(NewsItem, body=json.dumps([{"type": "document", "value": {"document": file.pk, "title": ""}}]))


def in_link(file: Document) -> Any:
    return make(Recommendation, for_whom=f'<p><a linktype="document" id="{file.pk}">rapporten</a></p>')


def in_plain_page(file: Document) -> Any:
    make_site()
    home = HomePage.objects.get(locale__language_code="sv")
    body = [{"type": "text", "value": f'<p><a linktype="document" id="{file.pk}">rapporten</a></p>'}]
    page = StandardPage(title="Om", slug="om", locale=home.locale, body=json.dumps(body))
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


WAYS = (attached, in_block, in_link, in_plain_page)


def status(file: Document, client: Client | None = None) -> int:
    return (client or Client()).get(file.url).status_code


@pytest.mark.parametrize("use", WAYS)
def test_anyone_has_what_a_public_page_offers_for_as_long_as_it_does(use):
    file = document()
    page = use(file)
    assert status(file) == 200
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert status(file) == 404
    restriction.delete()
    assert status(file) == 200
    page = Page.objects.get(pk=page.pk).specific
    page.unpublish()
    assert status(file) == 404


@pytest.mark.parametrize("use", WAYS)
def test_what_a_live_page_has_only_in_its_draft_is_for_its_editors(use):
    officer, contact = desk("olof", roles.OFFICERS), desk("karin", roles.CONTACTS)
    file = document()
    page = use(document("annan"))
    latest = Page.objects.get(pk=page.pk).specific
    text = json.dumps([{"type": "text", "value": f'<p><a linktype="document" id="{file.pk}">ny</a></p>'}])
    latest.body = text
    latest.save_revision()
    assert status(file) == 404 and status(file, contact.client) == 404 and status(file, officer.client) == 200


def test_what_a_page_no_longer_offers_is_gone_with_the_words():
    file = document()
    page = in_link(file)
    page.for_whom = "<p>Utan fil.</p>"
    page.save_revision().publish()
    assert status(file) == 404


def everyone() -> dict[str, Desk]:
    names = (roles.OFFICERS, roles.READERS, roles.PUBLISHERS, roles.CONTACTS, roles.ADMINISTRATORS)
    people = {name: desk(f"person{number}", name) for number, name in enumerate(names)}
    return {**people, "superuser": desk("chief", chief=True)}


EDITORS = {roles.OFFICERS, roles.READERS, roles.PUBLISHERS, roles.ADMINISTRATORS, "superuser"}


def allowed(people: dict[str, Desk], file: Document) -> set[str]:
    answers = {name: status(file, person.client) for name, person in people.items()}
    assert set(answers.values()) <= {200, 404}
    return {name for name, answer in answers.items() if answer == 200}


def test_a_drafts_attachment_is_for_those_who_may_edit_the_page():
    people = everyone()
    file = document()
    page = make(Case, publish=False)
    page.documents.create(document=file)
    page.save_revision()
    assert allowed(people, file) == EDITORS and status(file) == 404


def test_the_attachment_of_a_secret_case_is_for_those_who_may_edit_it():
    people = everyone()
    inside, outside = document("inne"), document("ute")
    page = make(Case, publish=False, is_secret=True, anonymous_title="Ett ärende", product="NovoSenss")
    page.documents.create(document=inside)
    page.documents.create(document=outside, is_public=True)
    page.save_revision().publish()
    assert allowed(people, inside) == EDITORS and allowed(people, outside) == set(people)
    assert status(inside) == 404 and status(outside) == 200


def test_what_no_page_uses_is_its_uploaders_and_the_administrators():
    people = everyone()
    file = document(uploaded_by_user=people[roles.OFFICERS].user)
    assert allowed(people, file) == {roles.OFFICERS, roles.ADMINISTRATORS, "superuser"}


def test_who_has_a_task_on_a_page_has_its_attachments():
    """A group that may enter the admin and nothing else, until a step waits for it."""
    officer, council = desk("olof", roles.OFFICERS), desk("rut", roles.CONTACTS)
    group = Group.objects.create(name="Rådet")
    council.user.groups.add(group)
    file = document()
    page = make(NewsItem, publish=False)
    page.documents.create(document=file)
    page.save_revision(user=officer.user)
    assert status(file, council.client) == 404
    workflow = page.get_workflow()
    workflow.workflow_tasks.first().task.specific.groups.add(group)
    workflow.start(page, officer.user)
    assert status(file, council.client) == 200


def test_who_may_read_a_closed_page_has_its_attachments():
    group = Group.objects.create(name="Rådet")
    member, other = (User.objects.create_user(name) for name in ("medlem", "annan"))
    member.groups.add(group)
    file = document()
    page = attached(file)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.set([group])
    assert may_fetch(member, file) and not may_fetch(other, file)
    restriction.restriction_type = "login"
    restriction.save()
    assert may_fetch(other, file) and status(file) == 404


def test_a_person_who_has_left_fetches_nothing():
    officer = desk("olof", roles.OFFICERS)
    file = document(uploaded_by_user=officer.user)
    officer.user.is_active = False
    assert not may_fetch(officer.user, file)


@pytest.mark.parametrize("cookie", ["", "sessionid=en-gammal"])
def test_a_hidden_file_can_not_be_told_from_one_that_is_not_there(cookie):
    file = document("novosenss")
    image = Image.objects.create(title="novosenss", file=get_test_image_file("novosenss.png"))
    page = make(NewsItem, publish=False)
    page.documents.create(document=file)
    page.save_revision()
    for hidden, absent in (
        (file.url, file.url.replace("novosenss", "annatnamn")),
        (f"/media/{file.file.name}", f"/media/{file.file.name.replace('novosenss', 'annatnamn')}"),
        (f"/media/{image.file.name}", f"/media/{image.file.name.replace('novosenss', 'annatnamn')}"),
    ):
        assert answer(hidden, cookie) == answer(absent, cookie)


def answer(address: str, cookie: str) -> tuple[int, dict[str, str], bytes]:
    """All that is told to somebody who is not logged in, but for the address itself."""
    given = Client(headers={"cookie": cookie} if cookie else {}).get(address)
    return given.status_code, dict(given.items()), given.content.replace(address.encode(), b"")
