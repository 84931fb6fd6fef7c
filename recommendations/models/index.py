"""The list pages of recommendations, assessment summaries, procurement notices and cases."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _

from portal.publications.listing import IndexPage
from recommendations.status import CASE_STATUSES


def _rank(statuses: Iterable[str]) -> Case:
    """An expression that sorts rows by status, in the order given."""
    ranks = [When(status=status, then=Value(number)) for number, status in enumerate(statuses)]
    return Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())


class RecommendationIndex(IndexPage):
    """The list of recommendations, by year."""

    type_code = "recommendation"
    template = IndexPage.template
    subpage_types: ClassVar[list[str]] = ["recommendations.Recommendation"]

    class Meta:
        verbose_name = _("list of recommendations")


class AssessmentIndex(IndexPage):
    """The list of assessment summaries, by year."""

    type_code = "assessment"
    template = IndexPage.template
    subpage_types: ClassVar[list[str]] = ["recommendations.AssessmentSummary"]

    class Meta:
        verbose_name = _("list of assessment summaries")


class ProcurementIndex(IndexPage):
    """The list of procurement notices by status: open, planned, under evaluation, contract in force, ended."""

    type_code = "procurement"
    subpage_types: ClassVar[list[str]] = ["recommendations.ProcurementNotice"]

    class Meta:
        verbose_name = _("list of procurement notices")

    def publications(self) -> Any:
        rank = _rank(("open", "planned", "evaluation", "contract", "ended"))
        ranked = super().publications().annotate(rank=rank)
        return ranked.order_by("rank", "tender_deadline", "expected_on", "-dated_on", "pk")

    def shown(self, publications: Any) -> list[Any]:
        """Whole pages: the list is a table of what only notices have."""
        filed = ("product_area_items__tag", "regions", "healthcare_regions")
        notices = publications.select_related("buyer", "locale").prefetch_related(*filed)
        return [notice.for_outsiders() for notice in notices]

    def group_of(self, row: Any) -> str:
        return str(row.status_label)


class CaseIndex(IndexPage):
    """The list of cases by stage, in the order of the stages."""

    type_code = "case"
    template = IndexPage.template
    is_grouped_by_status = True
    subpage_types: ClassVar[list[str]] = ["recommendations.Case"]

    class Meta:
        verbose_name = _("list of cases")

    def publications(self) -> Any:
        rows = super().publications().annotate(rank=_rank(CASE_STATUSES))
        return rows.order_by("rank", "-dated_on", "pk")

    def group_of(self, row: Any) -> str:
        return str(row.status_label)
