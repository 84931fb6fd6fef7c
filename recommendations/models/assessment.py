"""Summaries of assessments by TLV, SBU or a regional HTA unit."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from portal.models import Organisation, Publication
from portal.publications.blocks import TEXT_FEATURES
from portal.publications.linked_data import Node, with_subject
from portal.publications.published_data import Data, Fact, day_code, named, said_of
from portal.publications.statuses import field_label
from portal.publications.translations import in_language_of
from recommendations.field_help import ASSESSMENT_HELP
from recommendations.linked_data import of_assessment
from recommendations.panels import assessment_edit_handler, result_panels


class AssessmentSummary(Publication):
    """A summary of one assessment: its question (PICO), results, certainty and costs."""

    class Kind(models.TextChoices):
        """What kind of assessment it is."""

        HEALTH_ECONOMIC = "health_economic", _("Health-economic assessment")
        SYSTEMATIC_REVIEW = "systematic_review", _("Systematic review")
        RAPID_REVIEW = "rapid_review", _("Rapid review")
        REGIONAL = "regional", _("Regional assessment")
        MINI_HTA = "mini_hta", _("Mini-HTA")
        HORIZON_SCAN = "horizon_scan", _("Horizon scan")
        OTHER = "other", _("Other assessment")

    assessor = models.ForeignKey(
        Organisation,
        verbose_name=_("assessor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    population = models.TextField(_("population"), blank=True)
    intervention = models.TextField(_("intervention"), blank=True)
    comparison = models.TextField(_("comparison"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    cost_per_qaly = models.CharField(_("cost per QALY"), max_length=160, blank=True)
    last_search_on = models.DateField(_("last literature search"), null=True, blank=True)
    limitations = RichTextField(_("limitations"), blank=True, features=TEXT_FEATURES)
    # The regions' own addresses of reports are longer than Django expects.
    report_url = models.URLField(_("full report"), max_length=500, blank=True)

    is_creatable = True
    type_code = "assessment"
    type_label = _("Assessment summary")
    type_order = 20
    precedence = 5
    page_kind = "MedicalWebPage"
    feed_names: ClassVar[dict[str, str]] = {"sv": "bedomningar", "en": "assessments"}
    called = ("bedömning", "assessment", "vurdering", "vurdering", "arviointi")
    data_labels: ClassVar[dict[str, Any]] = {
        "assessor": _("Assessor"),
        "kind": _("Kind"),
        "question": _("Question"),
        "results": _("Results"),
        "cost_per_qaly": _("cost per QALY"),
        "last_search_on": _("last literature search"),
        "report_url": _("full report"),
    }
    read_with: ClassVar[tuple[str, ...]] = ("assessor",)
    told_with: ClassVar[tuple[str, ...]] = ("results",)
    required_to_publish: ClassVar[tuple[str, ...]] = ("ingress", "assessor", "summary_en")
    field_help = ASSESSMENT_HELP
    edit_handler = assessment_edit_handler()
    parent_page_types: ClassVar[list[str]] = ["recommendations.AssessmentIndex"]

    class Meta:
        verbose_name = _("assessment summary")
        verbose_name_plural = _("assessment summaries")

    @property
    def pico(self) -> list[tuple[str, str]]:
        """The parts of the question that are filled in, as (label, text): population, intervention, comparison,
        outcome.
        """
        names = ("population", "intervention", "comparison", "outcome")
        parts = [(field_label(self, name), getattr(self, name)) for name in names]
        return [(label, text) for label, text in parts if text]

    @property
    def public_recommendations(self) -> Any:
        """The public recommendations that build on it, as a queryset: in the page's language where they exist in it."""
        return in_language_of(self, self.recommendations)

    @property
    def public_related_recommendations(self) -> Any:
        """The public recommendations on the same subject that do not build on it, as a queryset."""
        return in_language_of(self, self.related_recommendations)

    @property
    def assessor_code(self) -> str:
        """The code of who made the assessment; empty when nobody is named."""
        return self.assessor.code if self.assessor else ""

    def linked_data(self, address: str) -> list[Node]:
        return with_subject(super().linked_data(address), of_assessment(self, address))

    def published_data(self) -> dict[str, Any]:
        results = ("outcome", "finding", "certainty")
        return {
            **super().published_data(),
            "assessor": named(self.assessor),
            "kind": self.kind,
            "question": {name: getattr(self, name) for name in ("population", "intervention", "comparison", "outcome")},
            "results": [{name: getattr(row, name) for name in results} for row in self.results.all()],
            "cost_per_qaly": self.cost_per_qaly,
            "last_search_on": day_code(self.last_search_on),
            "report_url": self.report_url,
        }

    @classmethod
    def code_words(cls) -> dict[str, Mapping[Any, Any]]:
        certainty = dict(AssessmentResult.Certainty.choices)
        return {**super().code_words(), "kind": dict(cls.Kind.choices), "certainty": certainty}

    @classmethod
    def facts(cls, data: Data) -> Iterator[Fact]:
        yield from super().facts(data)
        yield from said_of("assessor", gettext("Assessor"), data.get("assessor"))
        if kind := data.get("kind"):
            yield Fact("kind", gettext("Kind"), kind, str(cls.Kind(kind).label))

    def extra_text(self) -> list[str]:
        return self._passages([f"{result.outcome}: {result.finding}" for result in self.results.all()])

    def feed_text(self) -> list[str]:
        rows = [(f"{row.outcome}: {row.finding}", row.get_certainty_display()) for row in self.results.all()]
        return self._passages([" ".join(str(part) for part in row if part) for row in rows])

    def _passages(self, results: list[str]) -> list[str]:
        return [*(text for _label, text in self.pico), *results, self.cost_per_qaly, self.limitations]


class AssessmentResult(Orderable):
    """What was found for one outcome, and how certain it is by GRADE, or that the evidence does not suffice."""

    class Certainty(models.TextChoices):
        """The levels of certainty of GRADE, and one that assessments use instead of them."""

        HIGH = "high", _("High certainty")
        MODERATE = "moderate", _("Moderate certainty")
        LOW = "low", _("Low certainty")
        VERY_LOW = "very_low", _("Very low certainty")
        # What an assessment may say instead of a level of GRADE.
        INSUFFICIENT = "insufficient", _("Insufficient evidence")

    page = ParentalKey(AssessmentSummary, related_name="results", on_delete=models.CASCADE)
    outcome = models.CharField(_("outcome"), max_length=160)
    finding = models.TextField(_("finding"))
    certainty = models.CharField(_("certainty"), max_length=12, choices=Certainty.choices, blank=True)

    panels = result_panels

    class Meta(Orderable.Meta):
        verbose_name = _("result")
        verbose_name_plural = _("results")
