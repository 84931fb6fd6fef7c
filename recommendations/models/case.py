"""A case: a product's or a method's way from nomination to follow-up. It can be secret."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from portal.models import Publication
from portal.publications.linked_data import Node
from portal.publications.page_types import status_label
from portal.publications.published_data import Data, Fact, day_code, said
from portal.publications.translations import in_language_of
from recommendations.field_help import CASE_HELP
from recommendations.linked_data import of_case
from recommendations.panels import case_edit_handler, stage_panels
from recommendations.secrecy import SHORTEST_WORD, for_outsiders, names_a_secret
from recommendations.status import CASE_STATUSES, case_date, case_status, nomination_date

STAGE_CHOICES = list(CASE_STATUSES.items())


class Case(Publication):
    """A case with its stages. While it is secret, readers see only what recommendations.secrecy lists."""

    product = models.CharField(_("product or method"), max_length=160, blank=True)
    manufacturer = models.CharField(_("manufacturer"), max_length=160, blank=True)
    ce_marking = models.CharField(_("CE marking"), max_length=160, blank=True)
    nominated_by = models.CharField(
        _("nominated by"),
        max_length=160,
        blank=True,
        help_text=_("A function or organisation, never a person"),
    )
    stage_reason = models.TextField(_("reason, when declined or stopped"), blank=True)
    is_secret = models.BooleanField(
        _("secret"),
        default=False,
        help_text=_(
            "Readers see the anonymous title, ingress, text, English summary, stages with their dates, case number, "
            "date, filing, and the documents that are marked as public: nothing else"
        ),
    )
    anonymous_title = models.CharField(_("anonymous title"), max_length=160, blank=True)
    open_title = models.CharField(
        _("title when no longer secret"),
        max_length=255,
        blank=True,
        help_text=_("Kept for editors; the page takes it again when it is no longer secret"),
    )

    is_creatable = True
    type_code = "case"
    type_label = _("Case")
    type_order = 40
    precedence = 3
    page_kind = "MedicalWebPage"
    statuses = CASE_STATUSES
    board_by = "status"
    data_labels: ClassVar[dict[str, Any]] = {
        "product": _("product or method"),
        "manufacturer": _("Manufacturer"),
        "ce_marking": _("CE marking"),
        "nominated_by": _("nominated by"),
        "stages": _("Stages"),
        "reason": _("Reason"),
    }
    feed_names: ClassVar[dict[str, str]] = {"sv": "arenden", "en": "cases"}
    called = ("ärende",)
    can_be_replaced = False
    withholding = "case__is_secret"
    required_to_publish: ClassVar[tuple[str, ...]] = ("ingress", "summary_en")
    field_help = CASE_HELP
    edit_handler = case_edit_handler()
    parent_page_types: ClassVar[list[str]] = ["recommendations.CaseIndex"]

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.keep_secret()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.is_abridged:
            raise ValueError("A case as outsiders read it is not to be saved")
        if kwargs.get("update_fields") is None:
            self.keep_secret()
        super().save(*args, **kwargs)

    def keep_secret(self) -> None:
        """Set the fields as they must be while the case is secret, and set them back when it no longer is.

        The title becomes the anonymous title, and the real one is kept in `open_title`. A slug with a word of the
        real one is replaced with it. SEO title and slug are replaced when they name the product or its maker. The
        fields themselves are set so that logs and the admin's lists show
        nothing else.
        """
        self.is_secret = self.keeps_secret()
        if not self.is_secret:
            if self.open_title and self.title == self.anonymous_title:
                self.title = self.draft_title = self.open_title
            self.open_title = ""
            return
        if not self.open_title and self.title != self.anonymous_title:
            self.open_title = self.title
        self.title = self.draft_title = self.title_for_outsiders()
        if names_a_secret(self.seo_title, self.secret_names()):
            self.seo_title = ""
        if names_a_secret(self.slug, self.secret_names()) or self._slug_tells_the_title():
            self.slug = self._get_autogenerated_slug(slugify(self.title))

    def _slug_tells_the_title(self) -> bool:
        """Whether the slug has a longer word of the real title that the anonymous one does not have."""
        own = set(slugify(self.open_title).split("-")) - set(slugify(self.title).split("-"))
        return any(word in own for word in self.slug.split("-") if len(word) >= SHORTEST_WORD)

    def keeps_secret(self) -> bool:
        """Whether the case is to be secret: it is marked so, or it translates one that is."""
        return self.is_secret or self.translates_a_secret()

    def translates_a_secret(self) -> bool:
        """Whether the page in the portal's own language that this one translates is secret."""
        return any(original.is_secret for original in self._originals)

    @cached_property
    def _originals(self) -> list["Case"]:
        """The page in the portal's own language that this one translates: a list of one, or empty."""
        if self.locale_id is None or self.locale.language_code == settings.LANGUAGE_CODE:
            return []
        own_language = {"locale__language_code": settings.LANGUAGE_CODE}
        return list(Case.objects.filter(translation_key=self.translation_key, **own_language))

    def secret_names(self) -> list[str]:
        """What readers must not learn: the names of product and manufacturer, here and on the original page."""
        named = [self, *self._originals]
        return [name for case in named for name in (case.product, case.manufacturer) if name]

    def title_for_outsiders(self) -> str:
        """The title while the case is secret: the anonymous one, else “Secret case” with the case number.

        A title or number that names the product or its maker is not used.
        """
        names = self.secret_names()
        if self.anonymous_title and not names_a_secret(self.anonymous_title, names):
            return self.anonymous_title
        number = "" if names_a_secret(self.case_number, names) else self.case_number
        return " ".join(filter(None, (gettext("Secret case"), number)))

    def for_outsiders(self) -> "Case":
        # A live translation of a secret case has been marked as secret itself (keep_secret) or taken down
        # (recommendations.translations), so the query for its original is only made for drafts.
        withholds = self.is_secret or (not self.live and self.translates_a_secret())
        return for_outsiders(self) if withholds and not self.is_abridged else self

    @property
    def public_recommendations(self) -> Any:
        """The public recommendations in this case; none while it is secret, since they would tell what it is about."""
        return [] if self.is_secret else in_language_of(self, self.recommendations)

    @property
    def public_title(self) -> str:
        """The title as readers see it, also for a draft that has not been saved."""
        return self.title_for_outsiders() if self.is_secret and not self.is_abridged else self.title

    def current_status(self) -> str:
        return case_status(self.stages.all())

    def current_date(self) -> date | None:
        return case_date(self.stages.all())

    @property
    def nominated_on(self) -> date | None:
        """The day of the nomination; None when no stage has it."""
        return nomination_date(self.stages.all())

    def names(self) -> list[str]:
        return [] if self.is_secret else [name for name in (self.product, self.manufacturer) if name]

    def linked_data(self, address: str) -> list[Node]:
        page, *others = super().linked_data(address)
        return [{**page, "about": [*page.get("about", []), *of_case(self)]}, *others]

    def published_data(self) -> dict[str, Any]:
        return {
            **super().published_data(),
            **{name: getattr(self, name) for name in ("product", "manufacturer", "ce_marking", "nominated_by")},
            "reason": self.stage_reason,
            "stages": [
                {"stage": row.stage, "from": day_code(row.started_on), "to": day_code(row.ended_on)}
                | {"is_pause": row.is_pause, "note": row.note}
                for row in self.stages.all()
            ],
        }

    @classmethod
    def code_words(cls) -> dict[str, Mapping[Any, Any]]:
        return {**super().code_words(), "stage": CASE_STATUSES}

    @classmethod
    def facts(cls, data: Data) -> Iterator[Fact]:
        yield from super().facts(data)
        yield from said("manufacturer", gettext("Manufacturer"), data.get("manufacturer"))
        if text := data.get("reason"):
            yield Fact("reason", gettext("Reason"), "", text, is_text=True)

    def extra_text(self) -> list[str]:
        particulars = [] if self.is_secret else [self.product, self.manufacturer, self.ce_marking]
        return [*particulars, self.nominated_by, self.stage_reason]


class CaseStage(Orderable):
    """One stage of a case with its dates. A pause is a stage of its own."""

    page = ParentalKey(Case, related_name="stages", on_delete=models.CASCADE)
    stage = models.CharField(_("stage"), max_length=20, choices=STAGE_CHOICES)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("to"), null=True, blank=True)
    is_pause = models.BooleanField(_("pause"), default=False)
    note = models.CharField(_("note"), max_length=255, blank=True)

    panels = stage_panels

    class Meta(Orderable.Meta):
        verbose_name = _("stage")
        verbose_name_plural = _("stages")

    @property
    def label(self) -> str:
        """The stage in words."""
        return status_label("case", self.stage)

    @property
    def ended_later(self) -> date | None:
        """The day on which it ended, if that is another day than the one it began on."""
        return self.ended_on if self.ended_on != self.started_on else None
