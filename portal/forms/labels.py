"""Labels that Wagtail makes of the names of fields, and so has in English only."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers
from wagtail_localize.views.report import TranslationsReportFilterSet

LABELS: list[tuple[Any, dict[str, Any]]] = [
    (choosers.ExternalLinkChooserForm.base_fields, {"link_text": _("Link text")}),
    (choosers.AnchorLinkChooserForm.base_fields, {"link_text": _("Link text")}),
    (choosers.PhoneLinkChooserForm.base_fields, {"phone_number": _("Phone number"), "link_text": _("Link text")}),
    (
        choosers.EmailLinkChooserForm.base_fields,
        {"email_address": _("Email address"), "link_text": _("Link text"), "subject": _("Subject")},
    ),
    (
        TranslationsReportFilterSet.base_filters,
        {"source_locale": _("Language of the original"), "target_locale": _("Language of the translation")},
    ),
]


def register() -> None:
    """Give them labels that are translated. Called once, when the app is ready."""
    for fields, labels in LABELS:
        for name, label in labels.items():
            fields[name].label = label
