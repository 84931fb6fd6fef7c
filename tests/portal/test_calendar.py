"""A selection as a calendar: each day once under an id that stays, and a day that is taken back is called off."""

from datetime import UTC, date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from wagtail.models import PageViewRestriction

from portal.models import Publication, PublicationEvent
from recommendations.models import Case, ProcurementNotice, Recommendation
from search.index.indexer import rebuild
from tests.factories import ProductAreaFactory, make, make_index, make_many, make_site, republish

pytestmark = pytest.mark.django_db

TENDERS = "/kalender/upphandlingar.ics"
EVERYTHING = "/sok/?format=ics"
DAY = date(2027, 2, 20)


def read(client, path=EVERYTHING):
    answer = client.get(path)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def events(client, path=EVERYTHING):
    """Words of each event → the event."""
    return {str(event["SUMMARY"]): event for event in read(client, path).walk("VEVENT")}


def only(client, path=EVERYTHING):
    (event,) = events(client, path).values()
    return event


def pair(**values):
    swedish = make(ProcurementNotice, title="Pumpar", **values)
    english = make(ProcurementNotice, language="en", title="Pumps", publish=False, **values)
    Publication.objects.filter(pk=english.pk).update(translation_key=swedish.translation_key)
    return swedish, republish(english)


def test_the_last_day_for_tenders_stands_on_its_day_with_title_and_address(client):
    page = make(ProcurementNotice, title="Pumpar; nya, \\ blå", ingress="Två\nrader.", tender_deadline=DAY)
    event = only(client, TENDERS)
    assert event["SUMMARY"] == "Sista anbudsdag: Pumpar; nya, \\ blå" and event["DESCRIPTION"] == "Två\nrader."
    assert event.decoded("DTSTART") == DAY and event["DTSTART"].params["VALUE"] == "DATE"
    assert event["STATUS"] == "CONFIRMED" and event["SEQUENCE"] == 0
    assert str(event["URL"]).endswith(page.url) and event["SUMMARY"].params["LANGUAGE"] == "sv"
    written = PublicationEvent.objects.get(page_id=page.pk).created_at.astimezone(UTC).replace(microsecond=0)
    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == written


def test_a_recommendation_has_a_day_of_decision_and_one_of_review(client):
    make(Recommendation, title="Sensorn", dated_on=date(2026, 3, 1), review_by=date(2029, 3, 1))
    found = {words: event.decoded("DTSTART") for words, event in events(client).items()}
    assert found == {"Beslut: Sensorn": date(2026, 3, 1), "Översyn senast: Sensorn": date(2029, 3, 1)}
    assert len({str(event["UID"]) for event in read(client).walk("VEVENT")}) == 2


@pytest.mark.parametrize("precision", ["month", "year"])
def test_a_month_or_a_year_is_no_day(client, precision):
    make(Recommendation, dated_on=date(2026, 3, 1), date_precision=precision)
    assert not events(client)


def test_a_new_day_keeps_the_id_and_counts_on(client):
    page = make(ProcurementNotice, tender_deadline=DAY)
    before = only(client)
    republish(page, tender_deadline=date(2027, 3, 1))
    after = only(client)
    assert after["UID"] == before["UID"] and after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after.decoded("DTSTART") == date(2027, 3, 1) and after["STATUS"] == "CONFIRMED"


def test_a_draft_changes_nothing_and_equal_content_has_equal_bytes(client):
    page = make(ProcurementNotice, tender_deadline=DAY)
    before = client.get(EVERYTHING)
    page.tender_deadline = date(2030, 1, 1)
    page.save_revision()
    make(Case)
    after = client.get(EVERYTHING)
    assert before.content == after.content and before["ETag"] == after["ETag"]
    again = client.get(EVERYTHING, headers={"if-none-match": before["ETag"]})
    assert again.status_code == 304 and not again.content


def test_a_day_that_is_taken_back_is_called_off_where_it_was(client):
    page = make(ProcurementNotice, title="Pumpar", tender_deadline=DAY)
    before = only(client)
    republish(page, tender_deadline=None)
    after = only(client)
    assert after["UID"] == before["UID"] and after["SEQUENCE"] > before["SEQUENCE"]
    assert after["STATUS"] == "CANCELLED" and after.decoded("DTSTART") == DAY
    assert after["SUMMARY"] == "Inställt: Sista anbudsdag: Pumpar"
    republish(page, tender_deadline=DAY)
    assert only(client)["STATUS"] == "CONFIRMED" and only(client)["SEQUENCE"] > after["SEQUENCE"]


