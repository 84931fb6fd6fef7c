"""The command that loads vocabulary and roles into an empty database, and the form field of the product areas."""

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import translation

from portal.forms.vocabulary_field import VocabularyField
from portal.models import ProductArea, Region
from portal.permissions.roles import READERS, ROLES
from tests.factories import ProductAreaFactory


def test_it_makes_the_roles_too_and_a_second_run_changes_nothing(db, capsys):
    call_command("load_vocabulary")
    assert set(ROLES) <= set(Group.objects.values_list("name", flat=True))
    readers = Group.objects.get(name=READERS)
    assert readers.page_permissions.exists()
    readers.page_permissions.all().delete()
    Region.objects.filter(code="skane").update(name="Region Skåne, ändrad")
    areas = ProductArea.objects.count()

    call_command("load_vocabulary")

    assert not readers.page_permissions.exists()
    assert Region.objects.get(code="skane").name == "Region Skåne, ändrad"
    assert ProductArea.objects.count() == areas
    assert capsys.readouterr().out.splitlines()[-1] == "0 added"


def test_halland_lies_in_two_healthcare_regions(db):
    call_command("load_vocabulary", verbosity=0)
    assert Region.objects.get(code="halland").healthcare_regions.count() == 2
    assert Region.objects.count() == 21


def test_the_form_folds_the_parts_of_an_area_below_it(db):
    whole = ProductAreaFactory(slug="forband", name="Förband", emdn_code="M")
    parts = [ProductAreaFactory(slug=f"m0{n}", name=f"Del {n}", emdn_code=f"M0{n}", parent=whole) for n in (2, 1)]
    alone = ProductAreaFactory(slug="dialys", name="Dialys", emdn_code="F")
    field = VocabularyField(tag_model=ProductArea, required=False)
    with translation.override("sv"):
        for ticked, opened in (([whole.pk, alone.pk], 0), ([parts[0].pk], 1)):
            html = field.widget.render("areas", ticked, {"id": "areas"})
            assert (html.count("<details>"), html.count("<details open>")) == (1 - opened, opened)
            assert html.count("checked") == len(ticked) and "2 underområden" in html
        assert (
            html.index("Dialys (F)") < html.index("Förband (M)") < html.index("Del 1 (M01)") < html.index("Del 2 (M02)")
        )
    assert set(field.clean([str(parts[0].pk), str(alone.pk)])) == {parts[0], alone}
