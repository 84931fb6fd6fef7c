"""How a calendar is written as a file (iCalendar, RFC 5545): for readers and for editors."""

from collections.abc import Iterable
from datetime import date, datetime

from icalendar import Calendar, Event


def calendar_file(name: str, events: Iterable[Event]) -> bytes:
    """A calendar of this name with these events."""
    calendar = Calendar()
    calendar.add("prodid", "-//Samverkansportalen//Kalender//SV")
    calendar.add("version", "2.0")
    # RFC 7986, and what calendars read that are older than it.
    for property_name in ("name", "x-wr-calname"):
        calendar.add(property_name, name)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def calendar_event(
    uid: str, at: date, summary: str, changed_at: datetime, *, language: str = "", address: str = ""
) -> Event:
    """An event on a day, or at a moment in UTC, on which nobody is busy.

    `changed_at` is when what it says was changed last, `language` that of its words, `address` begins with https.
    """
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("dtstart", at)
    event.add("summary", summary, parameters={"language": language} if language else {})
    event.add("transp", "TRANSPARENT")
    if address:
        event.add("url", address)
    return event
