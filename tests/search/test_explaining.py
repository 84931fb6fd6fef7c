"""The report that explains a hit: where each word of a question stands in a page, and why the page is found or not."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import override
from wagtail.documents.models import Document

from news.models import NewsItem
from portal.models import Concept, Delivery, PublicationDocument
from search.editorial.explain import explain, selection_of
from search.engines import EngineFailed
from search.index.attachments import read_waiting
from search.index.indexer import rebuild
from search.index.site_analyzer import forget
from search.models import Synonym
from tests.factories import ProductAreaFactory, make
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_words():
    """No concept of another test is remembered here, nor one of these elsewhere."""
    forget()
    yield
    forget()


@pytest.fixture
def page(site):
    area = ProductAreaFactory(name="Kirurgi", slug="kirurgi")
    made = make(
        NewsItem, title="Sängvarnare för barn", ingress="Larmet väcker vid enures.", case_number="MTP 12", areas=[area]
    )
    indexed()
    return made


def indexed() -> None:
    rebuild()
    Delivery.objects.update(state=Delivery.State.DONE)


def explained(page, text: str, language: str = "sv"):
    with override("en"):
        return explain(selection_of(text, language), page.pk)


def ways(page, text: str) -> dict[str, str]:
    return {finding.asked: "; ".join(finding.ways) for finding in explained(page, text).findings}


def test_words_are_told_where_they_stand(page):
    found = explained(page, "sängvarnare enures")
    assert found.is_found
    assert found.conclusion == "The page is found by all words."
    assert ways(page, "sängvarnare enures") == {"sängvarnare": "in the title or a name", "enures": "in the text"}


def test_a_word_that_the_page_lacks_is_named(page):
    found = explained(page, "ventilator")
    assert not found.is_found
    assert "at no stage" in found.conclusion
    assert ways(page, "ventilator") == {"ventilator": ""}


def test_accents_and_typing_errors(page):
    assert ways(page, "sangvarnare")["sangvarnare"] == "without accents"
    assert ways(page, "sängvarmare")["sängvarmare"].startswith("like ”sangvarn")
    assert explained(page, "sängvarmare").is_found


def test_concepts_and_synonyms_are_named(page):
    Concept.objects.create(code="alarm", sv="sängvarnare\nenureslarm", en="enuresis alarm")
    Synonym.objects.create(words="nattlarm\nsängvarnare")
    forget()
    indexed()
    assert ways(page, "enuresis alarm")["enuresis alarm"] == "as the concept ”sängvarnare”"
    Concept.objects.create(code="aid", sv="vaknahjälp")
    Concept.objects.filter(code="alarm").update(broader=Concept.objects.get(code="aid"))
    forget()
    assert ways(page, "vaknahjälp")["vaknahjälp"] == "as the concept ”sängvarnare”"
    assert ways(page, "nattlarm")["nattlarm"] == "by the synonym ”sängvarnare”"


def test_phrases_words_to_leave_out_and_case_numbers(page):
    assert ways(page, '"för barn"') == {"”för barn”": "as a phrase"}
    assert ways(page, '"barn för"') == {"”barn för”": ""}
    left_out = explained(page, "sängvarnare -enures")
    assert not left_out.is_found
    assert ways(page, "sängvarnare -enures")["−enures"] == "stands in the page, which leaves it out"
    assert "as the case number" in ways(page, "MTP 12").values()


def test_a_word_of_an_attached_file(page):
    document = Document(title="Rapport")
    document.file.save("rapport.txt", ContentFile(b"Biverkningar"))
    document.save()
    PublicationDocument.objects.create(page=page, document=document)
    indexed()
    read_waiting()
    assert ways(page, "biverkningar")["biverkningar"] == "in the document ”Rapport”"


def test_another_page_answers_at_an_earlier_stage(page):
    make(NewsItem, title="Sangvarnare")
    indexed()
    found = explained(page, "sangvarnare")
    assert not found.is_found
    assert found.conclusion == (
        "The page is not shown: it is found by words without accents, but others are found by all words already."
    )


def test_filters_do_not_change_which_stage_answers(page):
    other = make(NewsItem, title="Sangvarnare", areas=[ProductAreaFactory(name="Hjärta", slug="hjarta")])
    indexed()
    assert explained(other, "?q=sangvarnare&area=hjarta").is_found
    assert "others are found by all words" in explained(page, "?q=sangvarnare&area=kirurgi").conclusion


def test_what_stands_in_the_way_is_told(page):
    assert explained(page, "sängvarnare", "en").is_found
    make(NewsItem, title="Alarm", language="en", translation_key=page.translation_key)
    indexed()
    assert "readers of English find the publication by another page" in explained(page, "sängvarnare", "en").conclusion
    assert "”Product area” leaves it out (Hjärta)" in with_filter(page, "hjarta")
    assert "is found by all words" in with_filter(page, "kirurgi")
    draft = make(NewsItem, title="Sängvarnare", publish=False)
    assert "not published" in explained(draft, "sängvarnare").conclusion
    assert explained(draft, "sängvarnare").findings == ()


def with_filter(page, area: str) -> str:
    ProductAreaFactory(name="Hjärta", slug="hjarta")
    return explained(page, f"https://portalen.example/sok/?q=s%C3%A4ngvarnare&area={area}").conclusion


def test_a_change_that_waits_and_an_engine_that_fails_are_told(page, monkeypatch):
    def fail(request):
        raise EngineFailed

    monkeypatch.setattr("search.editorial.explain.engine", lambda: type("Broken", (), {"search": staticmethod(fail)}))
    assert "does not answer" in explained(page, "sängvarnare").conclusion
    Delivery.objects.filter(channel="search").update(state=Delivery.State.FAILED)
    assert "waits to be written" in explained(page, "sängvarnare").conclusion


def test_no_question_is_every_page(page):
    assert selection_of("Vad är CGM?", "sv").q == "Vad är CGM?"
    assert explained(page, "?area=kirurgi").is_found


def test_everyone_in_the_admin_may_ask_and_nobody_else(page, client):
    url = reverse("search_explain")
    assert client.get(url).status_code == 302
    reader = desk("rut", roles.READERS).client
    assert 'name="question"' in reader.get(url).content.decode()
    asked = reader.get(url, {"question": "sängvarnare", "page": page.pk}).content.decode()
    assert "Sängvarnare för barn</h2>" in asked and '<th scope="row">sängvarnare</th>' in asked
    linked = reader.get(url, {"question": "<b>x</b>", "language": "sv"}).content.decode()
    assert 'value="&lt;b&gt;x&lt;/b&gt;"' in linked


@pytest.mark.parametrize(
    "query",
    [
        {"question": "a", "page": "abc"},
        {"question": "a", "page": "999999"},
        {"question": "", "page": ""},
        {"question": "\x00", "page": "1", "language": "xx"},
        {"question": "x" * 5000, "page": "1"},
    ],
)
def test_no_input_breaks_the_report(page, query):
    assert desk("rut", roles.READERS).client.get(reverse("search_explain"), query).status_code == 200
