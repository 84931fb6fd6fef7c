"""What the start page shows: latest decisions, what is under way, the next dates."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale

from portal.publications.page_types import page_types, status_label
from portal.publications.rows import Row
from portal.publications.statuses import REPLACED
from portal.selections.selection import Selection

LATEST = 5
HOLDING = ("in_force", "under_review")
UNDER_WAY = ("nominated", "scanned", "assessment_ordered", "with_council", "procurement", "followed_up")


@dataclass(frozen=True)
class StageCount:
    """A stage with its public cases, and how many of them are invented."""

    label: str
    count: int
    url: str
    examples: int = 0

    @property
    def is_example(self) -> bool:
        """Whether all cases of the stage are examples."""
        return 0 < self.count == self.examples


@dataclass(frozen=True)
class ComingDate:
    """A day that is coming, with what happens on it and the page that says so."""

    date: date
    label: str
    url: str
    is_example: bool


def latest_decisions(locale: Locale) -> list[Row]:
    """The newest recommendations in force or under review, real ones before examples."""
    model: Any = apps.get_model("recommendations", "Recommendation")
    holding = model.objects.published().filter(locale=locale, status__in=HOLDING)
    latest: list[Row] = holding.newest(real_first=True)[:LATEST].rows()
    return latest


def stage_counts(locale: Locale) -> list[StageCount]:
    """How many public cases stand in each stage that is under way; nothing when there are none at all."""
    model: Any = apps.get_model("recommendations", "Case")
    public = model.objects.published().filter(locale=locale).order_by()
    found = public.values_list("status").annotate(number=Count("pk"), examples=Count("pk", filter=Q(is_example=True)))
    counts = {status: numbers for status, *numbers in found}
    if not counts.keys() & set(UNDER_WAY):
        return []
    search = reverse("search:results")
    return [
        StageCount(
            status_label("case", stage),
            number,
            f"{search}?{Selection(type=('case',), status=(stage,)).query_string()}",
            invented,
        )
        for stage in page_types()["case"].statuses
        if stage in UNDER_WAY
        for number, invented in [counts.get(stage, (0, 0))]
    ]


def next_dates(locale: Locale) -> list[ComingDate]:
    """The nearest last days for tenders and for reviews, today's among them."""
    notices = _coming("ProcurementNotice", "tender_deadline", locale).exclude(status=REPLACED)
    reviews = _coming("Recommendation", "review_by", locale).filter(status__in=HOLDING)
    coming = [
        *(_date(page, page.tender_deadline, _("Last day for tenders: %(title)s")) for page in notices[:LATEST]),
        *(_date(page, page.review_by, _("Review at the latest: %(title)s")) for page in reviews[:LATEST]),
    ]
    return sorted(coming, key=lambda item: item.date)[:LATEST]


def _coming(model: str, field: str, locale: Locale) -> Any:
    """Public pages of a type whose date in this field is today or later, the nearest first."""
    pages: Any = apps.get_model("recommendations", model)
    ahead = pages.objects.published().filter(locale=locale, **{f"{field}__gte": timezone.localdate()})
    return ahead.order_by(field, "pk")


def _date(page: Any, day: date, words: str) -> ComingDate:
    return ComingDate(day, words % {"title": page.title}, page.url, page.is_example)
