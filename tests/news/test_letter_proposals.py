"""What a newsletter is proposed to tell, and how an officer takes it into the draft with one click."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction
from wagtail.rich_text import RichText

from news.letter.proposals_view import VIEW
from news.models import NewsItem, Newsletter
from recommendations.models import Case, Recommendation
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db


def draft_letter(**values: Any) -> Newsletter:
    made: Newsletter = make(Newsletter, publish=False, **{"title": "Brevet", "number": 4, **values})
    return made


def address(letter: Newsletter, query: str = "") -> str:
    return reverse(VIEW, args=[letter.pk]) + query


def said(person: Desk, letter: Newsletter, query: str = "") -> list[str]:
    answer = person.client.get(address(letter, query))
    return [proposal.said for proposal in answer.context["proposals"]]


def topics(letter: Newsletter) -> list[tuple[str, list[str]]]:
    draft: Any = Newsletter.objects.get(pk=letter.pk).get_latest_revision_as_object()
    parts = [part for part in draft.topics if part.block_type == "topic"]
    return [(part.value["title"], [item["page"].title for item in part.value["items"]]) for part in parts]


@pytest.fixture
def olle() -> Desk:
    return desk("olle", roles.OFFICERS)


def test_it_proposes_what_followers_have_been_told_since_the_last_number(olle) -> None:
    make(NewsItem, title="Gammal")
    make(Newsletter, title="Nummer tre", number=3)
    news, verdict = make(NewsItem, title="Nyheten"), make(Recommendation, title="Pumpen", verdict="can")
    make(NewsItem, title="Utkast", publish=False)
    gone = make(NewsItem, title="Borta")
    gone.unpublish()
    closed = make(NewsItem, title="Stängd")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    verdict.verdict, verdict.change_note = "should", "Nu för alla."
    verdict.save_revision().publish()
    letter = draft_letter()
    assert said(olle, letter) == ["Ändrad, Kan användas → Bör användas: Pumpen", "Publicerad: Nyheten"]
    assert "Publicerad: Gammal" in said(olle, letter, "?older")
    letter.topics = [("topic", {"title": "Nytt", "items": [{"page": news, "blurb": ""}]})]
    letter.save_revision()
    assert said(olle, letter) == ["Ändrad, Kan användas → Bör användas: Pumpen"]


def test_a_secret_case_is_proposed_under_its_anonymous_title_at_the_most(olle) -> None:
    make(Case, title="Hemlig pump", product="Hemlig pump", is_secret=True, anonymous_title="Ett ärende")
    page = olle.client.get(address(draft_letter())).content.decode()
    assert "Hemlig" not in page


def test_an_english_letter_is_proposed_the_english_page_and_what_is_in_swedish_alone(olle) -> None:
    both = make(NewsItem, title="Båda")
    english = both.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.title = "Both"
    english.save_revision().publish()
    make(NewsItem, title="Bara svenska")
    letter = draft_letter(language="en", title="The letter")
    olle.client.post(address(letter), {"page": [english.pk, both.pk]})
    assert topics(letter) == [("News items", ["Both"])]
    assert said(olle, letter) == ["Published: Bara svenska"]


def test_one_click_takes_a_publication_under_its_type_or_a_topic_of_the_draft(olle) -> None:
    news, verdict = make(NewsItem, title="Nyheten"), make(Recommendation, title="Pumpen", verdict="can")
    text = ("text", {"title": "Nytt", "text": RichText("<p>Hej</p>")})
    letter = draft_letter(topics=[text, ("topic", {"title": "Nytt", "items": []})])
    answer = olle.client.post(address(letter), {"page": verdict.pk, "topic": ""}, follow=True)
    assert "En publikation togs med i utkastet." in answer.content.decode()
    olle.client.post(address(letter), {"page": news.pk, "topic": "Nytt"})
    assert topics(letter) == [("Nytt", ["Nyheten"]), ("Rekommendationer", ["Pumpen"])]
    assert said(olle, letter) == []
    latest = Newsletter.objects.get(pk=letter.pk).get_latest_revision()
    assert latest.user == olle.user and not Newsletter.objects.get(pk=letter.pk).live


def test_what_is_not_proposed_any_more_is_not_taken(olle) -> None:
    news, letter = make(NewsItem, title="Nyheten"), draft_letter()
    news.unpublish()
    for chosen in (news.pk, 999999, "x"):
        answer = olle.client.post(address(letter), {"page": chosen}, follow=True)
        assert "Inget togs med" in answer.content.decode()
    assert topics(letter) == []


@pytest.mark.parametrize(
    ("role", "status"),
    [(roles.OFFICERS, 200), (roles.ADMINISTRATORS, 200), (roles.CONTACTS, 404), (roles.READERS, 200)],
)
def test_who_may_edit_the_letter_may_take(role, status) -> None:
    letter, person = draft_letter(), desk("nagon", role)
    assert person.client.get(address(letter)).status_code == status
    assert person.client.post(address(letter), {"page": 1}).status_code == (302 if status == 200 else status)


def test_a_locked_letter_and_other_pages_take_nothing(olle) -> None:
    letter, news = draft_letter(), make(NewsItem)
    Newsletter.objects.filter(pk=letter.pk).update(locked=True, locked_by=desk("olga", roles.OFFICERS).user)
    answer = olle.client.post(address(letter), {"page": news.pk}, follow=True)
    assert "Någon har låst den" in answer.content.decode() and topics(letter) == []
    assert answer.redirect_chain[0][0] == reverse("wagtailadmin_pages:edit", args=[letter.pk])
    assert olle.client.get(reverse(VIEW, args=[news.pk])).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_proposals(olle, django_assert_max_num_queries) -> None:
    letter = draft_letter()
    for number in range(12):
        make(NewsItem, title=f"Nyhet {number}")
    olle.client.get(address(letter))
    with django_assert_max_num_queries(45):
        assert len(said(olle, letter)) == 12
