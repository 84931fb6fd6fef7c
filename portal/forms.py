"""Validation of publications: lenient with drafts, strict when the page goes to readers."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class PublicationForm(WagtailAdminPageForm):
    """Rules that bite at publish and at submission to moderation.

    Wagtail defers required fields while a draft is saved (`is_deferred_validation`); so do these.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        level = cleaned.get("level")
        if level == "region" and not cleaned.get("regions") and not self.is_deferred_validation:
            self.add_error("regions", _("Choose at least one region, or another level."))
        if level == "healthcare_region" and not cleaned.get("healthcare_regions") and not self.is_deferred_validation:
            self.add_error("healthcare_regions", _("Choose at least one healthcare region, or another level."))
        if not self.is_deferred_validation:
            for name in self.instance.required_to_publish:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("This is needed before the page can be published."))
        replaces = cleaned.get("replaces")
        if replaces and replaces.pk == self.instance.pk:
            self.add_error("replaces", _("A page can't replace itself."))
        return cleaned
