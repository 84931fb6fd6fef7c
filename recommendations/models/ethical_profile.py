"""The fields of the ethical profile: a value and a text for each criterion (recommendations.criteria)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from recommendations.criteria import FACTOR_WORDS, FACTORS, PRINCIPLE_WORDS, PRINCIPLES, Criterion, profile

PRINCIPLE_CHOICES = list(PRINCIPLE_WORDS.items())
FACTOR_CHOICES = list(FACTOR_WORDS.items())


def _principle() -> Any:
    return models.PositiveSmallIntegerField(_("scale"), null=True, blank=True, choices=PRINCIPLE_CHOICES)


def _factor() -> Any:
    return models.PositiveSmallIntegerField(_("scale"), null=True, blank=True, choices=FACTOR_CHOICES)


def _grounds() -> Any:
    return models.TextField(_("text"), blank=True)


class EthicalProfile(models.Model):
    """The part of a recommendation that holds its ethical profile."""

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

    class Meta:
        abstract = True

    @property
    def principles(self) -> list[Criterion]:
        """The three principles, for the profile on the page."""
        return profile(self, PRINCIPLES, PRINCIPLE_WORDS, fills=False)

    @property
    def factors(self) -> list[Criterion]:
        """The four factors, for the profile on the page."""
        return profile(self, FACTORS, FACTOR_WORDS, fills=True)
