"""The base page type of everything that is published, its queryset, and its rows of tags and documents."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelsearch import index
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet

from portal.moderation.models import ReadByTwo
from portal.permissions.page_permissions import InAdmin
from portal.publications.blocks import BodyBlock, SourcesBlock, Stream
from portal.publications.filing import FiledAsItsOriginal
from portal.publications.linked_data import PublicationDescribesItself
from portal.publications.page_types import PageType
from portal.publications.panels import publication_edit_handler
from portal.publications.partial_dates import Precision, date_code, date_words, kept
from portal.publications.preview_modes import HasPreviewModes
from portal.publications.published_data import HasPublishedData
from portal.publications.standing import HasStanding
from portal.publications.statuses import VERDICTS, verdict_label
from portal.publications.tags import KeywordItem, ProductAreaItem
from portal.publications.translations import HasLanguages, is_listed_in
from portal.publications.visibility import QuickRestrictions, open_to_all
from portal.references.revision_references import TellsMissing
from portal.vocabulary.models import HealthcareRegion, ProductArea, ProgrammeArea, Region

if TYPE_CHECKING:
    from portal.publications.rows import Row
    from portal.selections.selection import Selection


class PublicationQuerySet(PageQuerySet):
    """Queries over publications of any type."""

    def published(self) -> Self:
        """The pages that anyone may read: live and under no view restriction. Every public list starts here."""
        return open_to_all(self)

    def listed_in(self, language: str) -> Self:
        """The public pages in the list of a language, each publication once (portal.publications.translations)."""
        return self.published().filter(is_listed_in(language))

    def select(self, selection: "Selection") -> Self:
        """The pages of a selection, by the database alone: free text is looked for in title and ingress only."""
        from portal.selections.queryset import filtered

        return filtered(self, selection)

    def newest(self, *, real_first: bool = False) -> Self:
        """Sort by date, the newest first and undated pages last. With `real_first` all examples come after the rest."""
        before = ["is_example"] if real_first else []
        return self.order_by(*before, models.F("dated_on").desc(nulls_last=True), "-first_published_at", "-pk")

    def rows(self) -> "list[Row]":
        """What a row in a list says of each of these that is public, in their order."""
        from portal.publications.rows import rows_of

        return rows_of(self.values_list("pk", flat=True), by_index=False)

    def for_reading(self) -> Self:
        """Fetch what the page's own template shows together with the page."""
        documents = Prefetch("documents", PublicationDocument.objects.select_related("document"))
        return self.select_related("locale", *self.model.read_with).prefetch_related(
            _areas(), "programme_areas", documents
        )


def _areas() -> Prefetch:
    return Prefetch("product_area_items", ProductAreaItem.objects.select_related("tag"))


