"""A secret case names neither product nor manufacturer anywhere that readers look."""

import json
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

from news.models import Newsletter
from portal.models import PublicationEvent
from portal.outbox.delivery import drain
from recommendations.models import Case
from recommendations.secrecy import TEXTS, named_secrets, names_a_secret
from search.index.indexer import rebuild
from tests.factories import make
from tests.portal.people import desk
from tests.portal.refused import complete
from tests.recommendations.canaries import attachment

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
        ("Om Novo-Senss", ["NovoSenss X1"], True),
        ("Om novo senss X1", ["NovoSenss X1"], True),
        ("NovoSensss resultat, NovoSenssen", ["NovoSenss X1"], True),
        ("Om Novo\u00adSenss", ["NovoSenss X1"], True),
        ("Novo<b>Senss</b> &amp; annat", ["NovoSenss X1"], True),
        ('<a href="https://novosenss.example/">fil</a>', ["NovoSenss X1"], True),
        ("Rådet av regionerna", ["Avre"], False),
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
    page = complete(Case, publish=False, **{**SECRET, "ingress": "NovoSenss är ny.", "summary_en": "By Glukobolaget."})
    answer = chief.edit(page, "submit")
    errors = answer.context["form"].errors
    assert set(errors) == {"ingress", "summary_en"}
    assert "hemligt" in str(errors["ingress"])
    assert chief.edit(page).status_code == 302  # a draft may be unfinished
    assert chief.edit(page, "submit", ingress="En metod.", summary_en="A method.").status_code == 302


def read(address: str) -> str:
    return Client().get(address).content.decode().lower()


def test_before_the_worker_has_its_turn_neither_list_nor_feed_tells_what_became_secret():
    page = make(Case, **{**SECRET, "is_secret": False, "title": "NovoSenss X1"})
    rebuild()
    drain()
    assert "novosenss" in read("/floden/alla.atom") and page.url in read("/sok/?q=glukobolaget")
    topics = [{"type": "topic", "value": {"title": "Nytt", "items": [{"page": page.pk, "blurb": ""}]}}]
    make(Newsletter, title="Brev", number=1, topics=json.dumps(topics))
    drain()
    assert "novosenss" in read("/floden/nyhetsbrev.atom")
    page.is_secret = True
    page.save_revision().publish()
    address = Case.objects.get(pk=page.pk).url
    for form in ("", "&format=json", "&format=csv"):
        assert address not in read(f"/sok/?q=glukobolaget{form}")
    for feed in ("/floden/alla.atom", "/en/feeds/all.rss", "/sok/?q=x1&format=atom", "/floden/nyhetsbrev.atom"):
        assert "novosenss" not in read(feed)
    drain()
    assert "en metod för glukosmätning" in read("/floden/alla.atom")
    assert "en metod för glukosmätning" in read("/floden/nyhetsbrev.atom")
    assert "novosenss" not in read("/floden/alla.atom") and address in read("/sok/?q=glukosmätning")


def test_everything_returns_when_a_case_is_no_longer_secret():
    page = make(Case, **SECRET, contact_function="Rådets sekreterare")
    page.stages.create(stage="nominated", note="Anmält av Glukobolaget")
    page.save_revision().publish()
    rebuild()
    page = Case.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert page.open_title == "NovoSenss X1 vid typ 1-diabetes"
    page.is_secret = False
    page.save_revision().publish()
    drain()
    page = Case.objects.get(pk=page.pk)
    assert (page.title, page.open_title) == ("NovoSenss X1 vid typ 1-diabetes", "")
    for word in ("NovoSenss X1 vid typ 1", "CE 4711", "Rådets sekreterare", "Anmält av Glukobolaget"):
        assert word.lower() in read(page.url), word
    assert "novosenss x1" in read("/floden/alla.atom") and page.url in read("/sok/?q=glukobolaget")


def test_a_draft_that_makes_it_secret_changes_nothing_for_readers_yet():
    page = make(Case, **{**SECRET, "is_secret": False})
    page.is_secret = True
    page.save_revision()
    assert "novosenss x1" in read(Case.objects.get(pk=page.pk).url)


def test_the_preview_shows_what_readers_will_see():
    page = make(Case, publish=False, **SECRET, contact_function="Rådets sekreterare")
    chief = desk("asa", chief=True)
    shown = chief.client.get(f"/admin/pages/{page.pk}/view_draft/").content.decode()
    assert "En metod för glukosmätning" in shown and "Rådets sekreterare" not in shown and "NovoSenss" not in shown


def translated(page: Case, **fields: Any) -> Case:
    """The English page of a Swedish case, published."""
    english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    for name, value in fields.items():
        setattr(english, name, value)
    english.save_revision().publish()
    return Case.objects.get(pk=english.pk)


