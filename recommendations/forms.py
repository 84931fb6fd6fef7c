"""Validation of recommendations beyond what all publications share."""

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


class RecommendationForm(PublicationForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        if (cleaned.get("version_number") or 1) > 1 and not cleaned.get("replaces"):
            self.add_error("replaces", _("Choose the version that this one replaces."))
        if cleaned.get("replaces") and not cleaned.get("change_note"):
            self.add_error("change_note", _("Tell readers in one sentence what changed."))
        return cleaned


class CaseForm(PublicationForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        if cleaned.get("is_secret") and not cleaned.get("anonymous_title"):
            self.add_error("anonymous_title", _("A secret case needs a title that does not name the product."))
        if cleaned.get("is_secret"):
            self.refuse_secrets(cleaned)
        stages = [
            form.cleaned_data["stage"]
            for form in self.formsets["stages"].forms
            if form.is_valid() and form.cleaned_data.get("stage") and not form.cleaned_data.get("DELETE")
        ]
        if {"declined", "stopped"} & set(stages) and not cleaned.get("stage_reason"):
            self.add_error("stage_reason", _("Give the reason why the case was declined or stopped."))
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


class ProcurementForm(PublicationForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        announced, deadline = cleaned.get("announced_on"), cleaned.get("tender_deadline")
        if announced and deadline and deadline < announced:
            self.add_error("tender_deadline", _("The last day for tenders is before the announcement."))
        start, end = cleaned.get("contract_from"), cleaned.get("contract_to")
        if start and end and end < start:
            self.add_error("contract_to", _("The contract ends before it begins."))
        return cleaned
