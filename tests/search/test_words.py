"""The analysis that all parts of the portal share: it knows what editors have written, soon after they did."""

import pytest

from portal.models import Change, Concept
from portal.outbox.changes import asked_once
from search.index import site_analyzer
from search.index.site_analyzer import analysis, forget, names
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


def test_a_change_is_seen_at_once_and_costs_one_question_while_there_is_none(django_assert_num_queries):
    before = analysis()
    with django_assert_num_queries(1):
        assert analysis() is before
    Concept.objects.create(code="stent", sv="stent")
    assert concepts("stent") == {"stent"}
    assert analysis().version != before.version
    for concept in Concept.objects.all():
        concept.delete()
    assert concepts("stent") == set() and "stent" not in names()


def test_what_another_process_has_changed_is_seen_by_the_newest_change():
    Concept.objects.bulk_create([Concept(code="stent", sv="stent")])
    analysis()
    Concept.objects.bulk_create([Concept(code="kateter", sv="kateter")])
    assert concepts("kateter") == set()
    Change.objects.bulk_create([Change()])
    assert concepts("kateter") == {"kateter"}


def test_who_asks_again_and_again_asks_the_database_once(django_assert_num_queries):
    analysis()
    with django_assert_num_queries(1), asked_once():
        assert analysis() is analysis()


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


def test_others_work_with_what_they_have_while_one_makes_it_anew():
    before = analysis()
    Concept.objects.create(code="stent", sv="stent")
    with site_analyzer._keeper._lock:
        assert analysis() is before
    assert concepts("stent") == {"stent"}


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
