"""The admin: roles, first page, vocabulary, documents, and its styles."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    PageViewRestriction,
    ReferenceIndex,
    WorkflowTask,
)

from news.models import NewsItem
from portal.checks import check_addresses
from portal.models import Delivery, OutgoingMail, ProductArea, PublicationDocument, PublicationEvent
from recommendations.models import Recommendation
from tests.factories import OrganisationFactory, ProductAreaFactory, RegionFactory, make
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db
HOME = "wagtailadmin_home"


def test_roles_may_be_made_again_and_come_back_to_the_file():
    desk("olle", roles.OFFICERS)

    def state():
        return (
            sorted(GroupPagePermission.objects.values_list("group__name", "permission__codename", "page__depth")),
            sorted(GroupCollectionPermission.objects.values_list("group__name", "permission__codename")),
            sorted(Group.objects.values_list("name", "permissions__codename"), key=str),
            list(WorkflowTask.objects.filter(workflow__active=True).values_list("task__name", "sort_order")),
        )

    before = state()
    group = Group.objects.get(name=roles.OFFICERS)
    group.permissions.clear()
    GroupPagePermission.objects.filter(group__name=roles.PUBLISHERS).delete()
    assert state() != before
    call_command("create_roles", verbosity=0)
    assert state() == before
    steps = WorkflowTask.objects.filter(workflow__name="Granskning").values_list("task__name", "sort_order")
    assert list(steps) == [("Andra läsaren", 0), ("Publicering", 1)]


@pytest.mark.parametrize(
    "role", [roles.OFFICERS, roles.READERS, roles.PUBLISHERS, roles.CONTACTS, roles.ADMINISTRATORS]
)
def test_every_role_gets_in_and_only_some_may_publish(role):
    person = desk("en", role)
    assert person.client.get(reverse(HOME)).status_code == 200
    page = make(NewsItem)
    may = page.permissions_for_user(person.user)
    assert may.can_publish() is (role in (roles.PUBLISHERS, roles.ADMINISTRATORS))
    assert may.can_edit() is (role != roles.CONTACTS)
    assert (person.client.get("/admin/snippets/portal/region/").status_code == 200) is (role == roles.ADMINISTRATORS)


def test_the_first_page_shows_what_is_overdue_and_what_goes_out_today():
    officer = desk("olle", roles.OFFICERS)
    page = officer.client.get(reverse(HOME)).content.decode()
    assert "overdue-reviews" not in page and "goes-out" not in page  # nothing to say
    yesterday = timezone.localdate() - timedelta(days=1)
    make(NewsItem, title="Behöver översyn", review_by=yesterday)
    make(NewsItem, title="Översedd", review_by=timezone.localdate())
    coming = make(NewsItem, title="Kommer i dag", publish=False)
    coming.go_live_at = timezone.now() + timedelta(seconds=1)
    coming.save_revision(approved_go_live_at=coming.go_live_at)
    make(NewsItem, title="Försvinner i dag", expire_at=timezone.now() + timedelta(seconds=1))
    page = officer.client.get(reverse(HOME)).content.decode()
    assert officer.panel("overdue_reviews") == ["Behöver översyn"]
    assert "Kommer i dag" in page and "Försvinner i dag" in page and "Avpubliceras" in page
    assert "Behöver översyn" not in desk("rita", roles.CONTACTS).client.get(reverse(HOME)).content.decode()


def test_administrators_see_what_did_not_get_through():
    page = make(NewsItem, title="Kom inte fram")
    event = PublicationEvent.objects.get(page_id=page.pk)
    Delivery.objects.create(event=event, channel="x", state=Delivery.State.FAILED, error="OSError: nej")
    OutgoingMail.objects.create(subject="A", content={}, error="OSError: ingen server")
    shown = desk("asa", roles.ADMINISTRATORS).client.get(reverse(HOME)).content.decode()
    assert "Kom inte fram" in shown and "1 misslyckad leverans" in shown and "ingen server" in shown
    assert "Ej levererat" not in desk("olle", roles.OFFICERS).client.get(reverse(HOME)).content.decode()


def test_the_admin_bears_the_portals_name_and_asks_no_other_host():
    shown = desk("asa", chief=True).client.get(reverse(HOME)).content.decode()
    assert "<title>" in shown and "Samverkansportalen" in shown.partition("</title>")[0]
    assert "css/admin.css" in shown and "portal-logo" in shown
    assert "gravatar" not in shown and "releases.wagtail" not in shown
    login = Client().get(reverse("wagtailadmin_login")).content.decode()
    assert "Logga in på Samverkansportalen" in login and "Wagtail</h1>" not in login


def test_a_new_name_in_the_vocabulary_reaches_what_is_filed_under_it():
    area = ProductAreaFactory(name="Diabetes", slug="diabetes")
    region, council = RegionFactory(), OrganisationFactory()
    filed = make(Recommendation, areas=[area], regions=[region], level="region", decider=council)
    make(Recommendation)
    make(Recommendation, areas=[area], publish=False)

    def refiled() -> list[tuple[int, str]]:
        return list(PublicationEvent.objects.filter(kind="refiled").order_by("pk").values_list("page_id", "note"))

    area.save()
    assert refiled() == []
    for row, name in ((area, "Diabetesvård"), (region, "Region Skåne"), (council, "Rådet")):
        row.name = name
        row.save()
    assert refiled() == [
        (filed.pk, "Diabetes → Diabetesvård"),
        (filed.pk, "Skåne → Region Skåne"),
        (filed.pk, "MTP-rådet → Rådet"),
    ]
    filed.refresh_from_db()
    filed.save_revision().publish()
    assert PublicationEvent.objects.filter(page_id=filed.pk).order_by("-pk").first().kind == "corrected"


@pytest.mark.parametrize(
    "model", ["productarea", "region", "healthcareregion", "procurementregion", "programmearea", "organisation"]
)
def test_each_list_of_the_vocabulary_opens(model):
    chief = desk("asa", roles.ADMINISTRATORS)
    RegionFactory()
    ProductAreaFactory(name="Diabetes")
    assert chief.client.get(f"/admin/snippets/portal/{model}/").status_code == 200
    assert chief.client.get(f"/admin/snippets/portal/{model}/", {"q": "diabetes"}).status_code == 200
    assert chief.client.get(f"/admin/snippets/portal/{model}/add/").status_code == 200


def test_an_administrator_renames_an_area():
    chief = desk("asa", roles.ADMINISTRATORS)
    area = ProductAreaFactory(name="Diabetes", slug="diabetes", emdn_code="Z12")
    data = {"name": "Diabetesvård", "slug": "diabetes", "emdn_code": "Z12"}
    chief.client.post(f"/admin/snippets/portal/productarea/edit/{area.pk}/", data)
    assert ProductArea.objects.get(pk=area.pk).name == "Diabetesvård"


def new_document(name: str = "bilaga.txt") -> Document:
    document = Document(title="Bilaga")
    document.file.save(name, ContentFile(b"hemligt tills det publiceras"))
    document.save()
    return document


def test_a_document_is_there_only_when_a_public_page_shows_it():
    document = new_document()
    anyone = Client()
    assert anyone.get(document.url).status_code == 404
    page = make(NewsItem, publish=False)
    PublicationDocument.objects.create(page=page, document=document)
    page = NewsItem.objects.get(pk=page.pk)
    page.save_revision()
    assert anyone.get(document.url).status_code == 404  # attached to a draft
    missing = anyone.get("/documents/999999/bilaga.txt")
    hidden = anyone.get(document.url)
    assert missing.status_code == 404
    assert missing.content.replace(b"/999999/", b"/%d/" % document.pk) == hidden.content
    assert desk("olle", roles.OFFICERS).client.get(document.url).status_code == 200
    page.get_latest_revision().publish()
    assert anyone.get(document.url).status_code == 200
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert anyone.get(document.url).status_code == 404
    restriction.delete()
    page.refresh_from_db()
    page.unpublish()
    assert anyone.get(document.url).status_code == 404


def test_a_document_inside_a_text():
    document = new_document("i-texten.txt")
    page = make(NewsItem, body=[("document", {"document": document, "title": ""})])
    ReferenceIndex.create_or_update_for_object(page)
    assert Client().get(document.url).status_code == 200
    page.unpublish()
    assert Client().get(document.url).status_code == 404


@pytest.mark.parametrize("state", ["live", "closed", "draft", "scheduled"])
def test_a_file_that_somebody_has_read_in_a_page_is_not_exchanged_in_silence(state):
    chief = desk("asa", roles.ADMINISTRATORS)
    document = new_document()
    page = make(NewsItem, publish=False)
    page.documents.add(PublicationDocument(document=document))
    if state == "scheduled":
        page.go_live_at = timezone.now() + timedelta(days=1)
    revision = page.save_revision()
    if state != "draft":
        revision.publish()
    if state == "closed":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    url = reverse("wagtaildocs:edit", args=[document.pk])
    other = ContentFile(b"nytt innehall", name="annan.txt")
    collection = {"collection": document.collection_id, "tags": ""}
    shown = chief.client.post(url, {"title": "Bilaga", "file": other, **collection}).content.decode()
    assert "En sida använder den här filen" in shown
    assert Document.objects.get(pk=document.pk).file.read() == b"hemligt tills det publiceras"
    shown = chief.client.post(url, {"title": "Ingen annan har läst", **collection}).content.decode()
    assert "läsarna ser titeln" in shown
    assert Document.objects.get(pk=document.pk).title == "Bilaga"
    unused = new_document("oanvand.txt")
    url = reverse("wagtaildocs:edit", args=[unused.pk])
    chief.client.post(url, {"title": "Ny rubrik", **collection})
    assert Document.objects.get(pk=unused.pk).title == "Ny rubrik"


def test_who_uploaded_a_document_does_not_change_its_title_on_a_public_page_alone():
    olle = desk("olle", roles.OFFICERS)
    document = new_document()
    Document.objects.filter(pk=document.pk).update(uploaded_by_user=olle.user)
    page = make(NewsItem, publish=False)
    page.documents.add(PublicationDocument(document=document))
    page.save_revision().publish()
    for name, data in (("edit", {"title": "Olles ord"}), ("edit_multiple", {f"doc-{document.pk}-title": "Olles ord"})):
        ajax = {"x-requested-with": "XMLHttpRequest"}
        olle.client.post(reverse(f"wagtaildocs:{name}", args=[document.pk]), data, headers=ajax)
        assert "Olles ord" not in Client().get(page.url).content.decode()


def test_production_settings_are_checked():
    ids = {"portal.E001", "portal.E002", "portal.W001"}
    for transport in ("x.console.EmailBackend", "portal.devserver.mailbox.MailboxBackend"):
        with override_settings(HTTPS=True, BASE_URL="http://127.0.0.1", MAIL_TRANSPORT=transport):
            assert {message.id for message in check_addresses(None)} == ids
    with override_settings(HTTPS=True, BASE_URL="https://portalen.example", MAIL_TRANSPORT="smtp.EmailBackend"):
        assert check_addresses(None) == []
    assert check_addresses(None) == []