@pytest.mark.parametrize("way", ["unpublish", "delete"])
def test_what_is_withdrawn_is_called_off_in_the_selections_that_had_it(client, way):
    area = ProductAreaFactory(slug="pumpar")
    page = make(ProcurementNotice, areas=[area], ingress="Hemlig sedan.", tender_deadline=DAY)
    other = ProductAreaFactory(slug="annat")
    uid = only(client)["UID"]
    getattr(ProcurementNotice.objects.get(pk=page.pk), way)()
    for path in (EVERYTHING, TENDERS, "/sok/?area=pumpar&format=ics"):
        event = only(client, path)
        assert event["UID"] == uid and event["STATUS"] == "CANCELLED" and event["SEQUENCE"] == 1
        assert "URL" not in event and "DESCRIPTION" not in event
    assert not events(client, f"/sok/?area={other.slug}&format=ics")
    assert not events(client, "/sok/?q=titel&format=ics")


def test_a_recommendation_that_is_marked_as_withdrawn_calls_its_days_off(client):
    page = make(Recommendation, title="Sensorn", review_by=date(2029, 3, 1))
    republish(page, standing="withdrawn")
    assert {name: event["STATUS"] for name, event in events(client).items()} == {
        "Inställt: Översyn senast: Sensorn": "CANCELLED",
        # It was decided all the same: the day had passed.
        "Återkallad: Beslut: Sensorn": "CONFIRMED",
    }


def test_what_is_replaced_is_no_longer_reviewed_but_was_decided(client):
    old = make(Recommendation, title="Mätaren", dated_on=date(2024, 3, 1), review_by=date(2029, 3, 1))
    make(Recommendation, title="Nya", version_number=2, replaces=old, change_note="Ny.", dated_on=date(2026, 1, 2))
    found = {words: event["STATUS"] for words, event in events(client).items()}
    assert found == {
        "Ersatt: Beslut: Mätaren": "CONFIRMED",
        "Inställt: Översyn senast: Mätaren": "CANCELLED",
        "Beslut: Nya": "CONFIRMED",
    }


def test_two_languages_are_one_event_in_the_reader_s_language_on_the_original_s_day(client):
    swedish, english = pair(tender_deadline=DAY)
    own, other = only(client), only(client, "/en/search/?format=ics")
    assert own["UID"] == other["UID"] and own["SEQUENCE"] == other["SEQUENCE"]
    assert other["SUMMARY"] == "Last day for tenders: Pumps" and str(other["URL"]).endswith(english.url)
    republish(swedish, tender_deadline=date(2027, 3, 1))
    assert only(client, "/en/calendar/procurements.ics").decoded("DTSTART") == date(2027, 3, 1)
    assert only(client, "/en/search/?lang=en&format=ics").decoded("DTSTART") == date(2027, 3, 1)


def test_an_english_calendar_has_what_is_not_translated_under_its_swedish_title(client):
    make_index(ProcurementNotice, "en")
    make(ProcurementNotice, title="Pumpar", tender_deadline=DAY)
    event = only(client, "/en/search/?format=ics")
    assert event["SUMMARY"] == "Last day for tenders: Pumpar" and event["SUMMARY"].params["LANGUAGE"] == "sv"


def test_when_the_translation_goes_the_original_stands_for_it(client):
    _swedish, english = pair(tender_deadline=DAY)
    english.unpublish()
    assert only(client, "/en/search/?format=ics")["STATUS"] == "CONFIRMED"


def test_an_example_says_so(client):
    make(ProcurementNotice, title="Pumpar", tender_deadline=DAY, is_example=True)
    assert only(client)["SUMMARY"] == "Exempel: Sista anbudsdag: Pumpar"


def test_words_find_what_search_finds(client):
    make(ProcurementNotice, title="Insulinpumpar", tender_deadline=DAY)
    make(ProcurementNotice, title="Sängar", tender_deadline=DAY)
    rebuild()
    assert [*events(client, "/sok/?q=insulinpump&format=ics")] == ["Sista anbudsdag: Insulinpumpar"]


