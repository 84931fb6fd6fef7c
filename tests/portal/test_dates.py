"""A typed date is read as it was meant, or refused at its field; it never becomes another date."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from news.models import NewsItem
from portal.forms.dates import read_date, read_moment
from portal.models import Publication
from tests.factories import make
from tests.portal.people import desk, roles

MEANT = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-20", "2026/11/20", "2026.11.20", "20.11.2026", "20/11 2026", "20/11/2026", "20-11-2026"),
        *("20 november 2026", "20 November 2026", "20 NOV 2026", "20 nov. 2026", "den 20 november 2026"),
        *(" 20  november   2026 ", "November 20, 2026", "nov 20 2026", "20th November 2026", "20:e november 2026"),
    ],
)
def test_a_day_is_read_as_people_write_it(text):
    assert read_date(text) == MEANT
    assert read_moment(f"{text} 14:30") == datetime(2026, 11, 20, 14, 30)
    assert read_moment(f"{text} kl. 14.30") == datetime(2026, 11, 20, 14, 30)
    assert read_moment(text) == datetime(2026, 11, 20)


@pytest.mark.parametrize(
    ("swedish", "english", "month"),
    [
        ("1 maj 2026", "1 May 2026", 5),
        ("1 juni 2026", "1 June 2026", 6),
        ("1 okt 2026", "1 Oct 2026", 10),
        ("1 mars 2026", "1 March 2026", 3),
        ("1 juli 2026", "1 Jul 2026", 7),
        ("1 augusti 2026", "1 Aug 2026", 8),
    ],
)
def test_months_have_names_in_both_languages(swedish, english, month):
    assert read_date(swedish) == read_date(english) == date(2026, month, 1)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-13-45", "2026-02-30", "20.13.2026", "11/20/2026", "20.11.26", "20 november", "november 2026", "2026"),
        *("20 ju 2026", "20 j 2026", "20 brumaire 2026", "i morgon", "45 november 2026", "0000-01-01", "2026-1/5"),
    ],
)
def test_what_is_no_day_or_could_be_several_is_refused(text):
    with pytest.raises(ValueError):
        read_date(text)
    with pytest.raises(ValueError):
        read_moment(text)


@pytest.mark.parametrize("text", ["2026-11-20 25:00", "2026-11-20 14:61", "20 nov 2026 kl. snart"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError):
        read_moment(text)


@pytest.mark.django_db
class TestTheForm:
    @pytest.mark.parametrize("text", ["20.11.2026", "20 november 2026", "2026-11-20"])
    def test_reads_it(self, text):
        page = make(NewsItem)
        desk("olle", roles.OFFICERS).edit(page, dated_on=text, review_by=text, go_live_at=f"{text} 14:30")
        draft = Publication.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert (draft.dated_on, draft.review_by) == (MEANT, MEANT)
        assert timezone.localtime(draft.go_live_at) == timezone.make_aware(datetime(2026, 11, 20, 14, 30))

    @pytest.mark.parametrize("field", ["dated_on", "review_by", "go_live_at", "expire_at"])
    def test_refuses_what_is_no_day_at_its_field_and_keeps_it(self, field):
        page = make(NewsItem)
        before = page.get_latest_revision().pk
        shown = desk("olle", roles.OFFICERS).edit(page, **{field: "2026-13-45"})
        form = shown.context["form"]
        assert list(form.errors) == [field] and "2026-11-20" in form.errors[field][0]
        assert form.errors[field][0].startswith("Det här är ing")
        assert 'value="2026-13-45"' in shown.content.decode()
        assert NewsItem.objects.get(pk=page.pk).get_latest_revision().pk == before
