"""A secret case names neither product nor manufacturer anywhere that readers look."""

import pytest
from django.test import Client

from portal.models import PublicationEvent
from recommendations.models import Case
from recommendations.secrecy import names_a_secret
from tests.factories import make
from tests.portal.people import desk

pytestmark = pytest.mark.django_db

SECRET = {
    "title": "NovoSenss X1 vid typ 1-diabetes",
    "slug": "novosenss-x1",
    "seo_title": "NovoSenss X1",
    "product": "NovoSenss X1",
    "manufacturer": "Glukobolaget AB",
    "ce_marking": "CE 4711",
    "is_secret": True,
    "anonymous_title": "En metod för glukosmätning",
}


@pytest.mark.parametrize(
    ("text", "names", "told"),
    [
        ("Om NOVOSENSS", ["NovoSenss X1"], True),
        ("nytt-arende-novosenss-x1", ["NovoSenss X1"], True),
        ("En glukosmätare", ["NovoSenss glukosmätare"], False),
        ("Tillverkas av ABC", ["ABC"], True),
        ("Ett ärende", ["", "X1"], False),
        ("", ["NovoSenss"], False),
    ],
)
def test_what_gives_a_name_away(text, names, told):
    assert names_a_secret(text, names) is told


def test_title_address_and_log_take_the_anonymous_title():
    page = make(Case, **SECRET)
    page = Case.objects.get(pk=page.pk)
    assert (page.title, page.draft_title, page.seo_title) == ("En metod för glukosmätning",) * 2 + ("",)
    assert page.slug == "en-metod-for-glukosmatning"
    assert page.product == "NovoSenss X1"  # kept for editors
    event = PublicationEvent.objects.get(page_id=page.pk)
    assert "novosenss" not in f"{event.title} {event.path}".lower()
    assert not any("NovoSenss" in text or "Glukobolaget" in text or "4711" in text for text in page.extra_text())


def test_two_secret_cases_of_one_title_get_an_address_each():
    first, second = make(Case, **SECRET), make(Case, **{**SECRET, "slug": "novosenss-x1-igen"})
    assert first.slug != second.slug and "novosenss" not in second.slug


def test_without_an_anonymous_title_the_case_number_stands():
    page = make(Case, **{**SECRET, "anonymous_title": "", "case_number": "MTP 2025/7"})
    assert page.title == "Sekretessbelagt ärende MTP 2025/7"


def test_a_case_that_becomes_secret_loses_its_name_everywhere():
    page = make(Case, **{**SECRET, "is_secret": False})
    assert page.slug == "novosenss-x1" and "NovoSenss X1" in page.extra_text()
    page.is_secret = True
    page.save_revision().publish()
    page = Case.objects.get(pk=page.pk)
    for url in (page.url, page.get_parent().url):
        shown = Client().get(url).content.decode().lower()
        assert "glukosmätning" in shown and "novosenss" not in shown and "glukobolaget" not in shown


def test_the_form_points_at_texts_that_name_it():
    chief = desk("asa", chief=True)
    page = make(Case, publish=False, **{**SECRET, "ingress": "NovoSenss är ny.", "summary_en": "By Glukobolaget."})
    answer = chief.edit(page, "submit")
    errors = answer.context["form"].errors
    assert set(errors) == {"ingress", "summary_en"}
    assert "hemligt" in str(errors["ingress"])
    assert chief.edit(page).status_code == 302  # a draft may be unfinished
    assert chief.edit(page, "submit", ingress="En metod.", summary_en="A method.").status_code == 302