def test_nothing_hidden_is_in_any_calendar(client):
    for name in ("utkast", "stängd", "stängd och borta", "stängt original"):
        page = make(ProcurementNotice, title=f"Zkanarie {name}", publish=name != "utkast", tender_deadline=DAY)
        if name.startswith("stängd"):
            PageViewRestriction.objects.create(page=page, restriction_type="login")
        if name == "stängd och borta":
            ProcurementNotice.objects.get(pk=page.pk).unpublish()
    english = make(ProcurementNotice, language="en", title="Pumps", publish=False, tender_deadline=date(2027, 5, 5))
    Publication.objects.filter(pk=english.pk).update(translation_key=page.translation_key)
    republish(english)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    republish(page, tender_deadline=date(2027, 6, 6))
    for path in (EVERYTHING, TENDERS, "/en/search/?format=ics", "/sok/?lang=sv&lang=en&format=ics"):
        answer = client.get(path).content.decode()
        assert "Zkanarie" not in answer and "20270220" not in answer and "20270606" not in answer, path
    assert only(client, "/en/search/?format=ics").decoded("DTSTART") == date(2027, 5, 5)


def test_events_from_before_they_kept_data_are_completed_by_their_pages(client):
    make(ProcurementNotice, title="Pumpar", tender_deadline=DAY)
    make(Recommendation, title="Sensorn", dated_on=date(2026, 3, 1), date_precision="month", is_example=True)
    page = make(Recommendation, title="Mätaren", dated_on=date(2026, 4, 1), is_example=True)
    PublicationEvent.objects.update(data={})
    found = {words: event.decoded("DTSTART") for words, event in events(client).items()}
    assert found == {"Sista anbudsdag: Pumpar": DAY, "Exempel: Beslut: Mätaren": date(2026, 4, 1)}
    republish(page, is_example=False, dated_on=date(2026, 5, 1))
    assert events(client)["Beslut: Mätaren"].decoded("DTSTART") == date(2026, 5, 1)


def test_what_happens_to_an_original_that_was_never_public_counts_for_nothing(client):
    PageViewRestriction.objects.create(page=make_index(ProcurementNotice), restriction_type="login")
    swedish, _english = pair(tender_deadline=DAY)
    before = client.get("/en/search/?format=ics").content
    republish(swedish, ingress="Ändrat i det stängda.")
    assert b"SEQUENCE:0" in before and client.get("/en/search/?format=ics").content == before


def test_the_file_keeps_to_rfc_5545(client):
    title = "Elektrofysiologi på åäö 日本語 – " * 6
    make(ProcurementNotice, title=title, ingress="Rad ett.\r\nRad två, med komma; och semikolon.", tender_deadline=DAY)
    body = client.get(EVERYTHING).content
    lines = body.split(b"\r\n")
    assert lines.pop() == b"" and b"\n" not in b"".join(lines) and b"\r" not in b"".join(lines)
    assert max(len(line) for line in lines) <= 75 and all(line.decode() for line in lines)
    calendar = Calendar.from_ical(body)
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"] and not calendar.errors
    (event,) = calendar.walk("VEVENT")
    assert {"UID", "DTSTAMP", "DTSTART"} <= set(event) and not event.errors
    assert event["SUMMARY"] == f"Sista anbudsdag: {title}".strip() or event["SUMMARY"] == f"Sista anbudsdag: {title}"


def test_who_fetches_it_is_told_the_licence_and_may_come_from_anywhere(client):
    make_site()
    answer = client.get(TENDERS)
    assert answer["Access-Control-Allow-Origin"] == "*" and answer["X-Robots-Tag"] == "noindex"
    assert answer["Link"].endswith('>; rel="license"') and "Set-Cookie" not in answer


@pytest.mark.parametrize("path", ["/kalender/nyheter.ics", "/kalender/finns-inte.ics", "/en/calendar/case.ics"])
def test_a_type_without_days_has_no_calendar(client, path):
    make_site()
    assert client.get(path).status_code == 404


def test_lists_and_searches_offer_their_calendar(client):
    index = make(ProcurementNotice).get_parent()
    assert f'href="{TENDERS}"' in client.get(index.url).content.decode()
    assert "format=ics" in client.get("/sok/?type=procurement").content.decode()
    assert ".ics" not in client.get(make(Case).get_parent().url).content.decode()


def test_a_calendar_costs_the_same_for_many_pages(client):
    page = make(ProcurementNotice, tender_deadline=DAY)
    client.get(TENDERS)
    make(ProcurementNotice, tender_deadline=DAY)
    with CaptureQueriesContext(connection) as few:
        assert len(events(client, TENDERS)) == 2
    make_many(page, 200)
    make(ProcurementNotice, tender_deadline=DAY)
    with CaptureQueriesContext(connection) as many:
        events(client, TENDERS)
    assert len(many) == len(few)
    with CaptureQueriesContext(connection) as as_before:
        client.get(TENDERS)
    assert len(as_before) <= 2
