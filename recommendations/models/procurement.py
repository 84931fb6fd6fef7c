"""Notices of procurements: who buys, how, and when. The status follows from the dates."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from portal.models import Organisation, ProcurementRegion, Publication
from portal.publications.linked_data import Node, with_subject
from portal.publications.published_data import Data, Fact, day_code, in_reader_s, named, said, said_day
from portal.publications.statuses import field_label
from portal.publications.translations import in_language_of
from portal.scheduling import clock
from recommendations.field_help import PROCUREMENT_HELP
from recommendations.linked_data import of_procurement
from recommendations.panels import procurement_edit_handler
from recommendations.status import PROCUREMENT_STATUSES, procurement_status

# Status → the field with the date that lists show for it.
KEY_DATES = {
    "planned": "expected_on",
    "open": "tender_deadline",
    "evaluation": "tender_deadline",
    "contract": "contract_to",
    "ended": "contract_to",
}


class ProcurementNotice(Publication):
    """A notice of a procurement, with its buyer, procedure and dates."""

    class Procedure(models.TextChoices):
        """How the buyer procures."""

        OPEN = "open", _("Open procedure")
        FRAMEWORK = "framework", _("Framework agreement")
        DPS = "dps", _("Dynamic purchasing system")
        INNOVATION = "innovation", _("Innovation partnership")
        NEGOTIATED = "negotiated", _("Negotiated procedure")
        UNKNOWN = "unknown", _("Not stated")

    buyer = models.ForeignKey(
        Organisation,
        verbose_name=_("buyer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    buyer_name = models.CharField(_("buyer, in words"), max_length=160, blank=True)
    procurement_regions = ParentalManyToManyField(
        ProcurementRegion, verbose_name=_("procurement regions"), blank=True, related_name="notices"
    )
    procedure = models.CharField(_("procedure"), max_length=12, choices=Procedure.choices, default=Procedure.UNKNOWN)
    cpv_codes = models.CharField(_("CPV codes"), max_length=160, blank=True)
    ted_number = models.CharField(_("TED number"), max_length=40, blank=True)
    expected_on = models.DateField(_("expected announcement"), null=True, blank=True)
    announced_on = models.DateField(_("announced"), null=True, blank=True)
    tender_deadline = models.DateField(_("last day for tenders"), null=True, blank=True)
    contract_from = models.DateField(_("contract from"), null=True, blank=True)
    contract_to = models.DateField(_("contract to"), null=True, blank=True)
    options = models.TextField(_("options"), blank=True)

    is_creatable = True
    type_code = "procurement"
    type_label = _("Procurement notice")
    type_order = 30
    precedence = 4
    statuses = PROCUREMENT_STATUSES
    headings: ClassVar[dict[str, Any]] = {"buyer_name": _("Buyer")}
    feed_names: ClassVar[dict[str, str]] = {"sv": "upphandlingar", "en": "procurements"}
    called = ("upphandling", "procurement", "anskaffelse", "udbud", "hankinta")
    data_labels: ClassVar[dict[str, Any]] = {
        "buyer": _("Buyer"),
        "buyer_name": _("buyer, in words"),
        "procurement_regions": _("procurement regions"),
        "procedure": _("procedure"),
        "cpv": _("CPV codes"),
        "ted_number": _("TED number"),
        "expected_on": _("expected announcement"),
        "announced_on": _("announced"),
        "tender_deadline": _("last day for tenders"),
        "contract_from": _("contract from"),
        "contract_to": _("contract to"),
        "options": _("options"),
    }
    read_with: ClassVar[tuple[str, ...]] = ("buyer",)
    told_with: ClassVar[tuple[str, ...]] = ("procurement_regions",)
    calendar_days: ClassVar[dict[str, Any]] = {"tender_deadline": _("Last day for tenders: %(title)s")}
    status_follows_calendar = True
    required_to_publish: ClassVar[tuple[str, ...]] = ("ingress", "summary_en")
    field_help = PROCUREMENT_HELP
    edit_handler = procurement_edit_handler()
    parent_page_types: ClassVar[list[str]] = ["recommendations.ProcurementIndex"]

    class Meta:
        verbose_name = _("procurement notice")
        verbose_name_plural = _("procurement notices")

    def current_status(self) -> str:
        return procurement_status(
            clock.today(),
            announced_on=self.announced_on,
            tender_deadline=self.tender_deadline,
            contract_from=self.contract_from,
            contract_to=self.contract_to,
        )

    def linked_data(self, address: str) -> list[Node]:
        return with_subject(super().linked_data(address), of_procurement(self, address))

    def published_data(self) -> dict[str, Any]:
        days = ("expected_on", "announced_on", "tender_deadline", "contract_from", "contract_to")
        return {
            **super().published_data(),
            "buyer": named(self.buyer),
            "buyer_name": self.buyer_name,
            "procurement_regions": list(map(named, self.procurement_regions.all())),
            "procedure": self.procedure,
            "cpv": self.cpv_codes,
            "ted_number": self.ted_number,
            **{name: day_code(getattr(self, name)) for name in days},
            "options": self.options,
        }

    @classmethod
    def code_words(cls) -> dict[str, Mapping[Any, Any]]:
        return {**super().code_words(), "procedure": dict(cls.Procedure.choices)}

    @classmethod
    def facts(cls, data: Data) -> Iterator[Fact]:
        yield from super().facts(data)
        if data.get("buyer_name") or data.get("buyer"):
            buyer = data["buyer"] or {"code": "", "name": "", "name_en": ""}
            word = data["buyer_name"] or in_reader_s(buyer)
            yield Fact("buyer", gettext("Buyer"), buyer["code"] or word, word)
        for name in ("tender_deadline", "contract_from", "contract_to"):
            yield from said_day(name, capfirst(field_label(cls, name)), data.get(name))
        yield from said("cpv", gettext("CPV codes"), data.get("cpv"))
        yield from said("ted_number", gettext("TED number"), data.get("ted_number"))

    def extra_text(self) -> list[str]:
        return [
            self.buyer_label,
            "" if self.procedure == self.Procedure.UNKNOWN else str(self.get_procedure_display()),
            self.cpv_codes,
            self.ted_number,
            self.options,
        ]

    @property
    def public_recommendations(self) -> Any:
        """The public recommendations that name it, as a queryset: in the page's language where they exist in it."""
        return in_language_of(self, self.recommendations)

    @property
    def buyer_label(self) -> str:
        """Who buys: the words given for this notice, else the organisation's name."""
        return self.buyer_name or (self.buyer.label if self.buyer else "")

    @property
    def key_date(self) -> date | None:
        """The date that matters most while the notice has its present status; None when there is none."""
        return getattr(self, KEY_DATES[self.status]) if self.status in KEY_DATES else None

    @property
    def key_date_label(self) -> str:
        """What that date is called."""
        return field_label(self, KEY_DATES.get(self.status, "announced_on")).capitalize()

    @property
    def days_left(self) -> int | None:
        """Days until the last day for tenders, 0 on that day; None when it is not open for tenders."""
        if self.current_status() != "open" or not self.tender_deadline:
            return None
        return (self.tender_deadline - timezone.localdate()).days
