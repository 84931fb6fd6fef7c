"""The publication calendar in the admin, and as a file at its reader's secret address."""

from calendar import Calendar
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from icalendar import Event
from wagtail import hooks
from wagtail.admin.localization import get_available_admin_languages

from portal.desk.menu_page import MenuPage
from portal.desk.publication_list import ForEditors
from portal.models import CalendarAddress
from portal.open_data.calendar_file import calendar_event, calendar_file
from portal.publication_calendar.entries import CalendarEntry, entries, is_cut

MOST_IN_A_CELL = 4
YEARS = range(2000, 2101)
# What the file has: enough to see what went out lately, and a year ahead.
BEFORE, AFTER = timedelta(days=31), timedelta(days=366)


class CalendarDay(NamedTuple):
    """A day of the month with what happens on it: the first few for the table, and how many more there are."""

    day: date
    entries: list[CalendarEntry]

    @property
    def first(self) -> list[CalendarEntry]:
        """What the table shows."""
        return self.entries[:MOST_IN_A_CELL]

    @property
    def more(self) -> int:
        """How many entries the table leaves to the list."""
        return len(self.entries) - len(self.first)


class CalendarWeek(NamedTuple):
    """A row of the month: the week's number, and its days; None for days of another month."""

    number: int
    days: list[CalendarDay | None]


def weeks_of(month: date, found: Iterable[CalendarEntry]) -> list[CalendarWeek]:
    """The weeks of a month (given by its first day), from Monday to Sunday."""
    by_day: dict[date, list[CalendarEntry]] = {}
    for entry in found:
        by_day.setdefault(entry.day, []).append(entry)
    return [
        CalendarWeek(
            week[0].isocalendar().week,
            [CalendarDay(day, by_day.get(day, [])) if day.month == month.month else None for day in week],
        )
        for week in Calendar().monthdatescalendar(month.year, month.month)
    ]


class PublicationCalendar(MenuPage):
    """The calendar's page: a month as a table or as a list, and the reader's own address."""

    template_name = "portal/admin/publication_calendar.html"
    page_title = gettext_lazy("Publication calendar")
    header_icon = "calendar"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open the reader's address, which is shown in the answer only, or close it."""
        if "close" in request.POST:
            CalendarAddress.objects.filter(user=request.user.pk).delete()
            messages.success(request, _("The address is closed. Calendars that have it get nothing more."))
            return redirect("portal_publication_calendar")
        secret = CalendarAddress.open_for(request.user)
        address = settings.BASE_URL + reverse("portal_calendar_file", args=[secret])
        return self.render_to_response(self.get_context_data(address=address))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        month = _month(self.request.GET.get("month", ""))
        last = _first_of_next(month) - timedelta(days=1)
        found = entries(self.request.user, month, last, is_cut_short=True)
        weeks = weeks_of(month, found)
        return {
            **super().get_context_data(**kwargs),
            "month": month,
            "before": (month - timedelta(days=1)).replace(day=1),
            "after": _first_of_next(month),
            "today": timezone.localdate(),
            "weeks": weeks,
            "weekdays": [WEEKDAYS[number] for number in range(7)],
            "days": [day for week in weeks for day in week.days if day and day.entries],
            "is_cut": is_cut(found),
            "is_list": self.request.GET.get("view") == "list",
            "opened": CalendarAddress.objects.filter(user=self.request.user.pk).first(),
        }


def _month(asked: str) -> date:
    """The first day of the month that an address asks for, such as 2026-11; of this month when it asks for no other."""
    try:
        first = date.fromisoformat(f"{asked}-01")
    except ValueError:
        first = timezone.localdate()
    return (first if first.year in YEARS else timezone.localdate()).replace(day=1)


def _first_of_next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


@require_safe
@never_cache
def calendar_of_its_reader(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar at a secret address, as its reader may see it now. Raises Http404 for an address that is not open,
    or whose reader may not enter the admin any more.
    """
    reader = CalendarAddress.reader(secret)
    if reader is None:
        raise Http404("No such calendar")
    today = timezone.localdate()
    with translation.override(_language_of(reader)):
        found = entries(reader, today - BEFORE, today + AFTER, is_cut_short=False)
        body = calendar_file(_("Publication calendar"), map(_event, found))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="publiceringskalender.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _language_of(user: Any) -> str:
    profile = getattr(user, "wagtail_userprofile", None)
    own = profile.get_preferred_language() if profile else ""
    return own if own in dict(get_available_admin_languages()) else settings.LANGUAGE_CODE


def _event(entry: CalendarEntry) -> Event:
    event = calendar_event(
        f"{entry.key}@{settings.TAG_AUTHORITY.partition(',')[0]}",
        entry.at.astimezone(UTC) if isinstance(entry.at, datetime) else entry.at,
        f"{entry.happens}: {entry.title}",
        entry.changed_at,
        address=settings.BASE_URL + entry.url,
    )
    event.add("categories", [entry.kind])
    event.add("class", "PRIVATE")
    return event


@hooks.register("register_admin_urls")
def publication_calendar_address() -> list[Any]:
    """The address of the calendar's page."""
    return [path("publication-calendar/", PublicationCalendar.as_view(), name="portal_publication_calendar")]


@hooks.register("register_admin_menu_item")
def publication_calendar_in_the_menu() -> ForEditors:
    """The calendar, after the board."""
    address = reverse("portal_publication_calendar")
    return ForEditors(gettext_lazy("Calendar"), address, name="publication-calendar", icon_name="calendar", order=170)