def test_a_translation_of_what_becomes_secret_is_taken_down_and_comes_back_only_as_secret():
    page = make(Case, **{**SECRET, "is_secret": False, "title": "NovoSenss X1"})
    english = translated(page, title="NovoSenss X1 in English")
    rebuild()
    drain()
    assert "novosenss" in read(english.url)
    page.is_secret = True
    page.save_revision().publish()
    assert Client().get(english.url).status_code == 404
    for feed in ("/en/feeds/all.atom", "/floden/alla.atom", "/en/search/?q=novosenss"):
        assert "novosenss x1" not in read(feed)
    drain()
    for feed in ("/en/feeds/all.atom", "/floden/alla.atom"):
        assert "novosenss" not in read(feed)
    assert "novosenss" not in "".join(PublicationEvent.objects.order_by("pk").last().title).lower()
    english = Case.objects.get(pk=english.pk).get_latest_revision_as_object()
    english.anonymous_title = "A way of measuring glucose"
    english.save_revision().publish()
    english = Case.objects.get(pk=english.pk)
    assert english.is_secret and "novosenss" not in read(english.url)
    assert "a way of measuring glucose" in read(english.url)


def test_a_translation_of_a_secret_case_is_secret():
    page = make(Case, **SECRET)
    english = translated(page, is_secret=False, anonymous_title="")
    assert english.is_secret and "novosenss" not in english.slug
    assert english.title.startswith("Sekretessbelagt") or english.title.startswith("Secret")
    assert "novosenss" not in read(english.url) and "glukobolaget" not in read(english.url)


def test_an_alias_of_a_secret_case_tells_no_more():
    page = make(Case, **{**SECRET, "is_secret": False})
    alias = page.create_alias(update_slug="novosenss-x1-en")
    page.is_secret = True
    page.save_revision().publish()
    alias = Case.objects.get(pk=alias.pk)
    assert alias.is_secret and "novosenss" not in f"{alias.title} {alias.slug} {alias.url_path}".lower()


def test_a_copy_that_lacks_what_is_secret_cannot_be_saved():
    with pytest.raises(ValueError, match="not to be saved"):
        make(Case, **SECRET).for_outsiders().save()


def test_what_becomes_secret_after_it_was_withdrawn_is_no_longer_named_as_withdrawn():
    page = make(Case, **{**SECRET, "is_secret": False, "title": "NovoSenss X1"})
    drain()
    page.unpublish()
    drain()
    assert "novosenss" in read("/floden/alla.atom")
    page = Case.objects.get(pk=page.pk)
    page.is_secret = True
    page.save()  # as the editor does with what is not live
    assert "novosenss" not in read("/floden/alla.atom")


@pytest.mark.parametrize("field", [*TEXTS, "body"])
def test_each_text_for_outsiders_is_asked_whether_it_names_the_product(field: str):
    told = "Om Novo-Senss X1"
    values: dict[str, Any] = {**SECRET, field: [("text", f"<p>{told}</p>")] if field == "body" else told}
    page = make(Case, publish=False, **values)
    assert [named for named, _message in named_secrets(page)] == [field]


def test_a_translation_that_has_no_product_of_its_own_does_not_name_the_original_s():
    page = make(Case, **SECRET)
    english = translated(page, product="", manufacturer="", anonymous_title="A case", ingress="About Novo-Senss.")
    assert [field for field, _told in named_secrets(english)] == ["ingress"]
    assert "novo-senss" not in read(english.url) and "a case" in read(english.url)


def test_the_form_points_at_the_label_of_a_public_document_and_keeps_the_words(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    chief = desk("asa", chief=True)
    page = complete(Case, publish=False, **SECRET)
    page.documents.create(document=attachment(lambda field: field, ""), title="Om NovoSenss", is_public=True)
    page.save_revision()
    answer = chief.edit(page, "submit")
    assert "Dokumentet ”Om NovoSenss”" in text_of(answer) or "dokumentet ”Om NovoSenss”" in text_of(answer)
    sent = chief.form(page)
    unmarked = {name: value for name, value in sent.items() if name != "documents-0-is_public"}
    address = f"/admin/pages/{page.pk}/edit/"
    assert chief.client.post(address, {**unmarked, "action-submit": "on"}).status_code == 302


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_address_that_was_made_of_the_real_title_goes_with_it():
    case = make(Case, title="Uppkopplad inhalator", slug="uppkopplad-inhalator", product="Andas")
    case = Case.objects.get(pk=case.pk)
    case.is_secret, case.anonymous_title = True, "Ett ärende om astma"
    case.save_revision().publish()
    assert Case.objects.get(pk=case.pk).slug == "ett-arende-om-astma"
    case = Case.objects.get(pk=case.pk)
    case.slug = "astma"
    case.save_revision().publish()
    assert Case.objects.get(pk=case.pk).slug == "astma"
