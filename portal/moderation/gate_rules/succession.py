"""Rules of a publication's place in time: what it replaces, and when it is looked at again."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.moderation.gate_rules.rule import GateStep, Rule
from portal.moderation.obstacles import Obstacle
from portal.scheduling import clock

MOST_YEARS = 2


class ReplacesConsistently(Rule):
    """A page replaces another of its own type, and none that replaces it in turn."""

    code = "replaces"
    label = _("It replaces the right version")
    field = "replaces"
    may_be_skipped = False

    def concerns(self, page: Any) -> bool:
        return page.replaces is not None

    def find(self, page: Any) -> Iterator[Obstacle]:
        from portal.publications.versions import makes_a_circle

        old = page.replaces
        if old.translation_key == page.translation_key:
            yield Obstacle(gettext("A page can't replace itself."), self.field)
        elif makes_a_circle(page, old):
            told = gettext("“%(title)s” already replaces this page, itself or through versions between.")
            yield Obstacle(told % {"title": old.title}, self.field)
        elif old.specific_class is not type(page):
            yield Obstacle(gettext("A page replaces one of its own type."), self.field)


class ReviewWithinTwoYears(Rule):
    """The day of review is at most two years ahead."""

    code = "review_by"
    label = _("It is reviewed within two years")
    field = "review_by"
    step = GateStep.PUBLICATION

    def concerns(self, page: Any) -> bool:
        return page.review_by is not None

    def find(self, page: Any) -> Iterator[Obstacle]:
        if page.review_by > years_after(clock.today(), MOST_YEARS):
            yield Obstacle(gettext("The day of review is at most two years ahead."), self.field)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; for 29 February, where that year has none, 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
