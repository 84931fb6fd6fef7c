"""A recommendation of the council to the regions, with one verdict for each product."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelsearch import index
from wagtail.fields import RichTextField

from portal.models import Organisation, Publication
from portal.publications.blocks import TEXT_FEATURES
from portal.publications.linked_data import Node, with_subject
from portal.publications.published_data import Data, Fact, keys_of, named, said, said_of
from portal.publications.statuses import disagree, verdict_label
from recommendations.criteria import FACTOR_WORDS, FACTORS, PRINCIPLE_WORDS, PRINCIPLES, profile_facts
from recommendations.field_help import RECOMMENDATION_HELP
from recommendations.linked_data import of_recommendation, versioned
from recommendations.models.assessment import AssessmentSummary
from recommendations.models.ethical_profile import EthicalProfile
from recommendations.models.procurement import ProcurementNotice
from recommendations.panels import recommendation_edit_handler
from recommendations.status import HOLDING, RECOMMENDATION_STATUSES

if TYPE_CHECKING:
    from recommendations.models.product import RecommendationProduct


def _rich(label: Any) -> Any:
    return RichTextField(label, blank=True, features=TEXT_FEATURES)


# The columns of linked pages that the page shows.
LINKED = (
    *("title", "url_path", "content_type", "locale", "dated_on", "date_precision"),
    *("is_example", "status", "change_note", "alias_of", "translation_key", "recommendation__version_number"),
)


class Recommendation(EthicalProfile, Publication):
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
    precedence = 14
    page_kind = "MedicalWebPage"
    statuses = RECOMMENDATION_STATUSES
    has_verdict = True
    board_by = "review"
    headings: ClassVar[dict[str, Any]] = {
        "conditions": _("Conditions"),
        **{f"{name}_text": label for name, label in (PRINCIPLES | FACTORS).items()},
    }
    feed_names: ClassVar[dict[str, str]] = {"sv": "rekommendationer", "en": "recommendations"}
    called = ("rekommendation", "recommendation", "anbefaling", "anbefaling", "suositus")
    undated_label = _("Date of decision not stated")
    date_label = _("Date of decision")
    calendar_days: ClassVar[dict[str, Any]] = {
        "date": _("Decision: %(title)s"),
        "review_by": _("Review at the latest: %(title)s"),
    }
    data_labels: ClassVar[dict[str, Any]] = {
        "products": _("Products"),
        "conditions": _("Conditions"),
        "decider": _("Decided by"),
        "version": _("Version"),
        **{f"principles.{name}": label for name, label in PRINCIPLES.items()},
        **{f"factors.{name}": label for name, label in FACTORS.items()},
    }
    read_with: ClassVar[tuple[str, ...]] = ("decider",)
    told_with: ClassVar[tuple[str, ...]] = ("products",)
    required_to_publish: ClassVar[tuple[str, ...]] = ("ingress", "summary_en")
    required_of_decision: ClassVar[tuple[str, ...]] = ("conditions",)
    field_help = RECOMMENDATION_HELP
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

    def next_version(self) -> dict[str, Any]:
        return {**super().next_version(), "version_number": self.version_number + 1, "standing": "in_force"}

    def names(self) -> list[str]:
        return [name for product in self.products.all() for name in (product.name, product.company) if name]

    def decisive(self) -> dict[str, Any]:
        products = self.products.all()
        return {
            **super().decisive(),
            "verdicts": {product.name: product.verdict for product in products},
            "conditions": [self.conditions, *sorted(f"{product.name}: {product.conditions}" for product in products)],
            "decider": self.decider.code if self.decider else "",
        }

    def published_data(self) -> dict[str, Any]:
        data = super().published_data()
        links = {
            "case": keys_of([self.case_page] if self.case_page else []),
            "assessments": keys_of(self.assessments.all()),
            "related_assessments": keys_of(self.related_assessments.all()),
            "notices": keys_of(self.notices.all()),
        }
        return {
            **data,
            "version": self.version_number,
            "decider": named(self.decider),
            "conditions": self.conditions,
            "products": [row.published_data() for row in self.products.all()],
            "principles": {name: getattr(self, f"{name}_scale") for name in PRINCIPLES},
            "factors": {name: getattr(self, f"{name}_scale") for name in FACTORS},
            "links": data["links"] | links,
        }

    @classmethod
    def code_words(cls) -> dict[str, Mapping[Any, Any]]:
        scales = {**dict.fromkeys(PRINCIPLES, PRINCIPLE_WORDS), **dict.fromkeys(FACTORS, FACTOR_WORDS)}
        return {**super().code_words(), **scales}

    @classmethod
    def facts(cls, data: Data) -> Iterator[Fact]:
        for row in data.get("products", ()):
            yield Fact("verdict", gettext("Verdict"), row["verdict"], verdict_label(row["verdict"]), of=row["name"])
            if row["conditions"]:
                yield Fact("conditions", gettext("Conditions"), "", row["conditions"], of=row["name"], is_text=True)
        if text := data.get("conditions"):
            yield Fact("conditions", gettext("Conditions"), "", text, is_text=True)
        yield from super().facts(data)
        yield from said_of("decider", gettext("Decided by"), data.get("decider"))
        for name in dict.fromkeys(row["company"] for row in data.get("products", ())):
            yield from said("manufacturer", gettext("Manufacturer"), name)
        yield from profile_facts({**data.get("principles", {}), **data.get("factors", {})})

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
