"""Validation of recommendations beyond what all publications share."""

from typing import Any

from django.forms.models import construct_instance
from django.utils.translation import gettext as _

from portal.forms import PublicationForm
from recommendations.secrecy import named_secrets


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
            self.refuse_secrets()
        stages = [
            form.cleaned_data["stage"]
            for form in self.formsets["stages"].forms
            if form.is_valid() and form.cleaned_data.get("stage") and not form.cleaned_data.get("DELETE")
        ]
        if {"declined", "stopped"} & set(stages) and not cleaned.get("stage_reason"):
            self.add_error("stage_reason", _("Give the reason why the case was declined or stopped."))
        return cleaned

    def refuse_secrets(self) -> None:
        """Point at each text for readers that names the product or its manufacturer."""
        for field, told in named_secrets(self.as_it_would_be()):
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, told)

    def as_it_would_be(self) -> Any:
        """The page with what is in the form, for rules that ask more than one field; not to be saved."""
        page = construct_instance(self, type(self.instance)())
        for name, formset in self.formsets.items():
            rows = [form for form in formset.forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
            setattr(page, name, [form.instance for form in rows if form.has_changed() or form.instance.pk])
        return page


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
