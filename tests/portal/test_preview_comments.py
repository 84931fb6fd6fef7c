"""What an outsider says of a shared draft lands among the editors' comments and changes no word of the page."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Comment, Page, PageLogEntry, PageSubscription

from portal.models import Approval, PreviewLink, PublicationEvent
from portal.moderation.four_eyes import fingerprint
from recommendations.models import Recommendation
from tests.factories import make
from tests.portal.people import Desk, desk, roles
from tests.portal.test_preview_links import change, shared

pytestmark = pytest.mark.django_db
BODY = json.dumps([{"type": "heading", "value": "Gränsvärde", "id": "11111111-1111-1111-1111-111111111111"}])
SECTION = "body.11111111-1111-1111-1111-111111111111"


@pytest.fixture
def officer() -> Desk:
    return desk("olle", roles.OFFICERS)


@pytest.fixture
def page() -> Any:
    return make(Recommendation, title="Mätaren", body=BODY, publish=False)


def said(path: str, text: str = "Gränsen är för hög.", part: str = "title", **more: str) -> Any:
    """What the server answers to a comment."""
    data = {"token": path.split("/")[-2], "part": part, "text": text, **more}
    return Client().post(reverse("preview_comment"), data)


def words_now(page: Any) -> str:
    return fingerprint(Page.objects.get(pk=page.pk).get_latest_revision().content)


def test_a_comment_comes_to_the_editor_with_the_function_of_who_wrote_it(officer, page) -> None:
    path = shared(officer, page)
    answer = said(path, part=SECTION)
    assert answer.status_code == 302
    assert "Tack. Din kommentar har nått redaktionen." in Client().get(answer.url).content.decode()
    assert PreviewLink.objects.get().opened == 0
    comment = Comment.objects.get()
    assert (comment.contentpath, comment.text) == (SECTION, "Rådsledamot: Gränsen är för hög.")
    editor = officer.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Utomst\\u00e5ende granskare" in editor and "R\\u00e5dsledamot: Gr\\u00e4nsen" in editor
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.comments.create").exists()
    assert PreviewLink.objects.get().comments == 1


def test_the_account_of_all_outsiders_can_do_nothing_also_if_somebody_opened_it(officer, page) -> None:
    path = shared(officer, page)
    said(path)
    account = User.objects.get(username="utomstaende-granskare")
    assert not account.is_active and not account.has_usable_password() and not account.groups.exists()
    account.set_password("ett-langt-losenord-1")
    account.is_active = True
    account.save()
    said(path)
    account.refresh_from_db()
    assert not account.is_active and not account.has_usable_password() and Comment.objects.count() == 2


def test_a_comment_changes_no_word_and_is_no_reading(officer, page) -> None:
    path, before = shared(officer, page), words_now(page)
    events = PublicationEvent.objects.count()
    said(path)
    assert words_now(page) == before and PublicationEvent.objects.count() == events
    officer.edit(page)
    assert words_now(page) == before and Comment.objects.count() == 1
    assert not Approval.objects.exists()


def test_a_comment_outlives_the_save_of_an_editor_whose_tab_was_open_before_it_came(officer, page) -> None:
    path = shared(officer, page)
    form = officer.form(page, ingress="HbA1c under 60.")
    said(path)
    officer.client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert Page.objects.get(pk=page.pk).get_latest_revision_as_object().ingress == "HbA1c under 60."
    assert Comment.objects.count() == 1
    again = officer.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "R\\u00e5dsledamot: Gr\\u00e4nsen" in again


def test_a_comment_on_a_part_that_has_gone_is_told_of_the_whole_page(officer, page) -> None:
    path = shared(officer, page)
    change(page, officer, body=[])
    said(path, part=SECTION)
    comment = Comment.objects.get()
    assert comment.contentpath == "title"
    assert comment.text == "Rådsledamot, Avsnittet ”Gränsvärde”: Gränsen är för hög."


def test_html_is_only_words(officer, page) -> None:
    said(shared(officer, page), text="<script>alert(1)</script></script>")
    editor = officer.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "<script>alert(1)" not in editor
    history = officer.client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "<script>alert(1)" not in history


def test_who_follows_the_comments_and_may_edit_the_page_gets_wagtails_mail(officer, page) -> None:
    for person in (officer, desk("kajsa", roles.CONTACTS)):
        PageSubscription.objects.create(page=page, user=person.user, comment_notifications=True)
    said(shared(officer, page))
    assert [letter.to for letter in mail.outbox] == [[officer.user.email]]
    assert "Rådsledamot: Gränsen är för hög." in mail.outbox[0].body


def test_a_comment_that_can_not_be_taken_says_why_and_keeps_what_was_written(officer, page) -> None:
    path = shared(officer, page)
    for data, why in (
        ({"text": "   "}, "obligatoriskt"),
        ({"text": "å" * 2001}, "2000"),
        ({"part": "body.nowhere"}, "giltigt"),
        ({"part": "slug"}, "giltigt"),
        ({"text": "noll\0"}, "Null-tecken"),
    ):
        answer = said(path, **data)
        assert answer.status_code == 200 and why in answer.content.decode(), data
        assert answer["Referrer-Policy"] == "strict-origin" and "no-store" in answer["Cache-Control"]
    assert "Gränsen är för hög." in said(path, part="slug").content.decode()
    officer.client.post(reverse("portal_preview_links", args=[page.pk]), {"close": PreviewLink.objects.get().pk})
    late = said(path)
    assert late.status_code == 410 and "Gränsen är för hög." in late.content.decode()
    assert said("/x/fel/").status_code == 404
    assert not Comment.objects.exists()


def test_the_twenty_first_comment_in_a_quarter_of_an_hour_has_to_wait(officer, page) -> None:
    path = shared(officer, page)
    for number in range(20):
        assert said(path, text=str(number)).status_code == 302
    answer = said(path, text="Den tjugoförsta.")
    assert "För många försök" in answer.content.decode() and "Den tjugoförsta." in answer.content.decode()
    assert Comment.objects.count() == 20


def test_a_program_that_fills_in_every_field_is_thanked_and_not_heard(officer, page) -> None:
    assert said(shared(officer, page), website="https://spam.example").status_code == 302
    assert not Comment.objects.exists()


def test_a_forged_form_is_refused_and_no_line_of_the_log_has_the_address(officer, page, caplog) -> None:
    path = shared(officer, page)
    visitor = Client(enforce_csrf_checks=True)
    told = visitor.get(path).content.decode()
    data = {"token": path.split("/")[-2], "part": "title", "text": "Hej"}
    assert visitor.post(reverse("preview_comment"), data).status_code == 403
    assert data["token"] not in caplog.text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', told)
    assert (
        token and visitor.post(reverse("preview_comment"), {**data, "csrfmiddlewaretoken": token[1]}).status_code == 302
    )


def test_files_of_the_draft_alone_stay_closed_and_are_named(officer, page, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    names = ("Utkast", "Publik")
    draft, public = (Document.objects.create(title=n, file=ContentFile(b"x", f"{n}.txt")) for n in names)
    other = make(Recommendation, publish=False)
    other.documents.create(document=public)
    other.save_revision().publish()
    latest = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    latest.documents.create(document=draft)
    latest.documents.create(document=public)
    latest.save_revision(user=officer.user)
    told = " ".join(Client().get(shared(officer, page)).content.decode().split())
    assert "kan inte öppnas här: Utkast." in told
    assert Client().get(draft.url).status_code == 404 and Client().get(public.url).status_code == 200
