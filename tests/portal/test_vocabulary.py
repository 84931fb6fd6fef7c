"""The command that loads vocabulary and roles into an empty database."""

from django.contrib.auth.models import Group
from django.core.management import call_command

from portal.management.commands.create_roles import PAGES, READERS
from portal.models import ProductArea, Region


def test_it_makes_the_roles_too_and_a_second_run_changes_nothing(db, capsys):
    call_command("load_vocabulary")
    assert set(PAGES) <= set(Group.objects.values_list("name", flat=True))
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
