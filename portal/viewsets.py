"""The vocabulary in the admin: one menu, one list for each kind of word."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.models import HealthcareRegion, Organisation, ProcurementRegion, ProductArea, ProgrammeArea, Region


class Words(SnippetViewSet):
    list_display: Any = ["name", "name_en", "code"]
    search_fields: Any = ["name", "name_en", "code"]
    ordering = ["name"]
    list_per_page = 50
    copy_view_enabled = False
    icon = "tag"


class ProductAreas(Words):
    model = ProductArea
    list_display = ["name", "emdn_code", "name_en", "name_nb", "name_da", "name_fi"]
    search_fields = ["name", "emdn_code", "name_en", "name_nb", "name_da", "name_fi"]


class Regions(Words):
    model = Region
    list_display = ["name", "name_en", "code", "procurement_region"]
    list_filter = ["healthcare_regions", "procurement_region"]
    icon = "site"


class HealthcareRegions(Words):
    model = HealthcareRegion
    icon = "site"


class ProcurementRegions(Words):
    model = ProcurementRegion
    icon = "site"
    ordering = ["code"]


class ProgrammeAreas(Words):
    model = ProgrammeArea


class Organisations(Words):
    model = Organisation
    list_display = ["name", "name_en", "kind", "country"]
    list_filter = ["kind", "country"]
    icon = "group"


class Vocabulary(SnippetViewSetGroup):
    items = (ProductAreas, Regions, HealthcareRegions, ProcurementRegions, ProgrammeAreas, Organisations)
    menu_label = _("Vocabulary")
    menu_name = "vocabulary"
    menu_icon = "list-ul"
    menu_order = 600
