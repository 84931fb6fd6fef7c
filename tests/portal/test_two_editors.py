"""Two people save one page: the second is shown both versions, and nothing of either is lost."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import Comment, Page, Revision

from news.models import NewsItem
from portal.models import HomePage
from tests.factories import make
from tests.portal.people import Desk, desk
from tests.portal.refused import complete, drafted

pytestmark = pytest.mark.django_db


def loaded(who: Desk, page: Any, **changes: Any) -> dict[str, Any]:
    """The form as it was opened, with what was then typed."""
    latest = Page.objects.get(pk=page.pk).get_latest_revision()
    return {**who.form(page, **changes), "loaded_revision_created_at": latest.created_at.isoformat()}


def address(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def sent(who: Desk, page: Any, form: dict[str, Any], **more: Any) -> Any:
    return who.client.post(address(page), {**form, **more})


def both(answer: Any) -> dict[str, Any]:
    """The form of the merge view, before anything is chosen."""
    assert answer.status_code == 409, [line.strip() for line in answer.content.decode().splitlines() if "error" in line]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode())
    return {name: unescape(value) for name, value in hidden if name != "csrfmiddlewaretoken"}


def choices(answer: Any) -> set[str]:
    return set(re.findall(r'<input type="radio" name="([^"]+)"', answer.content.decode()))


def latest(page: Any) -> Any:
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def body(*pairs: tuple[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {"body-count": len(pairs)}
    for place, (key, value) in enumerate(pairs):
        names = {"deleted": "", "order": place, "type": "heading", "id": key, "value": value}
        data |= {f"body-{place}-{name}": told for name, told in names.items()}
    return data


def test_the_second_save_is_refused_and_overwrites_nothing(olle, olga) -> None:
    page = make(NewsItem, publish=False, title="Från början")
    mine = loaded(olle, page, title="Olles rubrik")
    assert olga.edit(page, title="Olgas rubrik").status_code == 302
    revisions = Revision.objects.count()
    answer = sent(olle, page, mine)
    text = answer.content.decode()
    assert answer.status_code == 409 and "Olgas" in text and "Olles" in text and "olga" in text
    assert latest(page).title == "Olgas rubrik" and Revision.objects.count() == revisions


def test_what_only_one_has_changed_is_kept_and_the_rest_is_chosen(olle, olga) -> None:
    page = make(NewsItem, publish=False, title="Från början", ingress="Gammal ingress.")
    mine = loaded(olle, page, title="Olles rubrik", case_number="O-1")
    olga.edit(page, title="Olgas rubrik", ingress="Olgas ingress.")
    answer = sent(olle, page, mine)
    assert choices(answer) == {"merge-title"}
    assert sent(olle, page, both(answer)).status_code == 409, "a choice is missing"
    done = sent(olle, page, both(answer), **{"merge-title": "mine"})
    assert done.status_code == 302
    page = latest(page)
    assert (page.title, page.ingress, page.case_number) == ("Olles rubrik", "Olgas ingress.", "O-1")
    assert page.latest_revision.user == olle.user


def test_a_third_save_in_between_is_shown_too(olle, olga) -> None:
    page = make(NewsItem, publish=False, title="Från början")
    mine = loaded(olle, page, title="Olles rubrik")
    olga.edit(page, title="Olgas rubrik")
    first = both(sent(olle, page, mine))
    olga.edit(page, title="Olgas andra rubrik")
    again = sent(olle, page, first, **{"merge-title": "mine"})
    assert again.status_code == 409 and "Olgas andra rubrik" in again.content.decode()
    assert latest(page).title == "Olgas andra rubrik"
    sent(olle, page, both(again), **{"merge-title": "theirs"})
    assert latest(page).title == "Olgas andra rubrik"


@pytest.mark.parametrize("action", ["submit", "publish", "workflow:approve", "workflow:reject", "cancel-workflow"])
def test_no_button_acts_on_words_that_were_not_on_the_screen(action) -> None:
    chief, olga = desk("chefen", chief=True), desk("olga", chief=True)
    page = complete(NewsItem, publish=False, title="Från början")
    if action not in ("submit", "publish"):
        olga.edit(page, "submit")
    name = action.partition(":")[2]
    pressed = {"action-workflow-action": "true", "workflow-action-name": name} if name else {f"action-{action}": "on"}
    mine = loaded(chief, page, case_number="C-1") | pressed
    olga.edit(page, ingress="Nyskrivet.")
    state = Page.objects.get(pk=page.pk).current_workflow_state
    answer = sent(chief, page, mine)
    assert answer.status_code == 409 and not choices(answer)
    saved = sent(chief, page, both(answer))
    assert saved.status_code == 302
    (told,) = map(str, get_messages(saved.wsgi_request))
    assert told.endswith("inget annat har gjorts ännu.")
    now = Page.objects.get(pk=page.pk)
    assert not now.live and now.current_workflow_state == state
    assert (latest(page).ingress, latest(page).case_number) == ("Nyskrivet.", "C-1")


def test_the_same_person_in_two_tabs_is_asked_too(olle) -> None:
    page = make(NewsItem, publish=False, title="Från början")
    first, second = loaded(olle, page, title="Flik ett"), loaded(olle, page, title="Flik två")
    sent(olle, page, first)
    answer = sent(olle, page, second)
    assert choices(answer) == {"merge-title"} and "i ett annat fönster" in answer.content.decode()


def test_an_earlier_version_does_not_overwrite_what_came_meanwhile(olle, olga) -> None:
    page = make(NewsItem, publish=False, title="Första")
    old = Page.objects.get(pk=page.pk).latest_revision
    olga.edit(page, title="Andra")
    back = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, old.pk])
    mine = loaded(olle, page, title="Första")
    olga.edit(page, title="Tredje")
    answer = olle.client.post(back, mine)
    assert choices(answer) == {"merge-title"} and latest(page).title == "Tredje"
    assert olle.client.post(back, both(answer) | {"merge-title": "mine"}).status_code == 302
    assert latest(page).title == "Första"


def test_who_typed_the_same_is_not_asked(olle, olga) -> None:
    page = make(NewsItem, publish=False)
    mine = loaded(olle, page, title="Samma")
    olga.edit(page, title="Samma")
    assert sent(olle, page, mine).status_code == 302
    same = loaded(olle, page, title="Ny")
    olga.edit(page)
    assert sent(olle, page, same).status_code == 302 and latest(page).title == "Ny"


def test_a_text_is_merged_block_by_block(olle, olga) -> None:
    page = make(NewsItem, publish=False)
    olga.edit(page, **body(("a", "Ett"), ("b", "Två"), ("c", "Tre")))
    mine = loaded(olle, page, **body(("a", "Ett"), ("b", "Två av Olle"), ("c", "Tre av Olle")))
    olga.edit(page, **body(("a", "Ett av Olga"), ("b", "Två av Olga"), ("c", "Tre"), ("d", "Fyra av Olga")))
    answer = sent(olle, page, mine)
    assert choices(answer) == {"merge-body-b"}
    sent(olle, page, both(answer), **{"merge-body-b": "mine"})
    assert [block.value for block in latest(page).body] == ["Ett av Olga", "Två av Olle", "Tre av Olle", "Fyra av Olga"]


def test_tags_of_both_are_kept(olle, olga) -> None:
    page = make(NewsItem, publish=False)
    mine = loaded(olle, page, keywords="insulin")
    olga.edit(page, keywords="pump")
    answer = sent(olle, page, mine)
    assert not choices(answer)
    sent(olle, page, both(answer))
    assert {tag.name for tag in latest(page).keywords.all()} == {"insulin", "pump"}


def test_what_can_not_be_read_stays_in_the_form_until_it_is_mended(olle, olga) -> None:
    page = make(NewsItem, publish=False, title="Från början")
    mine = loaded(olle, page, title="Olles rubrik", dated_on="i förrgår")
    olga.edit(page, title="Olgas rubrik")
    answer = sent(olle, page, mine)
    text = answer.content.decode()
    assert answer.status_code == 200 and "i förrgår" in text and "Olles rubrik" in text
    assert f'name="loaded_revision_id" value="{mine["loaded_revision_id"]}"' in text
    assert latest(page).title == "Olgas rubrik"
    assert sent(olle, page, mine, dated_on="2026-11-01").status_code == 409


NO_REPLIES = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""}


def commented(number: int, **values: Any) -> dict[str, Any]:
    """What the editor sends of one comment."""
    told = {"position": "", "id": "", "DELETE": "", "resolved": "", **values}
    told |= {f"replies-{name}": value for name, value in NO_REPLIES.items()}
    return {f"comments-{number}-{name}": value for name, value in told.items()}


def test_comments_of_both_stay(olle, olga) -> None:
    page = make(NewsItem, publish=False, title="Från början")
    old, gone = (
        Comment.objects.create(page=page, user=olga.user, text=text, contentpath="title") for text in ("Kvar", "Borta")
    )
    mine = loaded(olle, page, title="Olles rubrik", **{"comments-TOTAL_FORMS": "3"})
    for number, comment in enumerate((old, gone)):
        mine |= commented(number, text=comment.text, contentpath="title", id=str(comment.pk))
    mine |= commented(2, text="Olles svar", contentpath="ingress")
    drafted(page, olga.user, ingress="Olgas ingress.")
    Comment.objects.create(page=page, user=olga.user, text="Olgas nya fråga", contentpath="title")
    gone.delete()
    answer = sent(olle, page, mine)
    assert sent(olle, page, both(answer)).status_code == 302
    assert set(Comment.objects.values_list("text", flat=True)) == {"Kvar", "Olgas nya fråga", "Olles svar"}


def test_a_page_of_another_kind_is_kept_too(olle) -> None:
    chief = desk("chefen", chief=True)
    page = HomePage.objects.get(locale__language_code="sv")
    page.save_revision()
    mine, other = loaded(chief, page, ingress="Mitt"), loaded(chief, page, ingress="Annat")
    sent(chief, page, other)
    assert choices(sent(chief, page, mine)) == {"merge-ingress"}


def test_autosave_is_told_of_the_conflict(olle, olga) -> None:
    page = make(NewsItem, publish=False)
    mine = loaded(olle, page, title="Olles rubrik")
    olga.edit(page, title="Olgas rubrik")
    answer = olle.client.post(address(page), mine, headers={"Accept": "application/json"})
    assert answer.status_code == 409 and json.loads(answer.content)["error_code"] == "invalid_revision"


def test_a_form_that_names_no_revision_overwrites_nothing(olle, olga) -> None:
    page = make(NewsItem, publish=False, title="Från början")
    mine = loaded(olle, page, title="Olles rubrik")
    olga.edit(page, title="Olgas rubrik")
    for name in ("loaded_revision_id", "loaded_revision_created_at"):
        mine.pop(name)
    answer = sent(olle, page, mine)
    assert choices(answer) == {"merge-title"} and "visas alla skillnader" in answer.content.decode()


def test_what_somebody_began_with_is_not_overwritten_by_autosave(olle, olga) -> None:
    page = make(NewsItem, publish=False, title="Från början")

    def typed(over: str, **changes: Any) -> dict[str, Any]:
        form = loaded(olga, page, **changes, overwrite_revision_id=over)
        told: dict[str, Any] = olga.client.post(address(page), form, headers={"Accept": "application/json"}).json()
        return told

    olga.edit(page, title="Olgas rubrik")
    first = str(Page.objects.get(pk=page.pk).latest_revision_id)
    assert str(typed(first, ingress="Olgas ingr")["revision_id"]) == first
    olle.client.get(address(page))
    mine = loaded(olle, page, title="Olles rubrik")
    second = str(typed(first, ingress="Olgas ingress.")["revision_id"])
    assert second != first
    answer = sent(olle, page, mine)
    assert not choices(answer)
    sent(olle, page, both(answer))
    assert (latest(page).title, latest(page).ingress) == ("Olles rubrik", "Olgas ingress.")
