"""A recommendation of the council to the regions, with one verdict for each product."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelsearch import index
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from portal.models import Organisation, Publication
from portal.moderation.obstacles import Obstacle
from portal.publications.blocks import TEXT_FEATURES
from portal.publications.linked_data import Node, with_subject
from portal.publications.statuses import VERDICTS, disagree, verdict_label
from recommendations.criteria import FACTOR_WORDS, FACTORS, PRINCIPLE_WORDS, PRINCIPLES, Criterion, profile
from recommendations.linked_data import of_recommendation, versioned
from recommendations.models.assessment import AssessmentSummary
from recommendations.models.procurement import ProcurementNotice
from recommendations.panels import product_panels, recommendation_edit_handler
from recommendations.status import HOLDING, RECOMMENDATION_STATUSES

VERDICT_CHOICES = list(VERDICTS.items())
PRINCIPLE_CHOICES = list(PRINCIPLE_WORDS.items())
FACTOR_CHOICES = list(FACTOR_WORDS.items())


def _principle() -> Any:
    return models.PositiveSmallIntegerField(_("scale"), null=True, blank=True, choices=PRINCIPLE_CHOICES)


def _factor() -> Any:
    return models.PositiveSmallIntegerField(_("scale"), null=True, blank=True, choices=FACTOR_CHOICES)


def _grounds() -> Any:
    return models.TextField(_("text"), blank=True)


def _rich(label: Any) -> Any:
    return RichTextField(label, blank=True, features=TEXT_FEATURES)


# The columns of linked pages that the page shows.
LINKED = (
    *("title", "url_path", "content_type", "locale", "dated_on", "date_precision"),
    *("is_example", "status", "change_note", "alias_of", "translation_key", "recommendation__version_number"),
)


class Recommendation(Publication):
    """A recommendation: verdict, conditions, grounds, ethical profile, and what it builds on."""

    standing = models.CharField(
        _("standing"), max_length=20, choices=list(RECOMMENDATION_STATUSES.items()), default="in_force"
    )
    conditions = models.TextField(_("conditions in one sentence"), blank=True)
    decider = models.ForeignKey(
        Organisation,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    version_number = models.PositiveSmallIntegerField(
        _("version"), default=1, help_text=_("Higher than that of the version that it replaces, else it is counted on")
    )
    for_whom = _rich(_("for whom"))
    reasons = _rich(_("reasons"))
    cost_effectiveness = _rich(_("cost-effectiveness"))
    follow_up = _rich(_("follow-up plan"))
    conflict_statement = models.TextField(_("conflicts of interest"), blank=True)

    human_dignity_scale = _principle()
    human_dignity_text = _grounds()
    need_solidarity_scale = _principle()
    need_solidarity_text = _grounds()
    cost_principle_scale = _principle()
    cost_principle_text = _grounds()
    severity_scale = _factor()
    severity_text = _grounds()
    effect_scale = _factor()
    effect_text = _grounds()
    prevalence_scale = _factor()
    prevalence_text = _grounds()
    reliability_scale = _factor()
    reliability_text = _grounds()

    assessments = ParentalManyToManyField(
        AssessmentSummary,
        verbose_name=_("assessments that it builds on"),
        blank=True,
        related_name="recommendations",
    )
    related_assessments = ParentalManyToManyField(
        AssessmentSummary,
        verbose_name=_("related assessments"),
        blank=True,
        related_name="related_recommendations",
        help_text=_("The subject is the same, but the recommendation does not build on them"),
    )
    notices = ParentalManyToManyField(
        ProcurementNotice,
        verbose_name=_("procurements"),
        blank=True,
        related_name="recommendations",
    )
    verdicts_differ = models.BooleanField(
        _("the products' verdicts differ from the page's"), default=False, help_text=_("Tick this when it is meant")
    )
    case_page = models.ForeignKey(
        "recommendations.Case",
        verbose_name=_("case"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="recommendations",
    )

    is_creatable = True
    type_code = "recommendation"
    type_label = _("Recommendation")
    type_order = 10
    page_kind = "MedicalWebPage"
    statuses = RECOMMENDATION_STATUSES
    has_verdict = True
    headings: ClassVar[dict[str, Any]] = {"conditions": _("Conditions")}
    feed_names: ClassVar[dict[str, str]] = {"sv": "rekommendationer", "en": "recommendations"}
    called = ("rekommendation", "recommendation", "anbefaling", "anbefaling", "suositus")
    undated_label = _("Date of decision not stated")
    read_with: ClassVar[tuple[str, ...]] = ("decider",)
    told_with: ClassVar[tuple[str, ...]] = ("products",)
    required_to_publish: ClassVar[tuple[str, ...]] = ("ingress", "conditions", "summary_en")
    edit_handler = recommendation_edit_handler()
    search_fields = [*Publication.search_fields, index.SearchField("conditions")]
    parent_page_types: ClassVar[list[str]] = ["recommendations.RecommendationIndex"]

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def clean(self) -> None:
        super().clean()
        self.count_on()

    def count_on(self) -> None:
        """Give a version at least the number after that of the version it replaces."""
        if self.replaces_id and (old := Recommendation.objects.filter(pk=self.replaces_id).first()):
            self.version_number = max(self.version_number, old.version_number + 1)

    def current_status(self) -> str:
        return str(self.standing)

    def obstacles(self) -> Iterator[Obstacle]:
        yield from super().obstacles()
        if not self.verdicts_differ and (odd := self.odd_product):
            told = gettext(
                "The page says “%(verdict)s” but %(product)s “%(other)s”. Correct one, or tick that it is meant."
            )
            said = {"verdict": self.verdict_label, "product": odd.name, "other": odd.verdict_label}
            yield Obstacle(told % said, "verdicts_differ")
        if (self.version_number or 1) > 1 and not self.replaces_id:
            yield Obstacle(gettext("Choose the version that this one replaces."), "replaces")
        if self.replaces_id and not self.change_note:
            yield Obstacle(gettext("Tell readers in one sentence what changed."), "change_note")

    def names(self) -> list[str]:
        return [name for product in self.products.all() for name in (product.name, product.company) if name]

    def decisive(self) -> dict[str, Any]:
        products = self.products.all()
        return {
            **super().decisive(),
            "verdicts": {product.name: product.verdict for product in products},
            "conditions": [self.conditions, *sorted(f"{product.name}: {product.conditions}" for product in products)],
        }

    def extra_text(self) -> list[str]:
        return self._passages([f"{row.name} {row.company} {row.conditions}" for row in self.products.all()])

    def feed_text(self) -> list[str]:
        rows = [(row.name, row.company, row.verdict_label, row.conditions) for row in self.products.all()]
        return self._passages([". ".join(str(part) for part in row if part) for row in rows])

    def _passages(self, products: list[str]) -> list[str]:
        return [self.conditions, *products, self.for_whom, self.reasons, self.cost_effectiveness, self.follow_up]

    @property
    def lede(self) -> str:
        return self.conditions or self.ingress

    def linked_data(self, address: str) -> list[Node]:
        return with_subject(super().linked_data(address), of_recommendation(self, address), **versioned(self))

    @cached_property
    def product_list(self) -> "list[RecommendationProduct]":
        """Its products, fetched once for a page."""
        return list(self.products.all())

    @property
    def odd_product(self) -> "RecommendationProduct | None":
        """The first product whose verdict does not agree with the page's (see `disagree`); None when all agree."""
        return next((row for row in self.products.all() if disagree(self.verdict, row.verdict)), None)

    @property
    def principles(self) -> list[Criterion]:
        """The three principles, for the profile on the page."""
        return profile(self, PRINCIPLES, PRINCIPLE_WORDS, fills=False)

    @property
    def factors(self) -> list[Criterion]:
        """The four factors, for the profile on the page."""
        return profile(self, FACTORS, FACTOR_WORDS, fills=True)

    @cached_property
    def _linked(self) -> list[Publication]:
        """Every public page that this one links to: its case, assessments, notices and versions, in one query."""
        assessments = Recommendation.assessments.through.objects.filter(recommendation=self.pk)
        related = Recommendation.related_assessments.through.objects.filter(recommendation=self.pk)
        notices = Recommendation.notices.through.objects.filter(recommendation=self.pk)
        links = Q(pk__in=assessments.values("assessmentsummary")) | Q(pk__in=related.values("assessmentsummary"))
        links |= Q(pk__in=notices.values("procurementnotice"))
        if self.case_page_id:
            links |= Q(pk=self.case_page_id)
        if self.series:
            links |= Q(series=self.series)
        # Not a secret case: this recommendation would tell what it is about.
        pages = Publication.objects.published().filter(links).exclude(case__is_secret=True)
        pages = pages.select_related("recommendation", "locale")
        pages = pages.annotate(is_basis=Exists(assessments.filter(assessmentsummary=OuterRef("pk"))))
        return list(pages.only(*LINKED).order_by("dated_on", "pk"))

    def _linked_of(self, type_code: str) -> list[Any]:
        return [page for page in self._linked if page.specific_class.type_code == type_code]

    @cached_property
    def versions(self) -> list["Recommendation"]:
        return self.versions_among(page.recommendation for page in self._linked_of(self.type_code))

    @property
    def version_label(self) -> str:
        return f"{gettext('Version')} {self.version_number}"

    @property
    def place_in_series(self) -> tuple[Any, ...]:
        return (self.version_number, *super().place_in_series)

    @property
    def holds(self) -> bool:
        """Whether readers may follow it today. One under review holds until there is a new decision."""
        return self.status in HOLDING

    @property
    def public_case(self) -> Publication | None:
        """The case behind it; None when there is none that readers may see."""
        return next(iter(self._linked_of("case")), None)

    @property
    def public_assessments(self) -> list[Publication]:
        """The public assessments that it builds on."""
        return [page for page in self._linked_of("assessment") if page.is_basis]

    @property
    def public_related_assessments(self) -> list[Publication]:
        """The public assessments on the same subject that it does not build on."""
        return [page for page in self._linked_of("assessment") if not page.is_basis]

    @property
    def public_notices(self) -> list[Publication]:
        """The public procurement notices that belong to it."""
        return self._linked_of("procurement")


class RecommendationProduct(Orderable):
    """One product of a recommendation, with its own verdict."""

    page = ParentalKey(Recommendation, related_name="products", on_delete=models.CASCADE)
    name = models.CharField(_("product"), max_length=120)
    company = models.CharField(_("company"), max_length=120, blank=True)
    since_year = models.PositiveSmallIntegerField(_("included since (year)"), null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=VERDICT_CHOICES, blank=True)
    conditions = models.CharField(_("conditions"), max_length=255, blank=True)

    panels = product_panels

    class Meta(Orderable.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")

    @property
    def verdict_label(self) -> str:
        """The verdict in words, or that it is not stated."""
        return verdict_label(self.verdict)
