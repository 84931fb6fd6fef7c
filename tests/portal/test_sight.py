"""No view of the admin names a page to somebody who may neither edit it nor read it in public."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    GroupPagePermission,
    Locale,
    Revision,
    Site,
    Task,
    TaskState,
    Workflow,
    WorkflowState,
)
from wagtail_localize.models import OverridableSegment, StringSegment, Translation

from news.models import Newsletter
from portal.models import HomePage, PublicationEvent
from tests.factories import RegionFactory, make
from tests.portal.addresses import Route, routes
from tests.portal.canaries import WORD, make_canaries, translate
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db

# What the walk does not visit, and why.
NOT_VISITED = {
    "admin/test404/": "raises on purpose",
    "admin/failwhale/": "raises on purpose",
    "admin/logout/": "ends the walk",
    "admin/sprite/": "icons",
}


def bystander(name: str) -> Desk:
    """Somebody who may enter the admin, in one of the ways that give no right to the canaries."""
    person = desk(name, *([roles.CONTACTS] if name == "contact" else []))
    group = Group.objects.create(name=f"Bara {name}")
    entry = Permission.objects.get(codename="access_admin")
    if name == "branch":
        group.permissions.add(entry)
        branch = make(Newsletter, title="Min egen gren").get_parent()
        for codename in ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"):
            GroupPagePermission.objects.create(
                group=group, page=branch, permission=Permission.objects.get(codename=codename)
            )
    elif name == "clerk":
        # Every right there is, but for a single page, document or image.
        group.permissions.set(Permission.objects.all())
    person.user.groups.add(group)
    return person


def ids(model: Any) -> list[int]:
    return list(model.objects.values_list("pk", flat=True)) or [1]


def values(pages: dict[str, Any]) -> dict[str, list[Any]]:
    """What stands for each parameter: the canaries, and one or two of everything else."""
    hidden = [page.pk for page in pages.values()]
    states = ids(TaskState)
    return {
        **dict.fromkeys(("page_id", "parent_page_id", "page_to_move_id", "page_pk"), hidden),
        "destination_id": [*hidden[:2], HomePage.objects.get(locale__language_code="sv").pk],
        "admin/api/main/^pages/ pk": hidden,
        "admin/pages/^ \\d+": hidden,
        "live|earliest|\\d+": ["live", "earliest"],
        "live|latest|\\d+": ["latest"],
        "revision_id_a": ["live", "earliest"],
        "revision_id_b": ["latest"],
        "revision_id": ids(Revision)[-9:],
        "task_state_id": states[:1],
        "workflow_state_id": ids(WorkflowState),
        "task_id": ids(Task),
        "workflow_pk": ids(Workflow),
        "admin/workflows/ pk": [*ids(Workflow), *ids(Task)],
        "pk": [1, *ids(Site)],
        "admin/api/main/^documents/ pk": ids(Document),
        "admin/documents/ pk": ids(Document),
        "document_id": ids(Document),
        "doc_id": ids(Document),
        "uploaded_file_id": [1],
        "admin/mailbox/ number": [1],
        "admin/api/main/^images/ pk": ids(Image),
        "admin/images/ pk": ids(Image),
        "image_id": ids(Image),
        "filter_spec": ["width-10"],
        "action_name": ["approve", "copy"],
        "action": ["delete", "move", "publish", "unpublish"],
        "content_type_app_name": ["recommendations"],
        "content_type_model_name": ["recommendation"],
        "app_label": ["recommendations"],
        "model_name": ["recommendation"],
        "app_name": ["portal"],
        "admin/tag-autocomplete/ app_name": ["taggit"],
        "admin/tag-autocomplete/ model_name": ["tag"],
        "admin/settings/ model_name": ["sitesettings"],
        "admin/bulk/ app_label": ["wagtailcore", "wagtaildocs", "wagtailimages"],
        "admin/bulk/ model_name": ["page", "document", "image"],
        "admin/localize/ app_label": ["portal"],
        "admin/localize/ model_name": ["region"],
        "object_id": hidden,
        "session_id": [1],
        "instance_pk": ids(PublicationEvent)[:1],
        "translation_source_id": [1, 2, 3],
        "translation_id": ids(Translation),
        "string_segment_id": ids(StringSegment)[:2],
        "overridable_segment_id": ids(OverridableSegment)[:2],
        "mode": ["default"],
        "task": ["submit"],
        "redirect_id": [1],
        "collection_id": [1],
        "uidb64": ["MQ"],
        "token": ["set-password"],
    }


def queries(address: str, pages: dict[str, Any]) -> Iterator[str]:
    """The plain address, a search, an export, and all that can be asked of hidden pages by their numbers."""
    yield ""
    if not re.search(r"\d", address):
        yield "?q=fågel"
        yield "?q=zkan&multiple=1&ordering=title"
        yield "?export=csv"
        yield "?export=xlsx"
    for keys in ([page.pk for page in pages.values()], [*ids(Document), *ids(Image)]):
        yield "?" + "&".join(f"id={key}" for key in keys) + "&q=&describe_on_delete=1&next=/"
    draft = pages["draft"]
    yield f"?child_of={draft.get_parent().pk}&for_explorer=1&fields=*&limit=20"
    yield f"?question=fågel&page={draft.pk}&page_type=recommendations.recommendation"


def text_of(response: Any) -> str:
    """What was answered in words: the body, also inside a spreadsheet, and where it sends to."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    said = [response.headers.get("Location", ""), response.headers.get("Content-Disposition", "")]
    said += [address for address, _status in getattr(response, "redirect_chain", [])]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as sheet:
            said += [sheet.read(name).decode() for name in sheet.namelist()]
    return "\n".join([body.decode(errors="ignore"), *said]).lower()


