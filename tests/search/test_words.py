"""The analysis that all parts of the portal share: it knows what editors have written, soon after they did."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.models import Concept
from search.index import site_analyzer
from search.index.site_analyzer import analysis, forget, names
from search.text.analyzer import Analysis
from tests.search.compiled import word_data

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(settings):
    settings.WORDS = word_data()
    Concept.objects.create(code="pacemaker", sv="pacemaker\nhjärtstimulator", fi="sydämentahdistin")
    forget()
    yield
    forget()


def concepts(text: str) -> set[str]:
    used = analysis()
    return {label.concept for label in used.labels(used.words(text, "sv"))}


def test_concepts_are_known_by_their_names_in_every_language():
    assert concepts("Hjärtstimulator") == concepts("sydämentahdistin") == {"pacemaker"}


def test_a_change_is_seen_when_somebody_looks_and_nobody_looks_at_every_word(django_assert_num_queries):
    before = analysis()
    Concept.objects.create(code="stent", sv="stent")
    with django_assert_num_queries(0):
        assert analysis() is before and concepts("stent") == set()
    forget()
    assert concepts("stent") == {"stent"}
    assert analysis().version != before.version
    Concept.objects.all().delete()
    forget()
    assert concepts("stent") == set() and "stent" not in names()


def test_forms_of_forms_belong_to_a_concept_even_in_a_circle():
    parents = {"leadless": "pacemaker", "implant": None, "pacemaker": "implant"}
    made = {code: Concept.objects.get_or_create(code=code, defaults={"sv": f"{code}ord"})[0] for code in parents}
    for code, broader in parents.items():
        Concept.objects.filter(code=code).update(broader=made[broader] if broader else None)
    forget()
    assert {code: set(forms) for code, forms in analysis().narrower.items()} == {
        "implant": {"pacemaker", "leadless"},
        "pacemaker": {"leadless"},
    }
    Concept.objects.filter(code="implant").update(broader=made["leadless"])
    Concept.objects.get(code="implant").save()
    forget()
    assert set(analysis().narrower["leadless"]) == {"implant", "pacemaker"}


def test_nobody_waits_while_another_makes_what_an_editor_has_changed(monkeypatch):
    before, got = analysis(), []

    def making(*arguments):
        with ThreadPoolExecutor(1) as other:
            got.append(other.submit(analysis).result(20))
        return Analysis(*arguments)

    monkeypatch.setattr(site_analyzer, "TRUSTED", 0)
    monkeypatch.setattr(site_analyzer, "Analysis", making)
    Concept.objects.create(code="stent", sv="stent")
    assert concepts("stent") == {"stent"}
    assert got == [before]


def test_nothing_is_made_anew_where_nothing_has_changed():
    before = analysis()
    forget()
    assert analysis() is before


def test_without_word_data_there_are_stems(settings, tmp_path, caplog):
    settings.WORDS = tmp_path / "nothing"
    forget()
    assert analysis().words("pumpar", "sv")[0].stem == "pump"
    assert "compile_words" in caplog.text
    settings.WORDS = word_data()
    forget()
    assert analysis().words("insulinpump", "sv")[0].parts
    assert site_analyzer.TRUSTED <= 10
