"""The controlled lists that publications are filed under. Sources stand in portal/data/vocabulary.toml."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase
from wagtail.admin.panels import FieldPanel


class Named(models.Model):
    """A value of a closed list: a stable code and a name in Swedish and, where it differs, in English."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language, Swedish where there is no other."""
        return (get_language() == "en" and self.name_en) or self.name


class ProductArea(TagBase):
    """A group of devices after EMDN level 1; closed: editors choose, administrators add."""

    free_tagging = False

    emdn_code = models.CharField(_("EMDN code"), max_length=12, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name_nb = models.CharField(_("name in Norwegian"), max_length=120, blank=True)
    name_da = models.CharField(_("name in Danish"), max_length=120, blank=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=120, blank=True)

    panels = [FieldPanel(name) for name in ("name", "slug", "emdn_code", "name_en", "name_nb", "name_da", "name_fi")]

    class Meta:
        verbose_name = _("product area")
        verbose_name_plural = _("product areas")
        ordering = ["name"]

    @property
    def code(self) -> str:
        return self.slug

    @property
    def label(self) -> str:
        return (get_language() == "en" and self.name_en) or self.name


class HealthcareRegion(Named):
    class Meta(Named.Meta):
        verbose_name = _("healthcare region")
        verbose_name_plural = _("healthcare regions")


class ProcurementRegion(Named):
    class Meta(Named.Meta):
        verbose_name = _("procurement region")
        verbose_name_plural = _("procurement regions")
        ordering = ["code"]


class Region(Named):
    """One of the 21 regions. Halland lies in two healthcare regions, hence many-to-many."""

    healthcare_regions = models.ManyToManyField(
        HealthcareRegion, verbose_name=_("healthcare regions"), related_name="regions"
    )
    procurement_region = models.ForeignKey(
        ProcurementRegion,
        verbose_name=_("procurement region"),
        on_delete=models.PROTECT,
        related_name="regions",
    )

    class Meta(Named.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class ProgrammeArea(Named):
    """A national programme area (NPO) of the regions' knowledge management."""

    class Meta(Named.Meta):
        verbose_name = _("programme area")
        verbose_name_plural = _("programme areas")


class Organisation(Named):
    class Kind(models.TextChoices):
        COUNCIL = "council", _("Council")
        AGENCY = "agency", _("Agency")
        HTA = "hta", _("Regional HTA unit")
        REGION = "region", _("Region")
        NORDIC = "nordic", _("Nordic counterpart")
        COMPANY = "company", _("Company")
        OTHER = "other", _("Other")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    country = models.CharField(_("country"), max_length=2, default="SE", help_text=_("Two letters, ISO 3166"))
    url = models.URLField(_("address"), blank=True)

    class Meta(Named.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
