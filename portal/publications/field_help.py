"""What the edit form says under a field that has no help text of its own. A page type adds its own (`field_help`)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

FIELD_HELP: dict[str, Any] = {
    "verdict": _("The verdict for the whole page. Leave it empty when the source does not state one"),
    "summary_en": _("Three or four sentences for readers in the other Nordic countries"),
    "product_areas": _("What kind of device it is about, by EMDN. Readers follow and filter by it"),
    "programme_areas": _("The national programme areas that the subject belongs to"),
    "level": _("Whom it concerns. For regions or healthcare regions, tick which below"),
    "healthcare_regions": _("Needed when the level is healthcare region"),
    "regions": _("Needed when the level is region"),
    "case_number": _("The number in the register of the council or authority, as it is written there"),
    "replaces": _("The version before this one. It is closed in every language when this one is published"),
    "review_by": _("The day on which somebody has to look at it again. It is shown to readers"),
    "slug": _("The last part of the address, with a–z, digits and hyphens. An old address leads to the new one"),
    "go_live_at": _("When it becomes public. Leave it empty to publish by hand"),
    "expire_at": _("When it is taken down. Leave it empty to let it stay"),
    "body": _("Headings, text, tables, pictures and quotes, in the order in which they are read"),
    "sources": _("What the text builds on, with links"),
}
DOCUMENT_HELP: dict[str, Any] = {
    "document": _("A file that readers may fetch, best a tagged PDF. Choose it, or upload it there"),
    "title": _("What readers see in place of the file's own title"),
}
