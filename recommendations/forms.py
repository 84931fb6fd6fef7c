"""Validation of cases beyond what all publications share."""

from typing import Any

from django.utils.translation import gettext as _

from portal.forms import PublicationForm
from recommendations.secrecy import names_a_secret

READ_BY_ALL = (
    "anonymous_title",
    "ingress",
    "summary_en",
    "body",
    "sources",
    "stage_reason",
    "nominated_by",
    "change_note",
    "keywords",
    "search_description",
)


class CaseForm(PublicationForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_secret") and not self.is_deferred_validation:
            self.refuse_secrets(cleaned)
        return cleaned

    def refuse_secrets(self, cleaned: dict[str, Any]) -> None:
        """Point at each text for readers that names the product or its manufacturer."""
        names = (cleaned.get("product") or "", cleaned.get("manufacturer") or "")
        for field in READ_BY_ALL:
            value: Any = cleaned.get(field)
            as_stored: Any = getattr(value, "get_prep_value", None)
            text = str(as_stored() if as_stored else value or "")
            if field not in self.errors and names_a_secret(text, names):
                self.add_error(field, _("This names what is secret: the product or its manufacturer."))