def visited() -> list[Route]:
    return [route for route in routes("admin/") if route.pattern not in NOT_VISITED]


@pytest.fixture
def pages() -> dict[str, Any]:
    author = desk("forfattare", roles.OFFICERS)
    reader = desk("lasare", roles.READERS)
    RegionFactory()
    made = make_canaries(author.user)
    Workflow.objects.get(name="Granskning").start(made["draft"], author.user)
    reader.approve(made["draft"])
    translate(made["changed"], Locale.objects.get(language_code="en"))
    return made


@pytest.mark.one_database
@pytest.mark.slow
@pytest.mark.parametrize(("who", "third"), [("clerk", 0), ("contact", 1), ("branch", 2)])
def test_no_address_tells_a_bystander_of_a_hidden_page(pages, who, third) -> None:
    """Each asks at every address, of a third of what is hidden: together they ask of all of it."""
    person = bystander(who)
    person.client.raise_request_exception = False
    known, leaks = values(pages), []
    for route in visited():
        asked = [address for number, address in enumerate(route.addresses(known)) if number == 0 or number % 3 == third]
        seen = {request for address in asked for request in leaking(person.client, address, pages)}
        if has_message(person.client) and WORD in text_of(person.client.get(reverse("wagtailadmin_account"))):
            seen.add("message")
        if seen:
            leaks.append(f"{route.pattern}: {len(seen)}, such as {min(seen)}")
    assert not leaks, "\n".join(leaks)
    assert person.client.get(reverse("wagtailadmin_home")).status_code == 200


def has_message(client: Client) -> bool:
    """Whether something is to be said on the next page."""
    cookie = client.cookies.get("messages")
    return bool(cookie and cookie.value) or "_messages" in client.session


def leaking(client: Client, address: str, pages: dict[str, Any]) -> Iterator[str]:
    """The requests for an address whose answer tells; what they change is taken back."""
    for query in queries(address, pages):
        answer = client.get(address + query)
        if WORD in text_of(answer):
            yield f"GET {address}{query}"
        if answer.status_code != 200 and "/bulk/" not in address:
            break
    with transaction.atomic():
        answer = client.post(address, {"next": "/"})
        if WORD in text_of(answer):
            yield f"POST {address}"
        transaction.set_rollback(True)


def test_the_publishing_log_tells_only_of_pages_that_its_reader_sees(pages) -> None:
    clerk = bystander("clerk")
    told = PublicationEvent.objects.get(page_id=pages["group"].pk, kind="published")
    for address in (f"inspect/{told.pk}/", f"{told.pk}/retry/", ""):
        ask = clerk.client.post if "retry" in address else clerk.client.get
        assert WORD not in text_of(ask(f"/admin/publishing-log/{address}", follow=True))


def test_the_report_on_types_names_pages_only_to_editors_of_them_all(pages) -> None:
    address = reverse("wagtailadmin_reports:page_types_usage")
    assert bystander("branch").client.get(address).status_code == 404
    assert desk("olle", roles.OFFICERS).client.get(address).status_code == 200
