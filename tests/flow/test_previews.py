"""Beside the editor: the hit, the feed entry and the mail line that a draft would be. Looking writes nothing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from news.models import NewsItem, Newsletter
from portal.models import PermanentNumber, PublicationEvent
from portal.outbox.events import AT_ONCE
from portal.publications.page_types import page_types
from recommendations.models import Case, Recommendation
from tests.factories import ProductAreaFactory, make, make_index
from tests.portal.people import desk, filled_in, roles

pytestmark = pytest.mark.django_db
MODES = ("hit", "feed", "mail")


def seen(officer, page, mode, **changes):
    """What the preview panel shows of the form as it is filled in, with these changes."""
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert officer.client.post(url, officer.form(page, **changes)).json() == {"is_valid": True, "is_available": True}
    answer = officer.client.get(url, {"mode": mode})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("model", page_types().values(), ids=page_types())
def test_each_type_can_be_looked_at_as_hit_entry_and_mail_and_nothing_is_written(model):
    officer = desk("olle", roles.OFFICERS)
    page = make(model, publish=False, title="Klockan", areas=[ProductAreaFactory(name="Mätare")])
    for mode in MODES:
        assert "Tidmätaren" in seen(officer, page, mode, title="Tidmätaren"), mode
        with CaptureQueriesContext(
            connection,
        ) as queries:
            officer.client.get(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]), {"mode": mode})
        written = [row["sql"] for row in queries if row["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert not [sql for sql in written if "formstate" not in sql and "session" not in sql], mode
    assert not PermanentNumber.objects.exists() and not PublicationEvent.objects.exists()


def test_a_newsletter_can_be_looked_at_as_both_mails_and_no_other_type():
    officer = desk("olle", roles.OFFICERS)
    letter, news = make(Newsletter, publish=False, number=3), make(NewsItem, publish=False)
    assert {"letter", "letter-text"} & {name for name, _label in news.preview_modes} == set()
    html = " ".join(seen(officer, letter, "letter", title="Tidmätaren", preheader="Kom i tid").split())
    assert "Tidmätaren" in html and "Kom i tid" in html and 'aria-roledescription="email"' in html
    text = seen(officer, letter, "letter-text", title="Tidmätaren", subject="Om tid", preheader="Kom i tid")
    assert re.search(r"Om tid.*Kom i tid.*\d.kB.*Tidmätaren\n=====", text, re.DOTALL)
    assert 'aria-roledescription="email"' not in seen(officer, news, "letter", title="Tidmätaren")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_page_that_has_never_been_saved_can_be_looked_at_in_its_own_language(language):
    officer, index = desk("olle", roles.OFFICERS), make_index(Recommendation, language)
    page = Recommendation(locale=index.locale)
    form = page.get_edit_handler().get_form_class()(instance=page, parent_page=index, for_user=officer.user)
    url = reverse("wagtailadmin_pages:preview_on_add", args=["recommendations", "recommendation", index.pk])
    data = {**filled_in(form), "title": "Provet", "ingress": "Kort."}
    assert officer.client.post(url, data).json()["is_available"]
    word = {"sv": "Publicerad: Provet", "en": "Published: Provet"}[language]
    for mode in MODES:
        shown = officer.client.get(url, {"mode": mode}).content.decode()
        assert (word if mode == "mail" else "Provet") in shown and f'lang="{language}"' in shown


def test_the_mail_line_tells_the_changed_verdict_as_the_event_feed_will():
    officer = desk("olle", roles.OFFICERS)
    page = make(Recommendation, title="Pumpen", verdict="can", conditions="Vuxna.")
    shown = seen(officer, page, "mail", verdict="should", change_note="Nya studier.")
    assert "Ändrad, Kan användas → Bör användas: Pumpen" in shown.replace("&gt;", ">")
    assert "Nya studier." in shown
    assert "får inget besked" in seen(officer, page, "mail", summary_en="A word.")


def test_a_translation_is_told_when_it_comes_and_after_that_its_original_speaks_for_it():
    officer, original = desk("olle", roles.OFFICERS), make(Recommendation, title="Pumpen", verdict="can")
    english = make(Recommendation, title="The pump", language="en", publish=False, verdict="can")
    Recommendation.objects.filter(pk=english.pk).update(translation_key=original.translation_key)
    english.refresh_from_db()
    elsewhere = "told by the one in the other language"
    assert elsewhere in seen(officer, english, "mail")
    PublicationEvent.objects.update(created_at=timezone.now() - 2 * AT_ONCE)
    assert "Now in English: The pump" in seen(officer, english, "mail")
    english.save_revision().publish()
    note = {"change_note": "A new study."}
    assert elsewhere in seen(officer, english, "mail", **note)
    assert "Ändrad" in seen(officer, original, "mail", change_note="En ny studie.")
    original.unpublish()
    assert "Revised" in seen(officer, english, "mail", **note)


def test_where_readers_need_a_password_followers_are_told_nothing():
    officer, page = desk("olle", roles.OFFICERS), make(Recommendation, title="Pumpen", publish=False)
    assert "Publicerad: Pumpen" in seen(officer, page, "mail")
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="password", password="x")
    shown = seen(officer, page, "mail")
    assert "lösenord eller inloggning" in shown and "Pumpen" not in shown


def test_the_standing_that_is_chosen_is_shown_before_it_is_saved():
    officer = desk("olle", roles.OFFICERS)
    page = make(Recommendation, title="Pumpen", verdict="can")
    for mode in ("", "feed"):
        assert "översyn" in seen(officer, page, mode, standing="under_review").casefold(), mode


def test_a_secret_case_is_shown_as_readers_get_it():
    officer = desk("olle", roles.OFFICERS)
    page = make(Case, title="Hemlig manick", publish=False)
    changes = {"is_secret": "on", "anonymous_title": "Ett ärende", "product": "Manicken", "manufacturer": "Bolaget"}
    for mode in MODES:
        shown = seen(officer, page, mode, title="Hemlig manick", **changes)
        assert "Ett ärende" in shown, mode
        assert not [word for word in ("Hemlig manick", "Manicken", "Bolaget") if word in shown], mode


def test_only_who_may_edit_looks_at_a_draft():
    page = make(Recommendation, title="Utkastet", publish=False)
    contact = desk("karin", roles.CONTACTS)
    for mode in MODES:
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        assert "Utkastet" not in contact.client.get(url, {"mode": mode}, follow=True).content.decode()
