"""The fixed lists that publications are filed under. The sources of their rows are named in
portal/data/vocabulary.toml.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase
from wagtail.admin.forms import WagtailAdminModelForm

FIXED = _(
    "Readers' saved addresses and feeds hold the code, so it stays as it is. Is it wrong and not in use? "
    "Delete this and add it anew."
)


def label_of(name: str, name_en: str) -> str:
    """The name of a value in the active language, in Swedish where there is no other."""
    return (get_language() == "en" and name_en) or name


class FixedCodeForm(WagtailAdminModelForm):
    """Shows the code of an existing row without letting it be changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and (field := self.fields.get(self.instance.code_field)):
            field.disabled, field.help_text = True, FIXED


class FixedCode(models.Model):
    """A row whose code is part of addresses and feeds, so that it is fixed once the row is saved."""

    code_field: ClassVar[str] = "code"
    base_form_class = FixedCodeForm

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Raise ValidationError when the code of an existing row has been changed."""
        super().clean()
        before = type(self)._default_manager.filter(pk=self.pk).values_list(self.code_field, flat=True).first()
        if before is not None and getattr(self, self.code_field) != before:
            raise ValidationError({self.code_field: FIXED})


class Named(FixedCode):
    """A row of a fixed list: a code and a name, in Swedish and where it differs also in English."""

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
        """The name in the active language, see label_of."""
        return label_of(self.name, self.name_en)


class ProductArea(FixedCode, TagBase):
    """A group of devices after the first or second level of EMDN (European Medical Device Nomenclature). A tag that
    editors can't invent.
    """

    free_tagging = False
    code_field = "slug"

    emdn_code = models.CharField(_("EMDN code"), max_length=12, unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        limit_choices_to={"parent": None},
        help_text=_("The area of the first level that it is a part of. What is filed here is found there, too."),
    )
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name_nb = models.CharField(_("name in Norwegian"), max_length=120, blank=True)
    name_da = models.CharField(_("name in Danish"), max_length=120, blank=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=120, blank=True)

    panels = ["name", "slug", "emdn_code", "parent", "name_en", "name_nb", "name_da", "name_fi"]

    class Meta:
        verbose_name = _("product area")
        verbose_name_plural = _("product areas")
        ordering = ["name"]

    @property
    def code(self) -> str:
        """The code in addresses and feeds. As a tag, a product area calls it slug."""
        return self.slug

    @property
    def within(self) -> "tuple[ProductArea, ...]":
        """The area, and the one that it is a part of: what is filed under it is filed under both."""
        return (self, self.parent) if self.parent else (self,)

    def clean(self) -> None:
        """Raise ValidationError for a third level: facets and forms have two."""
        super().clean()
        if self.parent and (self.parent.parent_id or (self.pk and self.parts.exists())):
            raise ValidationError({"parent": _("There are two levels: an area with parts is not a part itself.")})

    @property
    def label(self) -> str:
        """The name in the active language, see label_of."""
        return label_of(self.name, self.name_en)

    @property
    def names(self) -> dict[str, str]:
        """Language → its name; empty where it has none."""
        return {"sv": self.name, "en": self.name_en, "nb": self.name_nb, "da": self.name_da, "fi": self.name_fi}


class HealthcareRegion(Named):
    """One of the six healthcare regions (sjukvårdsregioner), in which regions work together."""

    class Meta(Named.Meta):
        verbose_name = _("healthcare region")
        verbose_name_plural = _("healthcare regions")


class ProcurementRegion(Named):
    """One of the eight procurement regions, A to H: another division of the country than the healthcare regions."""

    class Meta(Named.Meta):
        verbose_name = _("procurement region")
        verbose_name_plural = _("procurement regions")
        ordering = ["code"]


class Region(Named):
    """One of the 21 regions. Halland lies in two healthcare regions, therefore the field is many-to-many."""

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
    """A national programme area (nationellt programområde, NPO) of the regions' common knowledge management."""

    class Meta(Named.Meta):
        verbose_name = _("programme area")
        verbose_name_plural = _("programme areas")


class Organisation(Named):
    """A body that decides, assesses, buys or makes products."""

    class Kind(models.TextChoices):
        """What kind of body it is."""

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


# Everything that publications are filed under.
VOCABULARY: tuple[type[models.Model], ...]
VOCABULARY = (ProductArea, Region, HealthcareRegion, ProcurementRegion, ProgrammeArea, Organisation)
