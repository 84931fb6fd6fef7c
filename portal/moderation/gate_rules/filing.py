"""Rules of how a publication is filed: product area, whom it concerns, case number."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.moderation.gate_rules.rule import Rule
from portal.moderation.obstacles import Obstacle

# A register's letters if it has any, then a running number and a year in either order.
_CASE_NUMBER = re.compile(r"(?:[^\W\d_]+[ /-])*\d{1,6}[/:-]\d{1,6}(?:[/:-]\d{1,6})*")


class InProductArea(Rule):
    """The page is filed under a product area: filters, feeds and subscriptions find it by that."""

    code = "product_area"
    label = _("It has a product area")
    field = "product_areas"

    def needs(self, page: Any) -> tuple[str, ...]:
        return (self.field,)

    def find(self, page: Any) -> Iterator[Obstacle]:
        if not page.product_areas.all():
            yield Obstacle(gettext("Choose at least one product area: readers follow and filter by it."), self.field)


class ConcernsSomebody(Rule):
    """A page that does not concern the whole nation says which regions it concerns."""

    code = "concerns"
    label = _("It says whom it concerns")
    field = "level"

    def find(self, page: Any) -> Iterator[Obstacle]:
        if page.level == page.Level.REGION and not page.regions.all():
            yield Obstacle(gettext("Choose at least one region, or another level."), "regions")
        if page.level == page.Level.HEALTHCARE_REGION and not page.healthcare_regions.all():
            yield Obstacle(gettext("Choose at least one healthcare region, or another level."), "healthcare_regions")


class CaseNumberForm(Rule):
    """A case number has the form that registers use, so that readers can ask for the documents."""

    code = "case_number"
    label = _("The case number has the right form")
    field = "case_number"

    def concerns(self, page: Any) -> bool:
        return bool(page.case_number)

    def find(self, page: Any) -> Iterator[Obstacle]:
        if not _CASE_NUMBER.fullmatch(page.case_number):
            yield Obstacle(gettext("Write the number and the year, such as 2026/014 or HSN/345/2019."), self.field)
