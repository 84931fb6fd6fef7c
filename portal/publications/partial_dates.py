"""Dates of which only the month or the year may be known: how they are stored and printed, for all of the portal.

ISO 8601 writes a date of reduced precision as 2021-07 or 2021, and HTML's <time> takes both.
"""

from datetime import date

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day", _("Day, month and year")
    MONTH = "month", _("Month and year")
    YEAR = "year", _("Only the year")


_IN_WORDS = {Precision.DAY.value: "j F Y", Precision.MONTH.value: "F Y", Precision.YEAR.value: "Y"}
_CODE_LENGTHS = {Precision.DAY.value: 10, Precision.MONTH.value: 7, Precision.YEAR.value: 4}


def kept(day: date | None, precision: str) -> date | None:
    """The date as it is stored and sorted: of a month or a year, its first day.

    >>> kept(date(2021, 7, 19), "month")
    datetime.date(2021, 7, 1)
    """
    if not day or precision == Precision.DAY:
        return day
    return day.replace(day=1) if precision == Precision.MONTH else day.replace(month=1, day=1)


def date_words(day: date | None, precision: str) -> str:
    """The known part of a date in words, in the active language. Empty when there is no date."""
    return date_format(day, _IN_WORDS[precision]) if day else ""


def date_code(day: date | None, precision: str) -> str:
    """The known part of a date in ISO 8601. Empty when there is no date.

    >>> date_code(date(2021, 7, 1), "month"), date_code(date(2021, 1, 1), "year")
    ('2021-07', '2021')
    """
    return day.isoformat()[: _CODE_LENGTHS[precision]] if day else ""


def words_of(code: str) -> str:
    """A date as date_code writes it, in words in the active language. Empty for an empty code."""
    if not code:
        return ""
    precision = next(name for name, length in _CODE_LENGTHS.items() if length == len(code))
    return date_words(date.fromisoformat((code + "-01-01")[:10]), precision)
