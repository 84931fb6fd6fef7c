"""“Share a preview”: somebody without an account reads one draft, as it was saved, for some days."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from portal.models import Approval, PreviewLink, PublicationEvent
from portal.site.stale_if_error import _copy_of
from recommendations.models import Case, Recommendation
from tests.factories import make
from tests.portal.people import Desk, desk, roles
from tests.portal.test_query_counts import cost

pytestmark = pytest.mark.django_db


def sharing(page: Page) -> str:
    return reverse("portal_preview_links", args=[page.pk])


def shared(person: Desk, page: Page, reader: str = "Rådsledamot", days: int = 7) -> str:
    """The path of a new link, as the admin shows it once."""
    answer = person.client.post(sharing(page), {"reader": reader, "days": days})
    return str(answer.context["address"]).removeprefix(settings.BASE_URL)


def change(page: Any, person: Desk | None, **values: Any) -> None:
    draft = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=person.user if person else None)


@pytest.fixture
def officer() -> Desk:
    return desk("olle", roles.OFFICERS)


@pytest.fixture
def page() -> Any:
    return make(Recommendation, title="Mätaren", ingress="HbA1c under 70.", publish=False)


def test_an_outsider_reads_the_draft_as_readers_would_and_machines_are_told_nothing(officer, page) -> None:
    assert sharing(page) in officer.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    path = shared(officer, page)
    assert path.startswith("/forhandsvisning/")
    answer = Client().get(path)
    told = answer.content.decode()
    assert answer.status_code == 200 and "HbA1c under 70." in told
    assert "Förhandsvisning – inte publicerad." in told and "Rådsledamot" in told
    assert answer["Referrer-Policy"] == "strict-origin" and "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert "canonical" not in told and "ld+json" not in told and "og:title" not in told
    # The address is in the form alone, never in a link that leads away.
    assert told.count(path.split("/")[2]) == 1
    assert page.url not in Client().get("/sitemap.xml").content.decode()
    assert Client().get(page.url).status_code == 404


def test_no_line_of_the_log_has_a_token(officer, page, caplog) -> None:
    path = shared(officer, page)
    PreviewLink.objects.update(expires_at=timezone.now())
    for address in (path, f"/en/preview/{path.split('/')[2]}/", "/forhandsvisning/okänd/"):
        assert Client().get(address).status_code in (404, 410)
    lines = [record.getMessage() for record in caplog.records if record.name == "django.request"]
    assert len(lines) == 3 and all(line.endswith("/…/") for line in lines), lines


def test_nothing_but_a_hash_of_the_address_is_stored_and_the_address_is_shown_once(officer, page) -> None:
    token = shared(officer, page).split("/")[2]
    row = PreviewLink.objects.values().get()
    assert token not in repr(row)
    assert token not in officer.client.get(sharing(page)).content.decode()
    assert token not in repr(list(PageLogEntry.objects.values()))


def test_openings_are_counted_but_not_by_programs_that_only_ask_whether_it_is_there(officer, page) -> None:
    path = shared(officer, page)
    Client().head(path)
    assert PreviewLink.objects.get().opened == 0
    Client().get(path)
    Client().get(path)
    link = PreviewLink.objects.get()
    assert link.opened == 2 and link.last_opened_at
    told = officer.client.get(sharing(page)).content.decode()
    assert "E-postfilter öppnar länkar av sig själva" in told


def test_later_words_do_not_show_not_even_those_that_autosave_writes_into_the_same_revision(officer, page) -> None:
    change(page, officer, ingress="HbA1c under 70.")
    path = shared(officer, page)
    draft = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.ingress = "HbA1c under 60."
    draft.save_revision(user=officer.user, overwrite_revision=draft.latest_revision)
    told = Client().get(path).content.decode()
    assert "under 70" in told and "under 60" not in told
    assert "Sidan har ändrats sedan dess." in officer.client.get(sharing(page)).content.decode()


def test_a_link_that_has_ended_says_so_and_a_wrong_one_is_as_any_wrong_address(officer, page) -> None:
    path = shared(officer, page)
    another = "y" if path[-2] == "x" else "x"
    for wrong in (
        f"{path[:-2]}{another}/",
        "/forhandsvisning/fel/",
        "/forhandsvisning/" + "a" * 500 + "/",
        "/finns-inte/",
    ):
        answer = Client().get(wrong)
        assert answer.status_code == 404 and "Sidan finns inte här" in answer.content.decode()
    link = PreviewLink.objects.get()
    PreviewLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    over = Client().get(path)
    assert over.status_code == 410 and "Länken gäller inte längre" in over.content.decode()
    assert "Mätaren" not in over.content.decode() and "no-store" in over["Cache-Control"]
    PreviewLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert Client().get(path).status_code == 200
    officer.client.post(sharing(page), {"close": link.pk})
    assert Client().get(path).status_code == 410
    noted = PageLogEntry.objects.filter(action__startswith="portal.preview_link").order_by("pk")
    assert [(row.action, row.user, row.data["reader"]) for row in noted] == [
        ("portal.preview_link.share", officer.user, "Rådsledamot"),
        ("portal.preview_link.close", officer.user, "Rådsledamot"),
    ]
    history = officer.client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "Förhandsvisning delad: Rådsledamot, till" in history and "Länk till förhandsvisning stängd" in history


def test_a_link_ends_with_the_right_of_whoever_shared_it_and_with_the_page(officer, page) -> None:
    path = shared(officer, page)
    officer.user.groups.clear()
    assert Client().get(path).status_code == 410
    officer.user.groups.add(Group.objects.get(name=roles.OFFICERS))
    assert Client().get(path).status_code == 200
    type(officer.user).objects.update(is_active=False)
    assert Client().get(path).status_code == 410
    Page.objects.get(pk=page.pk).specific.delete()
    assert Client().get(path).status_code == 404


def test_only_those_who_may_edit_the_page_share_it_or_close_its_links(officer, page) -> None:
    shared(officer, page)
    contact = desk("kajsa", roles.CONTACTS)
    link = PreviewLink.objects.get()
    for data in ({"reader": "Kliniker", "days": 7}, {"close": link.pk}):
        assert contact.client.post(sharing(page), data).status_code in (302, 403, 404)
    link.refresh_from_db()
    assert PreviewLink.objects.count() == 1 and link.closed_at is None
    other = make(Recommendation, publish=False)
    assert officer.client.post(sharing(other), {"close": link.pk}).status_code == 404
    link.refresh_from_db()
    assert link.closed_at is None


def test_the_form_wants_a_function_and_at_most_thirty_days(officer, page) -> None:
    for wrong in ({"reader": "", "days": 7}, {"reader": "a@b.example", "days": 7}, {"reader": "Kliniker", "days": 31}):
        assert officer.client.post(sharing(page), wrong).context["form"].errors
    assert not PreviewLink.objects.exists()


def test_what_is_public_is_not_shared_and_a_draft_says_that_other_words_are_public(officer) -> None:
    page = make(Recommendation, title="Mätaren", ingress="HbA1c under 70.")
    assert "Dela sidans egen adress" in officer.client.get(sharing(page)).content.decode()
    officer.client.post(sharing(page), {"reader": "Kliniker", "days": 7})
    assert not PreviewLink.objects.exists()
    change(page, None, ingress="HbA1c under 60.")
    path = shared(officer, page)
    told = Client().get(path).content.decode()
    assert "Sidan är publicerad med en annan text" in told and f'href="{page.url}"' in told
    Page.objects.get(pk=page.pk).get_latest_revision().publish()
    assert "Förhandsvisning – numera publicerad." in Client().get(path).content.decode()


def test_a_secret_case_is_shown_as_readers_would_get_it(officer) -> None:
    case = make(Case, title="NovoSens", product="NovoSens", anonymous_title="Mätare A", is_secret=True, publish=False)
    told = Client().get(shared(officer, case)).content.decode()
    assert "Mätare A" in told and "NovoSens" not in told and "novosens" not in told


def test_a_link_ends_when_its_page_becomes_secret_or_is_closed_to_some(officer) -> None:
    case = make(Case, title="NovoSens", product="NovoSens", publish=False)
    path = shared(officer, case)
    assert "NovoSens" in Client().get(path).content.decode()
    change(case, officer, is_secret=True, anonymous_title="Mätare A")
    over = Client().get(path)
    assert over.status_code == 410 and "NovoSens" not in over.content.decode()
    page = make(Recommendation, publish=False)
    path = shared(officer, page)
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert Client().get(path).status_code == 410
    assert "stängd för vissa läsare" in officer.client.get(sharing(page)).content.decode()


def test_a_preview_leads_to_public_pages_only(officer, page) -> None:
    hidden = make(Case, title="Hemlig sak", publish=False)
    change(page, officer, case_page=hidden)
    told = Client().get(shared(officer, page)).content.decode()
    assert "Hemlig sak" not in told and str(hidden.slug) not in told


def test_no_copy_of_a_draft_is_kept_for_an_outage_nor_shown_at_the_page_s_address(officer) -> None:
    page = make(Recommendation, title="Mätaren", ingress="HbA1c under 70.")
    change(page, officer, ingress="HbA1c under 60.")
    path = shared(officer, page)
    assert "under 60" in Client().get(path).content.decode()
    for host in ("testserver", "localhost"):
        for asked in (path, page.url):
            assert _copy_of(RequestFactory(HTTP_HOST=host).get(asked)) is None
    assert "under 60" not in Client().get(page.url).content.decode()


def test_a_preview_and_a_list_of_links_cost_the_same_however_often_a_page_was_shared(officer, page) -> None:
    path = shared(officer, page)
    assert cost(Client(), path) <= 45
    costs = []
    for _number in range(2):
        PreviewLink.objects.update(closed_at=timezone.now())
        costs.append(cost(officer.client, sharing(page)))
        shared(officer, page)
    assert costs[0] == costs[1] <= 40


def test_looking_is_no_reading_and_publishes_nothing(officer, page) -> None:
    change(page, officer, ingress="HbA1c under 60.")
    events = PublicationEvent.objects.count()
    path = shared(officer, page)
    reader = desk("lena", roles.READERS)
    assert reader.client.get(path).status_code == 200
    assert not Approval.objects.exists() and PublicationEvent.objects.count() == events
    assert not Page.objects.get(pk=page.pk).live


def test_an_english_draft_is_shared_in_english(officer) -> None:
    page = make(Recommendation, title="The meter", language="en", publish=False)
    path = shared(officer, page)
    assert path.startswith("/en/preview/")
    assert "Preview – not published." in Client().get(path).content.decode()
    PreviewLink.objects.update(closed_at=timezone.now())
    assert "The link no longer works" in Client().get(path).content.decode()
