"""Filing under product areas: an unknown word is refused by name, and none disappears silently."""

import pytest
from django.urls import reverse

from news.models import NewsItem
from portal.models import ProductArea
from tests.factories import ProductAreaFactory, make
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas():
    return [
        ProductAreaFactory(name="Diabetes", slug="diabetes", name_en="Diabetes care"),
        ProductAreaFactory(name="Hjärta, kärl och blod", slug="hjarta", name_en="Heart"),
        ProductAreaFactory(name="Aktiva implantat", slug="implantat", name_en="Active implants"),
    ]


def filed(page: NewsItem) -> set[str]:
    draft = NewsItem.objects.get(pk=page.pk).get_latest_revision_as_object()
    return {area.slug for area in draft.product_areas.all()}


@pytest.mark.parametrize(
    ("given", "slugs"),
    [
        ("Diabetes", {"diabetes"}),
        ("diabetes", {"diabetes"}),
        ("DIABETES,", {"diabetes"}),
        ("Aktiva implantat", {"implantat"}),
        ('"Hjärta, kärl och blod", aktiva implantat', {"hjarta", "implantat"}),
        ('"hjärta, kärl och blod"', {"hjarta"}),
        ("Hjärta, kärl och blod", {"hjarta"}),
        ("Heart, active implants", {"hjarta", "implantat"}),
        ("Diabetes, diabetes", {"diabetes"}),
        ("", set()),
    ],
)
def test_a_word_of_the_list_is_understood_however_it_is_written(areas, given, slugs):
    page = make(NewsItem)
    assert desk("olle", roles.OFFICERS).edit(page, product_areas=given).status_code == 302
    assert filed(page) == slugs


@pytest.mark.parametrize(
    ("given", "refused", "near"),
    [
        ("Diabtes", "Diabtes", "Diabetes"),
        ("implantat, Diabetes, Kirugi", "Kirugi", ""),
        ("Diabetes, aktiva implantatet", "aktiva implantatet", "Aktiva implantat"),
        ("kärl", "kärl", "Hjärta, kärl och blod"),
    ],
)
def test_a_word_that_is_none_is_named_at_the_field_with_what_is_near(areas, given, refused, near):
    page = make(NewsItem, areas=[areas[0]])
    shown = desk("olle", roles.OFFICERS).edit(page, product_areas=given)
    errors = shown.context["form"].errors
    assert list(errors) == ["product_areas"]
    assert f"”{refused}” finns inte i listan." in errors["product_areas"][0] and near in errors["product_areas"][0]
    assert refused in shown.content.decode()  # what was typed is kept
    assert filed(page) == {"diabetes"}
    assert ProductArea.objects.count() == 3


def test_every_word_that_is_refused_is_named(areas):
    shown = desk("olle", roles.OFFICERS).edit(make(NewsItem), product_areas="Ortopedi, Kirurgi")
    assert len(shown.context["form"].errors["product_areas"]) == 2


def test_keywords_stay_free(areas):
    page = make(NewsItem)
    desk("olle", roles.OFFICERS).edit(page, keywords="helt nytt ord, annat")
    draft = NewsItem.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert {tag.name for tag in draft.keywords.all()} == {"helt nytt ord", "annat"}


def test_the_field_says_how_to_choose_and_nothing_about_words_of_ones_own(areas):
    olle = desk("olle", roles.OFFICERS)
    page = olle.client.get(reverse("wagtailadmin_pages:edit", args=[make(NewsItem, publish=False).pk]))
    field = page.context["form"]["product_areas"]
    assert "comma" not in page.content.decode()
    assert "Börja skriva" in page.content.decode()
    assert "citattecken" not in str(field)
