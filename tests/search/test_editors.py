"""What editors own of search: synonyms that act at once, and best bets."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news.models import NewsItem
from portal.outbox.changes import asked_once
from search.index.site_analyzer import analysis
from search.models import BestBet, PoorQuestion, Synonym, phrase_key
from search.text.analyzer import Analysis, fold
from search.text.lexicon import Lexicon
from tests.factories import make
from tests.portal.people import desk, roles

INDEX = "poor-questions_modeladmin_index"


# --- Synonyms ---


@pytest.mark.django_db
def test_a_synonym_acts_from_the_next_question_on(django_assert_num_queries):
    assert Synonym.mapping() == {}
    row = Synonym.objects.create(words="Libre\nblodsockersensor\nGlukos  mätare")
    analysis()
    with django_assert_num_queries(2), asked_once():
        mapping = Synonym.mapping()
    assert mapping["libre"] == ("blodsockersensor", "Glukos mätare")
    assert mapping["glukos matare"] == ("Libre", "blodsockersensor")
    row.words = "Libre\nsensor"
    row.save()
    assert Synonym.mapping()["libre"] == ("sensor",)
    row.delete()
    assert Synonym.mapping() == {}


@pytest.mark.django_db
def test_a_declared_word_is_known_in_its_other_forms_too():
    Synonym.objects.create(words="sängvarnare\nenureslarm")
    mapping = Synonym.mapping()
    assert {"sangvarnare", "enureslarm"} <= mapping.keys()
    assert all(set(others) < {"sängvarnare", "enureslarm"} for others in mapping.values())
    assert mapping.get("sangvarn") == ("enureslarm",)  # the stem of "sängvarnaren" and "sängvarnarna"


@pytest.mark.django_db
def test_a_word_in_two_rows_has_the_others_of_both():
    Synonym.objects.create(words="pump\ninsulinpump")
    Synonym.objects.create(words="pump\ninfusionspump")
    assert Synonym.mapping()["pump"] == ("insulinpump", "infusionspump")
    assert Synonym.mapping()["insulinpump"] == ("pump",)


@pytest.mark.parametrize(
    "text", ["CE-märkt  (ny) pump", "a/b, c.d", "HbA1c 3,5 %", "”Libre” -test_ett", "Crohns’ l’air", "", "?!"]
)
def test_phrases_are_taken_apart_as_questions_are(text):
    words = Analysis(Lexicon.empty()).words(text, "sv")
    assert phrase_key(text) == " ".join(fold(word.text) for word in words)


@pytest.mark.parametrize("words", ["", "ensam", "lika\nLIKA", "åka\naka", "?\n!"])
def test_one_word_is_no_synonym(words):
    with pytest.raises(ValidationError):
        Synonym(words=words).clean()


# --- Best bets ---


@pytest.fixture
def page(db):
    return make(NewsItem, title="Vald")


def bet(page, phrases: str = "Blodsocker", **more) -> BestBet:
    return BestBet.objects.create(page_id=page.pk, phrases=phrases, **more)


def test_a_best_bet_answers_its_questions_and_no_others(page, django_assert_num_queries):
    bet(page, "blodsocker\nHur mäter jag blodsocker?")
    assert BestBet.for_question("  BLODSOCKER ") == [page.pk]
    assert BestBet.for_question("hur mater jag blodsocker") == [page.pk]
    with django_assert_num_queries(1):
        assert BestBet.for_question("blodsocker nu") == []
    assert BestBet.for_question("") == BestBet.for_question("?") == []
    assert BestBet.for_question("blodsocker", "sv") == BestBet.for_question("blodsocker", "en") == [page.pk]
    make(NewsItem, title="Chosen", language="en", translation_key=page.translation_key)
    assert BestBet.for_question("blodsocker", "en") == []


def test_a_best_bet_lasts_from_its_first_day_to_its_last(page):
    today = timezone.localdate()
    row = bet(page, from_day=today, until_day=today)
    assert BestBet.for_question("blodsocker") == [page.pk]
    for first, last in ((today + timedelta(1), None), (None, today - timedelta(1))):
        BestBet.objects.filter(pk=row.pk).update(from_day=first, until_day=last)
        assert BestBet.for_question("blodsocker") == []


def test_only_a_public_page_is_a_best_bet(page):
    bet(page)
    bet(make(NewsItem, publish=False))
    assert BestBet.for_question("blodsocker") == [page.pk]
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert BestBet.for_question("blodsocker") == []
    restriction.delete()
    page.unpublish()
    assert BestBet.for_question("blodsocker") == []
    page.delete()
    assert BestBet.objects.count() == 1


def test_a_best_bet_needs_a_question_and_days_in_order(page):
    today = timezone.localdate()
    with pytest.raises(ValidationError):
        BestBet(page_id=page.pk, phrases=" \n").clean()
    with pytest.raises(ValidationError):
        BestBet(page_id=page.pk, phrases="a", from_day=today, until_day=today - timedelta(1)).clean()


# --- In the admin ---


def test_the_lists_cost_the_same_for_many(page):
    client = desk("asa", roles.ADMINISTRATORS).client
    lists = [reverse(INDEX), "/admin/snippets/search/synonym/", "/admin/snippets/search/bestbet/"]

    def add(*numbers: int) -> None:
        for n in numbers:
            PoorQuestion.objects.create(text=f"{n} sängar", language="sv")
            Synonym.objects.create(words=f"a{n}\nb{n}")
            bet(make(NewsItem, title=f"Sida {n}"), f"fråga {n}")

    def cost(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    add(1, 2)
    few = [cost(url) for url in lists]
    add(*range(3, 30))
    assert [cost(url) for url in lists] == few
    assert max(few) <= 30


def test_an_officer_writes_synonyms_and_best_bets(page):
    client = desk("olle", roles.OFFICERS).client
    client.post("/admin/snippets/search/synonym/add/", {"words": "Libre\r\nsensor ", "note": ""})
    assert Synonym.objects.get().words == "Libre\nsensor"
    data = {"phrases": "blodsocker", "page": page.pk, "from_day": "", "until_day": "", "note": ""}
    client.post("/admin/snippets/search/bestbet/add/", data)
    assert BestBet.for_question("Blodsocker") == [page.pk]
    for model in ("synonym", "bestbet"):
        assert client.get(f"/admin/snippets/search/{model}/", {"q": "s"}).status_code == 200
        reader = desk(f"rut-{model}", roles.READERS).client
        assert reader.get(f"/admin/snippets/search/{model}/").status_code == 302
