"""The gate at every way to publish: an incomplete page, or one that one person alone has read, is refused unchanged."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize_input
from wagtail.models import Page, Revision, TaskState

from news.models import NewsItem
from portal.moderation.obstacles import NotReady, name_of
from portal.moderation.publish_gate import obstacles
from tests.portal.people import Desk, desk, roles
from tests.portal.refused import WRONG, answer, changes_of, complete, drafted, reviewed, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, Desk]:
    return {
        "olle": desk("olle", roles.OFFICERS),
        "rut": desk("rut", roles.READERS),
        "pia": desk("pia", roles.READERS, roles.PUBLISHERS),
    }


def button(page: Any, pia: Desk, people: Any) -> Any:
    return pia.edit(page, "publish")


def schedule(page: Any, pia: Desk, people: Any) -> Any:
    later = (timezone.localtime() + timedelta(days=1)).replace(tzinfo=None, second=0, microsecond=0)
    return pia.edit(page, "publish", go_live_at=localize_input(later))


def revert(page: Any, pia: Desk, people: Any) -> Any:
    """Open an old version and press Publish there."""
    latest = Page.objects.get(pk=page.pk).get_latest_revision()
    data = {**pia.form(page), "action-publish": "on"}
    return pia.client.post(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, latest.pk]), data)


def last_approval(page: Any, pia: Desk, people: Any) -> Any:
    return pia.edit(page, "workflow:approve")


def approval_from_list(page: Any, pia: Desk, people: Any) -> Any:
    return pia.approve_from_list(page)


def bulk(page: Any, pia: Desk, people: Any) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return pia.client.post(f"{address}?id={page.pk}", {"include_descendants": ""})


def bulk_of_the_branch(page: Any, pia: Desk, people: Any) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return pia.client.post(f"{address}?id={page.get_parent().pk}", {"include_descendants": "on"})


def admin_api(page: Any, pia: Desk, people: Any) -> Any:
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"])
    return pia.client.post(address, {}, content_type="application/json", headers={"Accept": "application/json"})


def shell(page: Any, pia: Desk, people: Any) -> None:
    with pytest.raises(NotReady):
        Page.objects.get(pk=page.pk).get_latest_revision().publish()


def shell_in_a_name(page: Any, pia: Desk, people: Any) -> None:
    with pytest.raises(NotReady):
        Page.objects.get(pk=page.pk).get_latest_revision().publish(user=pia.user)


def go_live(page: Any, pia: Desk, people: Any) -> None:
    """What a page lacks, or who has read it, is asked again when its time has come."""
    with pytest.raises(NotReady):
        Page.objects.get(pk=page.pk).get_latest_revision().publish(log_action="wagtail.publish.scheduled")


def copy(page: Any, pia: Desk, people: Any) -> Any:
    data = {"new_title": "Kopia", "new_slug": "kopia", "new_parent_page": page.get_parent().pk, "publish_copies": "on"}
    before = Page.objects.live().count()
    got = pia.client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    assert Page.objects.live().count() == before
    return got


def copy_by_the_api(page: Any, pia: Desk, people: Any) -> Any:
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, "copy"])
    before = Page.objects.live().count()
    got = pia.client.post(address, {"slug": "kopia", "keep_live": True}, content_type="application/json")
    assert Page.objects.live().count() == before
    return got


DOORS = [
    *(button, schedule, revert, last_approval, approval_from_list, bulk, bulk_of_the_branch, admin_api),
    *(shell, shell_in_a_name, go_live, copy, copy_by_the_api),
]
REFUSALS = [
    "one reader",
    *(pytest.param(why, marks=pytest.mark.one_database) for why in ("title only", "one reader, never public")),
]


def refused_page(why: str, people: dict[str, Desk]) -> Any:
    page = complete(NewsItem)
    author, readers, changes = people["pia"].user, [], {"title": "Nytt"}
    if why == "title only":
        author, readers, changes = people["olle"].user, [people["rut"].user], {"title": "Nytt", "ingress": ""}
    if why == "one reader, never public":
        page = complete(NewsItem, publish=False)
    drafted(page, author, *readers, **changes)
    return page


def send_for_review(page: Any, why: str, people: dict[str, Desk]) -> None:
    fresh = Page.objects.get(pk=page.pk).specific
    state = fresh.get_workflow().start(fresh, people["olle"].user)
    if why == "title only":
        state.current_task_state.task.specific.on_action(state.current_task_state, people["rut"].user, "approve")


@pytest.mark.parametrize("why", REFUSALS)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_refusal_changes_nothing(door, why, people) -> None:
    if door in (copy, copy_by_the_api) and why == "one reader, never public":
        pytest.skip("a copy of what is not live is a draft")
    page = refused_page(why, people)
    if door in (last_approval, approval_from_list):
        send_for_review(page, why, people)
    if door is bulk_of_the_branch and why != "one reader, never public":
        pytest.skip("Wagtail publishes what is not live in the branch")
    before = seen(page)
    got = door(page, people["pia"], people)
    after = seen(page)
    kept = {pk for pk, _when in before["scheduled"]}
    after["scheduled"] = [(pk, when) for pk, when in after["scheduled"] if pk in kept or when]
    assert after == before
    assert Page.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Nytt"
    assert got is None or got.status_code in (200, 302, 409)


def test_the_api_schedules_past_nobody(people) -> None:
    """A live page is scheduled by its revision alone: the page itself is not saved until the time has come."""
    page = complete(NewsItem)
    drafted(page, people["pia"].user, title="I morgon", go_live_at=timezone.now() + timedelta(days=1))
    before = seen(page)
    assert admin_api(page, people["pia"], people).status_code == 409
    assert seen(page) == before


@pytest.mark.parametrize(("model", "field", "wrong"), WRONG, ids=lambda value: getattr(value, "__name__", None))
def test_what_is_wrong_is_named_by_its_field(model, field, wrong, people) -> None:
    page = complete(model)
    changes = changes_of(wrong, page)
    revision = drafted(page, people["olle"].user, people["rut"].user, **changes)
    revision = Revision.objects.get(pk=revision.pk)
    assert {obstacle.field for obstacle in obstacles(revision)} == {field}  # two rules may name it
    before = seen(page)
    with pytest.raises(NotReady) as refused:
        revision.publish(user=people["pia"].user)
    assert name_of(page, field) in str(refused.value)
    bulk(page, people["pia"], people)
    assert seen(page) == before


@pytest.mark.parametrize("model", sorted({case[0] for case in WRONG}, key=str))
def test_what_lacks_nothing_and_two_have_read_goes_out(model, people) -> None:
    page = complete(model)
    reviewed(drafted(page, people["olle"].user, people["rut"].user, title="Läst av två"))
    bulk(page, people["pia"], people)
    assert model.objects.get(pk=page.pk).title == "Läst av två"


BY_A_PERSON = [button, schedule, revert, bulk, bulk_of_the_branch, admin_api, shell_in_a_name]


@pytest.mark.parametrize("door", BY_A_PERSON, ids=lambda door: door.__name__)
def test_nobody_skips_a_step_of_the_workflow(door, people) -> None:
    page = complete(NewsItem, publish=False)
    drafted(page, people["olle"].user, people["rut"].user, title="Läst av två")
    before = seen(page)
    got = door(page, people["pia"], people)
    after = seen(page)
    after["scheduled"] = [(pk, when) for pk, when in after["scheduled"] if when]
    assert after == {**before, "scheduled": []}
    if door in (button, bulk):
        said = " ".join(str(message) for message in get_messages(got.wsgi_request))
        assert "Steg som är kvar av granskningen: Andra läsaren, Publicering." in said


def test_a_step_counts_for_its_words_until_a_reader_sends_them_back(people) -> None:
    page = complete(NewsItem)
    revision = reviewed(drafted(page, people["olle"].user, people["rut"].user, title="Läst av två"))
    assert not obstacles(revision, people["pia"].user)
    last = TaskState.objects.filter(revision=revision).latest("pk")
    rejected = TaskState(workflow_state=last.workflow_state, revision=revision, task=last.task, status="rejected")
    rejected.save()
    assert [one.message for one in obstacles(revision, people["pia"].user)] == [
        "Steg som är kvar av granskningen: Publicering."
    ]
    assert obstacles(drafted(page, people["olle"].user, people["rut"].user, title="Annat"), people["pia"].user)


def test_what_readers_have_lost_comes_back_by_all_steps(people) -> None:
    page = complete(NewsItem, publish=False)
    reviewed(drafted(page, people["olle"].user, people["rut"].user, title="Läst av två")).publish()
    NewsItem.objects.get(pk=page.pk).unpublish()
    button(page, people["pia"], people)
    bulk(page, people["pia"], people)
    assert not NewsItem.objects.get(pk=page.pk).live
    NewsItem.objects.get(pk=page.pk).get_latest_revision().publish()
    assert NewsItem.objects.get(pk=page.pk).live, "a program may"


IN_THE_FORM = [case for case in WRONG if case[1] not in ("title", "products", "sources", "level", "slug")]


@pytest.mark.one_database
@pytest.mark.parametrize(("model", "field", "wrong"), IN_THE_FORM, ids=lambda value: getattr(value, "__name__", None))
def test_the_form_shows_the_same_at_its_field(model, field, wrong, people) -> None:
    page = complete(model)
    revision = drafted(page, people["olle"].user, **changes_of(wrong, page))
    said = [obstacle.message for obstacle in obstacles(revision) if obstacle.field == field]
    saved = people["pia"].edit(page)
    assert saved.status_code == 302  # a draft may lack anything
    got = people["pia"].edit(page, "publish")
    assert got.context["form"].errors == {field: said}


def test_rows_are_counted_as_they_stand_in_the_form(people) -> None:
    """The reason is asked for by the stages on the screen, not by those saved before."""
    from recommendations.models import Case

    page = complete(Case)
    drafted(page, people["olle"].user)
    stage = {
        "stages-TOTAL_FORMS": "1", "stages-0-stage": "declined", "stages-0-ORDER": "1", "stages-0-id": "",
    }  # fmt: skip
    got = people["pia"].edit(page, "publish", **stage)
    assert list(got.context["form"].errors) == ["stage_reason"]
    got = people["pia"].edit(page, "publish", **stage, **{"stages-0-DELETE": "on"})
    assert got.status_code == 302
    people["pia"].edit(page, "submit", **stage, stage_reason="För få patienter.")
    latest = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [row.stage for row in latest.stages.all()] == ["declined"]


def test_the_message_names_and_links_the_field(people) -> None:
    page = complete(NewsItem)
    drafted(page, people["olle"].user, people["rut"].user, ingress="")
    got = bulk(page, people["pia"], people)
    (said,) = [str(message) for message in get_messages(got.wsgi_request)]
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert f'<a href="{editor}#id_ingress-label">Ingress</a>' in said and "innan sidan kan publiceras" in said


def test_a_version_from_before_the_first_publication_takes_no_page_offline(people) -> None:
    page = complete(NewsItem, publish=False)
    first = page.get_latest_revision()
    reviewed(drafted(page, people["olle"].user, people["rut"].user, title="Andra versionen"))
    Page.objects.get(pk=page.pk).get_latest_revision().publish(user=people["pia"].user)
    page = NewsItem.objects.get(pk=page.pk)
    before = seen(page)
    data = {**people["pia"].form(page, title="Första versionen"), "action-publish": "on"}
    people["pia"].client.post(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk]), data)
    after = seen(page)
    assert after["scheduled"][:2] == before["scheduled"]
    assert {**after, "scheduled": None} == {**before, "scheduled": None}
    assert answer(page.url)[0] == 200


def test_a_new_page_that_is_refused_is_a_draft_that_was_never_public(people) -> None:
    parent = complete(NewsItem).get_parent()
    data = {**people["pia"].form(complete(NewsItem), title="På en gång", slug="pa-en-gang"), "action-publish": "on"}
    people["pia"].client.post(reverse("wagtailadmin_pages:add", args=["news", "newsitem", parent.pk]), data)
    page = NewsItem.objects.get(slug="pa-en-gang")
    assert not page.live and page.first_published_at is None and page.has_unpublished_changes
    assert answer(page.get_url() or "/nyheter/pa-en-gang/")[0] == 404


def test_a_program_may_publish_what_a_program_wrote_and_no_more(people) -> None:
    page = complete(NewsItem)
    drafted(page, None, title="Inläst")
    Page.objects.get(pk=page.pk).get_latest_revision().publish()
    assert NewsItem.objects.get(pk=page.pk).title == "Inläst"
    drafted(page, None, title="Inläst igen")
    assert admin_api(page, people["pia"], people).status_code == 409
