"""The thesaurus: its data files, their loading, and the rows that editors own from then on."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.management.commands.load_vocabulary import concepts_of_file, load_concepts
from portal.models import Concept, ProductArea, ProgrammeArea
from portal.vocabulary.thesaurus import LANGUAGES, as_spoken, lines_of
from tests.factories import ProductAreaFactory, ProgrammeAreaFactory
from tests.portal.people import desk, roles

EMDN = "ABCDFGHJKLMNPQRSTUVWXYZ"
URL = "/admin/snippets/portal/concept/"


@pytest.fixture(scope="module")
def rows():
    return list(concepts_of_file())


def test_the_file_has_at_least_250_concepts_with_codes_of_their_own(rows):
    assert len(rows) >= 250
    assert [code for code, times in Counter(row["code"] for row in rows).items() if times > 1] == []
    assert {row["kind"] for row in rows} == set(Concept.Kind.values)


def test_every_concept_of_the_file_has_words_in_five_languages(rows):
    assert [row["code"] for row in rows if not all(row.get(language) for language in LANGUAGES)] == []
    known = {"code", "kind", "broader", "emdn", "npo", *LANGUAGES}
    assert [row["code"] for row in rows if row.keys() - known] == []


def test_no_word_of_the_file_stands_in_two_concepts(rows):
    homes: dict[str, set[str]] = {}
    for row in rows:
        for language in LANGUAGES:
            for word in row[language]:
                homes.setdefault(as_spoken(word), set()).add(row["code"])
    assert {word: codes for word, codes in homes.items() if len(codes) > 1} == {}


def test_broader_concepts_of_the_file_are_there_and_never_lead_back(rows):
    broader = {row["code"]: row["broader"] for row in rows if "broader" in row}
    assert broader and broader.keys() | set(broader.values()) <= {row["code"] for row in rows}
    for code in broader:
        seen = [code]
        while seen[-1] in broader:
            assert broader[seen[-1]] not in seen
            seen.append(broader[seen[-1]])


def test_devices_of_every_emdn_group_are_in_the_file(rows):
    assert set(EMDN) - {row.get("emdn") for row in rows} == set()


@pytest.mark.django_db
def test_the_vocabulary_command_loads_the_file_with_every_area(rows):
    call_command("load_vocabulary", verbosity=0)
    assert Concept.objects.count() == len(rows)
    known = set(ProgrammeArea.objects.values_list("code", flat=True))
    assert {row["npo"] for row in rows if "npo" in row} <= known
    # The group that coordinates the others has no field of its own.
    assert known - {row.get("npo") for row in rows} <= {"npo-26"}
    assert set(ProductArea.objects.filter(concepts=None).values_list("emdn_code", flat=True)) == set()


@pytest.mark.django_db
def test_loading_again_changes_nothing_that_editors_own(django_assert_max_num_queries):
    row = {"code": "sensor", "kind": "device", "sv": ["glukossensor", "sensor"], "en": ["sensor"]}
    assert load_concepts(iter([row])) == 1
    Concept.objects.filter(code="sensor").update(sv="vävnadssockermätare")
    before = Concept.objects.stamp()
    with django_assert_max_num_queries(6):
        assert load_concepts(iter([row])) == 0
    assert Concept.objects.get().sv == "vävnadssockermätare"
    assert Concept.objects.stamp() == before


@pytest.mark.django_db
def test_a_word_that_an_editor_has_given_to_a_concept_stays_there():
    Concept.objects.create(code="own", sv="insulinpump\npump")
    rows = [
        {"code": "infusion-pump", "kind": "device", "sv": ["Pump", "infusionspump"], "en": ["pump", "infusion pump"]},
        {"code": "pump", "kind": "device", "sv": ["PUMP"]},
    ]
    assert load_concepts(iter(rows)) == 1
    loaded = Concept.objects.get(code="infusion-pump")
    assert (loaded.sv, loaded.en) == ("infusionspump", "infusion pump")


@pytest.mark.django_db
def test_330_concepts_cost_a_handful_of_queries():
    rows = [{"code": f"c{n}", "kind": "device", "sv": [f"ord {n}"], "en": [f"word {n}"]} for n in range(330)]
    with CaptureQueriesContext(connection) as queries:
        assert load_concepts(iter(rows)) == 330
    assert len(queries) <= 10


@pytest.mark.django_db
def test_broader_concepts_are_loaded_whatever_comes_first_in_the_file():
    Concept.objects.create(code="old", sv="pump")
    rows = [
        {"code": "insulin-pump", "kind": "device", "sv": ["insulinpump"], "broader": "pump"},
        {"code": "pump", "kind": "device", "sv": ["läkemedelspump"], "broader": "old"},
        {"code": "alone", "kind": "device", "sv": ["ensam"], "broader": "unknown"},
    ]
    load_concepts(iter(rows))
    loaded = dict(Concept.objects.values_list("code", "broader__code"))
    assert loaded == {"old": None, "insulin-pump": "pump", "pump": "old", "alone": None}


def test_lists_are_read_line_by_line_without_repetition():
    assert lines_of("  CGM \r\n\n kontinuerlig   glukosmätning\ncgm\nsensor") == [
        "CGM",
        "kontinuerlig glukosmätning",
        "sensor",
    ]
    concept = Concept(code="cgm", sv="CGM\nsensor", en="")
    assert (concept.name, concept.label, concept.labels["en"]) == ("CGM", "CGM", [])


@pytest.mark.django_db
def test_the_stamp_changes_with_every_change():
    stamps = [Concept.objects.stamp()]
    concept = Concept.objects.create(code="a", sv="a")
    stamps.append(Concept.objects.stamp())
    concept.sv = "b"
    concept.save()
    stamps.append(Concept.objects.stamp())
    Concept.objects.create(code="c", sv="c")
    concept.delete()
    stamps.append(Concept.objects.stamp())
    assert len(set(stamps)) == 4
    assert stamps[-1] == Concept.objects.stamp()


@pytest.mark.django_db
def test_a_word_stands_in_one_concept_only():
    Concept.objects.create(code="cgm", sv="kontinuerlig glukosmätning", en="CGM")
    other = Concept(code="other", sv="annat\n  cgm ")
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert "kontinuerlig glukosmätning" in str(refused.value.message_dict["sv"])
    other.sv = "annat"
    other.full_clean()
    Concept.objects.get().full_clean()  # its own words are no other's


@pytest.mark.django_db
def test_a_concept_needs_a_swedish_word():
    with pytest.raises(ValidationError) as refused:
        Concept(code="empty", sv=" \n ", en="thing").full_clean()
    assert "sv" in refused.value.message_dict


@pytest.mark.django_db
def test_a_concept_is_not_narrower_than_itself_by_any_way():
    top = Concept.objects.create(code="top", sv="hjärtsjukdom")
    below = Concept.objects.create(code="below", sv="rytmrubbning", broader=top)
    lowest = Concept.objects.create(code="lowest", sv="förmaksflimmer", broader=below)
    lowest.full_clean()
    for broader in (top, lowest):
        top.broader = broader
        with pytest.raises(ValidationError) as refused:
            top.full_clean()
        assert list(refused.value.message_dict) == ["broader"]


@pytest.mark.django_db
def test_administrators_find_and_change_concepts():
    chief = desk("asa", roles.ADMINISTRATORS)
    area = ProductAreaFactory(name="Hjärta", slug="hjarta", emdn_code="C")
    found = Concept.objects.create(code="valve", sv="hjärtklaff\nklaff", product_area=area)
    Concept.objects.create(code="ward", kind="method", sv="hemvård", en="home care")

    def shown(**query):
        return {concept.code for concept in chief.client.get(URL, query).context["object_list"]}

    assert shown() == {"valve", "ward"}
    assert shown(kind="method") == {"ward"}
    assert shown(product_area=area.pk) == {"valve"}
    assert shown(q="klaff") == {"valve"}
    assert shown(q="home") == {"ward"}
    page = chief.client.get(URL).content.decode()
    assert f"{URL}edit/{found.pk}/" in page and "Hjärta" in page
    data = {"code": "valve", "kind": "device", "product_area": area.pk, "programme_area": "", "sv": "klaff\r\nklaff"}
    chief.client.post(f"{URL}edit/{found.pk}/", {**data, "en": "", "nb": "", "da": "", "fi": ""})
    assert Concept.objects.get(code="valve").sv == "klaff"
    assert desk("olle", roles.OFFICERS).client.get(URL).status_code == 302


@pytest.mark.django_db
def test_the_list_costs_the_same_for_many():
    client = desk("asa", roles.ADMINISTRATORS).client

    def cost() -> int:
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
        return len(queries)

    def add(*numbers: int) -> None:
        for n in numbers:
            area = ProductAreaFactory(name=f"Grupp {n}", slug=f"grupp-{n}")
            programme = ProgrammeAreaFactory(code=f"p{n}", name=f"Område {n}")
            Concept.objects.create(code=f"c{n}", sv=f"ord {n}", product_area=area, programme_area=programme)

    add(1, 2)
    few = cost()
    add(*range(3, 40))
    assert cost() == few <= 25