# Page, event and deliveries stand or fall together (the event is written by a signal inside).
@method_decorator(transaction.atomic, name="publish")
@method_decorator(transaction.atomic, name="unpublish")
@method_decorator(transaction.atomic, name="delete")
@method_decorator(transaction.atomic, name="move")
class Publication(
    ReadByTwo,
    InAdmin,
    TellsMissing,
    PublicationDescribesItself,
    HasPreviewModes,
    HasStanding,
    HasLanguages,
    FiledAsItsOriginal,
    HasPublishedData,
    PageType,
    QuickRestrictions,
    Page,
):
    """What all publications share. Only its subclasses are created.

    It has a table of its own and is not an abstract class, so that a list over all types is one query.
    """

    class Level(models.TextChoices):
        """Whom a publication concerns."""

        NATIONAL = "national", _("National")
        HEALTHCARE_REGION = "healthcare_region", _("Healthcare region")
        REGION = "region", _("Region")

    ingress = models.TextField(_("ingress"), blank=True, help_text=_("Plain Swedish, two sentences at the most"))
    summary_en = models.TextField(_("summary in English"), blank=True)
    dated_on = models.DateField(
        _("date"), null=True, blank=True, help_text=_("The day of decision, assessment, announcement or issue")
    )
    date_precision = models.CharField(
        _("how much of the date is known"),
        max_length=5,
        choices=Precision.choices,
        default=Precision.DAY,
        help_text=_("If only the month or the year is known, enter any day in it: readers see what you choose here"),
    )
    level = models.CharField(_("level"), max_length=20, choices=Level.choices, default=Level.NATIONAL)
    product_areas = ClusterTaggableManager(
        through=ProductAreaItem, verbose_name=_("product areas"), blank=True, related_name="publications"
    )
    regions = ParentalManyToManyField(Region, verbose_name=_("regions"), blank=True, related_name="publications")
    healthcare_regions = ParentalManyToManyField(
        HealthcareRegion, verbose_name=_("healthcare regions"), blank=True, related_name="publications"
    )
    programme_areas = ParentalManyToManyField(
        ProgrammeArea, verbose_name=_("programme areas"), blank=True, related_name="publications"
    )
    keywords = ClusterTaggableManager(
        through=KeywordItem, verbose_name=_("keywords"), blank=True, related_name="keyword_publications"
    )
    case_number = models.CharField(_("case number"), max_length=60, blank=True)
    contact_function = models.CharField(
        _("contact function"), max_length=160, blank=True, help_text=_("A function, never a person")
    )
    review_by = models.DateField(_("review by"), null=True, blank=True)
    replaces = models.ForeignKey(
        "portal.Publication",
        verbose_name=_("replaces"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaced_by",
    )
    # The translation key of the series' first version, worked out from `replaces`; empty when there is only one.
    series = models.UUIDField(null=True, editable=False, db_index=True)
    change_note = models.TextField(
        _("what changed"), blank=True, help_text=_("One sentence for readers of the earlier version")
    )
    change_note_en = models.TextField(
        _("what changed, in English"), blank=True, help_text=_("The same sentence for those who follow in English")
    )
    is_example = models.BooleanField(_("example"), default=False, help_text=_("Marks invented content"))
    verdict = models.CharField(_("verdict"), max_length=10, blank=True, choices=list(VERDICTS.items()))
    status = models.CharField(_("status"), max_length=20, blank=True, editable=False)
    body = Stream(BodyBlock(), verbose_name=_("text"), blank=True)
    sources = Stream(SourcesBlock(), verbose_name=_("sources"), blank=True)

    objects = PageManager.from_queryset(PublicationQuerySet)()  # type: ignore[misc]

    is_creatable = False
    # True on the copy that for_outsiders() makes of a page that keeps something secret.
    is_abridged = False
    # True when readers must not learn what the page is about. Types that can be secret have a field of this name.
    is_secret: Any = False

    edit_handler = publication_edit_handler()

    search_fields = [
        *Page.search_fields,
        index.SearchField("ingress"),
        index.SearchField("case_number"),
        index.FilterField("status"),
    ]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        permissions = (("publish_with_exception", "Can publish past steps and rules, with a reason"),)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.work_out()
        super().save(*args, **kwargs)

    def work_out(self) -> None:
        """Set the fields that follow from others: status and date."""
        from portal.publications.versions import is_replaced

        self.status = self.status_today(replaced=is_replaced(self))
        self.dated_on = kept(self.current_date(), self.date_precision)

    def current_date(self) -> date | None:
        """The date that lists, feeds and filters use. Types whose date follows from their stages override this."""
        return self.dated_on

    def for_outsiders(self) -> "Publication":
        """The page as anyone may read it: everything that shows pages outside the admin asks for this.

        It is the page itself; types that keep something back (`withholding`) return an unsaved copy without it.
        """
        of_type: Any = self.specific_class
        is_known = of_type is None or isinstance(self, of_type) or not of_type.withholding
        return self if is_known else self.specific.for_outsiders()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shown = self.for_outsiders()
        return {**super().get_context(request, *args, **kwargs), "self": shown, "page": shown}

    def names(self) -> list[str]:
        """The products, methods and makers that the page is about. Search gives them the weight of the title."""
        return []

    def decisive(self) -> dict[str, Any]:
        """What readers act on, as JSON: the verdict, its day and the day of review. Types add more.

        A publish that changes any of it is a revision (portal.outbox.events). Only "verdict" and "verdicts" (product →
        verdict) are compared between languages; both hold codes.
        """
        days = {"dated_on": self.date_code, "review_by": self.review_by.isoformat() if self.review_by else ""}
        return {"verdict": self.verdict, "verdicts": {}, **days}

    def extra_text(self) -> list[str]:
        """Further passages of the type, plain text or HTML, for the search index and the feeds."""
        return []

    def feed_text(self) -> list[str]:
        """extra_text() for the feeds: each passage with what the page shows beside it, such as a product's verdict."""
        return self.extra_text()

    @property
    def type_plural(self) -> str:
        """What several pages of this type are called."""
        return str(self.specific_class._meta.verbose_name_plural)

    @property
    def date_words(self) -> str:
        """The known part of the date in words, in the reader's language."""
        return date_words(self.dated_on, self.date_precision)

    @property
    def date_code(self) -> str:
        """The known part of the date in ISO 8601, such as 2021-07."""
        return date_code(self.dated_on, self.date_precision)

    @property
    def verdict_label(self) -> str:
        """The verdict in words, or that it is not stated."""
        return verdict_label(self.verdict)

    @cached_property
    def area_list(self) -> list[ProductArea]:
        """The product areas that the page is filed under."""
        return [item.tag for item in self.product_area_items.all()]

    @cached_property
    def region_list(self) -> list[str]:
        """Whom the page concerns, in words: the nation, or the names of its healthcare regions or regions."""
        if self.level == self.Level.NATIONAL:
            return [str(self.get_level_display())]
        places = self.healthcare_regions if self.level == self.Level.HEALTHCARE_REGION else self.regions
        return [place.label for place in places.all()]


class PublicationDocument(Orderable):
    """A document that a publication offers."""

    page = ParentalKey(Publication, related_name="documents", on_delete=models.CASCADE)
    document = models.ForeignKey(
        "wagtaildocs.Document", verbose_name=_("document"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("title"), max_length=160, blank=True)
    is_public = models.BooleanField(
        _("public although the page is secret"),
        default=False,
        help_text=_("Without it readers of a secret case neither see nor find the document"),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return f"{self.page}: {self.label}"

    @property
    def label(self) -> str:
        """What readers see as its name: the title given here, else the document's own."""
        return self.title or self.document.title
