"""The products of a recommendation, each with a verdict of its own."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from portal.publications.statuses import VERDICTS, verdict_label
from recommendations.panels import product_panels

VERDICT_CHOICES = list(VERDICTS.items())


class RecommendationProduct(Orderable):
    """One product of a recommendation, with its own verdict."""

    page = ParentalKey("recommendations.Recommendation", related_name="products", on_delete=models.CASCADE)
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

    def published_data(self) -> dict[str, Any]:
        """What it says in fields (Publication.published_data)."""
        return {name: getattr(self, name) for name in ("name", "company", "verdict", "conditions", "since_year")}
