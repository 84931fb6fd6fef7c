"""The vocabulary in the admin: one menu with one list for each model."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.forms.chooser_words import VocabularyChoosers
from portal.models import (
    Concept,
    HealthcareRegion,
    Organisation,
    ProcurementRegion,
    ProductArea,
    ProgrammeArea,
    Region,
)
from portal.vocabulary.thesaurus import LANGUAGES


class VocabularyViewSet(SnippetViewSet):
    """What the lists of the vocabulary have in common."""

    list_display: Any = ["name", "name_en", "code"]
    search_fields: Any = ["name", "name_en", "code"]
    ordering = ["name"]
    list_per_page = 50
    copy_view_enabled = False
    chooser_viewset_class = VocabularyChoosers
    icon = "tag"


class ProductAreas(VocabularyViewSet):
    """The list of product areas."""

    model = ProductArea
    list_display = ["name", "emdn_code", "name_en", "name_nb", "name_da", "name_fi"]
    search_fields = ["name", "emdn_code", "name_en", "name_nb", "name_da", "name_fi"]


class Regions(VocabularyViewSet):
    """The list of regions."""

    model = Region
    list_display = ["name", "name_en", "code", "procurement_region"]
    list_filter = ["healthcare_regions", "procurement_region"]
    icon = "site"


class HealthcareRegions(VocabularyViewSet):
    """The list of healthcare regions."""

    model = HealthcareRegion
    icon = "site"


class ProcurementRegions(VocabularyViewSet):
    """The list of procurement regions."""

    model = ProcurementRegion
    icon = "site"
    ordering = ["code"]


class ProgrammeAreas(VocabularyViewSet):
    """The list of programme areas."""

    model = ProgrammeArea


class Organisations(VocabularyViewSet):
    """The list of organisations."""

    model = Organisation
    list_display = ["name", "name_en", "kind", "country"]
    list_filter = ["kind", "country"]
    icon = "group"


class Concepts(VocabularyViewSet):
    """The thesaurus."""

    model = Concept
    list_display = [
        "name",
        Column("get_kind_display", label=_("kind"), sort_key="kind"),
        Column("product_area", label=_("product area"), sort_key="product_area__name"),
        Column("programme_area", label=_("programme area"), sort_key="programme_area__name"),
    ]
    list_filter = ["kind", "product_area", "programme_area"]
    search_fields = ["code", *LANGUAGES]
    ordering = ["sv"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Concept]:
        return Concept.objects.select_related("product_area", "programme_area")


class VocabularyGroup(SnippetViewSetGroup):
    """The menu."""

    items = (ProductAreas, Regions, HealthcareRegions, ProcurementRegions, ProgrammeAreas, Organisations, Concepts)
    menu_label = _("Vocabulary")
    menu_name = "vocabulary"
    menu_icon = "list-ul"
    menu_order = 600
