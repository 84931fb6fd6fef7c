"""Filing under product areas: a list to tick, in which no word can be invented and none disappears silently."""

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


def test_the_areas_are_a_checklist_in_the_editors_language(areas):
    page = make(NewsItem, areas=[areas[0]])
    olle = desk("olle", roles.OFFICERS)
    shown = olle.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    offered = list(shown.context["form"].fields["product_areas"].choices)
    by_name = (areas[2], *areas[:2])
    assert [label for _value, label in offered] == [f"{area.name} ({area.emdn_code})" for area in by_name]
    assert "åtskilda med komma" not in str(shown.context["form"]["product_areas"].help_text)
    assert shown.context["form"]["product_areas"].value() == [areas[0].pk]
    assert olle.edit(page, product_areas=[str(area.pk) for area in areas[1:]]).status_code == 302
    assert filed(page) == {"hjarta", "implantat"}
    assert olle.edit(page, product_areas=[]).status_code == 302
    assert filed(page) == set()


def test_what_is_not_in_the_list_is_refused_and_nothing_is_lost(areas):
    page = make(NewsItem, areas=[areas[0]])
    olle = desk("olle", roles.OFFICERS)
    for given in ("Diabtes", "99999"):
        shown = olle.edit(page, product_areas=[given], title="Nytt")
        assert list(shown.context["form"].errors) == ["product_areas"]
        assert 'value="Nytt"' in shown.content.decode()
    assert filed(page) == {"diabetes"} and ProductArea.objects.count() == 3


def test_keywords_stay_free(areas):
    page = make(NewsItem)
    desk("olle", roles.OFFICERS).edit(page, keywords="helt nytt ord, annat")
    draft = NewsItem.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert {tag.name for tag in draft.keywords.all()} == {"helt nytt ord", "annat"}
