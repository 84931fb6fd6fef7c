"""Dates and times in the ways in which people in Sweden write them, and the form fields that read them."""

import re
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

MONTHS = (
    *(("januari", "january"), ("februari", "february"), ("mars", "march"), ("april", "april"), ("maj", "may")),
    *(("juni", "june"), ("juli", "july"), ("augusti", "august"), ("september", "september")),
    *(("oktober", "october"), ("november", "november"), ("december", "december")),
)
# The year must have four digits and come first or last: "11/12/10" could be any of three days.
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<sign>[-./ ])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})")
_YEAR_LAST = re.compile(r"(?P<day>\d{1,2})[-./](?P<month>\d{1,2})[-./ ](?P<year>\d{4})")
_DAY_IN_WORDS = re.compile(r"(?:den )?(?P<day>\d{1,2})(?:st|nd|rd|th|:e)? (?P<word>[a-z]+)\.?,? (?P<year>\d{4})")
_WORDS_FIRST = re.compile(r"(?P<word>[a-z]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})")
# The time after the day: "14:30", "kl. 14.30", "T14:30:00", or only an hour after "kl" or "at".
_WITH_TIME = re.compile(
    r"(?P<day>.*\d)(?:,? (?:kl\.? ?|at )?|t)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
)
_WITH_HOUR = re.compile(r"(?P<day>.*\d),? (?:kl\.? ?|at )(?P<hour>\d{1,2})")

WRONG_DATE = _("This is no day. Write it as YYYY-MM-DD, such as 2026-11-20.")
NO_SUCH_TIME = _("There is no such time: the clocks are put forward that night. Choose another.")
TWICE = _("This time comes twice: the clocks are put back that night. Choose another.")
WRONG_TIME = _("This is no time. Write it as YYYY-MM-DD HH:MM, such as 2026-11-20 14:30.")


def read_date(text: str) -> date:
    """The day that a text names. Raises ValueError when it names none.

    >>> read_date("20.11.2026") == read_date("20 nov. 2026") == read_date("20/11 2026") == date(2026, 11, 20)
    True
    """
    plain = " ".join(text.casefold().split())
    for pattern in (_YEAR_FIRST, _YEAR_LAST, _DAY_IN_WORDS, _WORDS_FIRST):
        if found := pattern.fullmatch(plain):
            parts = found.groupdict()
            month = _month(parts["word"]) if parts.get("word") else int(parts["month"])
            return date(int(parts["year"]), month, int(parts["day"]))
    raise ValueError(f"no day: {text!r}")


def _month(word: str) -> int:
    """The number of a month, by its Swedish or English name or the first letters of it. Raises ValueError."""
    found = [number for number, names in enumerate(MONTHS, 1) if any(name.startswith(word) for name in names)]
    if len(word) < 3 or len(found) != 1:
        raise ValueError(f"no month: {word!r}")
    return found[0]


def read_moment(text: str) -> datetime:
    """The day and time that a text names; midnight when it names no time. Raises ValueError."""
    plain = " ".join(text.casefold().split())
    found = _WITH_TIME.fullmatch(plain) or _WITH_HOUR.fullmatch(plain)
    if not found:
        return datetime.combine(read_date(plain), time())
    hour, minute, second = (int(found.groupdict().get(part) or 0) for part in ("hour", "minute", "second"))
    return datetime.combine(read_date(found["day"]), time(hour, minute, second))


class DateField(forms.DateField):
    """A date field that takes all these ways of writing."""

    default_error_messages = {"invalid": WRONG_DATE}

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and value.strip():
            try:
                return read_date(value)
            except ValueError:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        return super().to_python(value)


class DateTimeField(forms.DateTimeField):
    """A field for day and time that takes all these ways of writing."""

    default_error_messages = {"invalid": WRONG_TIME}

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str) and value.strip():
            try:
                moment = read_moment(value)
            except ValueError:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
            return _one_moment(moment)
        return super().to_python(value)


def _one_moment(moment: datetime) -> datetime:
    """The moment of a local time. Raises ValidationError in the two nights of the year in which it is none, or two."""
    early, late = make_aware(moment.replace(fold=0)), make_aware(moment.replace(fold=1))
    if early.utcoffset() != late.utcoffset():
        is_twice = early.astimezone(UTC) < late.astimezone(UTC)
        raise forms.ValidationError(TWICE if is_twice else NO_SUCH_TIME, code="ambiguous")
    return early
