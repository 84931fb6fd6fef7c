"""A translation is written in the page's own editor, and no way of the translation tool writes over what is there."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail_localize.models import OverridableSegment, StringSegment, StringTranslation, Translation

from news.models import NewsItem
from tests.factories import make, make_index
from tests.portal.people import Desk, desk

pytestmark = pytest.mark.django_db


def submit(who: Desk, page: Any, **options: Any) -> Any:
    """Press “Skicka” in the form of “Översätt den här sidan”."""
    data = {"locales": [Locale.objects.get(language_code="en").pk], **options}
    return who.client.post(reverse("wagtail_localize:submit_page_translation", args=[page.pk]), data)


def english_of(page: Any) -> Any:
    return Page.objects.get(translation_key=page.translation_key, locale__language_code="en").specific


def test_translating_a_branch_leaves_the_words_of_translations_that_are_there(olle, olga) -> None:
    swedish, other = make(NewsItem, title="Nyheten"), make(NewsItem, title="En annan")
    submit(olle, swedish)
    olle.edit(english_of(swedish), title="The news", ingress="Written by Olle.")
    submit(olga, make_index(NewsItem), include_subtree="on")
    draft = english_of(swedish).get_latest_revision_as_object()
    assert (draft.title, draft.ingress) == ("The news", "Written by Olle.")
    assert english_of(other).get_latest_revision_as_object().title == "En annan"


def test_a_translation_begins_with_what_its_original_says_now(olle, pia) -> None:
    swedish = make(NewsItem, title="Nyheten")
    submit(olle, swedish)
    english = english_of(swedish)
    address = reverse("wagtail_localize:convert_to_alias", args=[english.pk])
    pia.client.post(address, {"seen": pia.client.get(address).context["seen"]})
    swedish.title = "Rättad rubrik"
    swedish.save_revision().publish()
    submit(olle, swedish)
    assert english_of(swedish).get_latest_revision_as_object().title == "Rättad rubrik"


def test_a_translation_that_is_closed_is_not_opened_by_translating_it(olle, olga) -> None:
    swedish, other = make(NewsItem, title="Nyheten"), make(NewsItem, title="En annan")
    submit(olle, other)
    english = swedish.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    PageViewRestriction.objects.create(page=english, restriction_type="login")
    got = submit(olle, swedish)
    assert "är stängd för läsarna" in " ".join(str(message) for message in get_messages(got.wsgi_request))
    submit(olga, make_index(NewsItem), include_subtree="on")
    assert PageViewRestriction.objects.filter(page=english).exists()
    assert english_of(swedish).alias_of_id == swedish.pk


def tools_doors(page: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """The ways in which the tool's editor and its lists would write words or publish them: method, address, data."""
    translation = Translation.objects.get(source__object_id=page.translation_key)
    source, segment = translation.source_id, StringSegment.objects.filter(source=translation.source).first()
    value = OverridableSegment.objects.filter(source=translation.source).first()
    of = f"/admin/localize/translate/{translation.pk}"
    doors = [("put", f"{of}/strings/{segment.pk}/edit/"), ("delete", f"{of}/strings/{segment.pk}/edit/")]
    doors += [("put", f"{of}/overrides/{value.pk}/edit/")] if value else []
    doors += [("post", f"{of}/{name}/") for name in ("pofile/upload", "machine_translate", "disable")]
    doors += [("post", f"/admin/localize/update/{source}/"), ("get", "/admin/localize/reports/translations/")]
    return [(method, address, {"value": "Mine", "publish_translations": "on"}) for method, address in doors]


@pytest.mark.parametrize("who", ["olle", "pia", "chief"])
def test_a_translation_is_written_in_the_editor_of_pages_alone(who, olle, pia) -> None:
    swedish = make(NewsItem, title="Nyheten")
    submit(olle, swedish)
    Translation.objects.get().save()  # the tool's own default is its editor
    english = english_of(swedish)
    someone = {"olle": olle, "pia": pia}.get(who) or desk("chefen", chief=True)
    for method, address, data in tools_doors(swedish):
        assert getattr(someone.client, method)(address, data).status_code == 404, address
    assert not StringTranslation.objects.exists()
    someone.client.post(reverse("wagtailadmin_pages:edit", args=[english.pk]), {"localize-restart-translation": "on"})
    shown = someone.client.get(reverse("wagtailadmin_pages:edit", args=[english.pk])).content.decode()
    assert "data-edit-form" in shown and "js-translation-editor" not in shown
    assert "/admin/reports/site-history/" in shown and "/admin/localize/reports/" not in shown
