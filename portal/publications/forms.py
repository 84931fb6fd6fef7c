"""Validation of pages in the editor: little is asked of drafts, everything of a page that is to be published."""

from typing import Any

from django.db.models import Q
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from portal.forms.chooser_words import say_anew
from portal.moderation.gate_rules.rule import GateStep, needed_fields, obstacles_in
from portal.permissions.matrix import types_of_regions
from portal.permissions.page_access import only_seen
from portal.permissions.regional import FIXED_FIELDS, writes_for
from portal.publications.field_help import FIELD_HELP
from portal.publications.filing import FIELDS
from portal.publications.panels import as_needed


class PublicationForm(WagtailAdminPageForm):
    """The edit form of a page. It shows what breaks a rule of the gate (portal.moderation.gate_rules) at its field.

    It does so only when the page is published or submitted for review. While a draft is saved Wagtail sets
    `is_deferred_validation` and leaves required fields unchecked; this form leaves the obstacles unchecked too.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if getattr(self.instance, "follows_filing", False):
            for name in FIELDS:
                self.fields.pop(name, None)
        self._keep_region()
        needed = needed_fields(self.instance)
        helps = {**FIELD_HELP, **getattr(self.instance, "field_help", {})}
        fields: dict[str, Any] = self.fields
        for name, field in fields.items():
            field.help_text = field.help_text or helps.get(name, "")
            if name in needed:
                field.label = as_needed(field.label)
            if isinstance(field.widget, AdminPageChooser):
                say_anew(field.widget)
            offered: Any = getattr(field, "queryset", None)
            if isinstance(field, ModelMultipleChoiceField) and issubclass(offered.model, Page):
                self._only_own_language(name, field)
            elif self.for_user and isinstance(field, ModelChoiceField) and issubclass(offered.model, Page):
                # What the chooser does not offer can't be sent by hand either.
                chosen = Q(pk=self.initial.get(name))
                field.queryset = offered.filter(chosen | Q(pk__in=only_seen(Page.objects.all(), self.for_user)))
        if slug := self.fields.get("slug"):
            # Wagtail spells å as a only in what it makes of a title, and drops it from a slug that is typed.
            action = slug.widget.attrs["data-action"]
            slug.widget.attrs["data-action"] = action.replace("blur->w-slug#slugify", "blur->w-slug#urlify")

    def _keep_region(self) -> None:
        """Show whoever writes for a region only how the page is filed: the own region is set, and can't be taken away.

        What editors have added to it stays.
        """
        place = self.instance if self.instance.pk else self.parent_page
        if type(self.instance) not in types_of_regions() or not place or not self.for_user:
            return
        if (region := writes_for(self.for_user, place)) is None:
            return
        fields: dict[str, Any] = self.fields
        for name in FIXED_FIELDS & fields.keys():
            fields[name].disabled = True
        if self.instance.pk is None:
            self.initial["level"] = self.instance.Level.REGION
            self.initial["regions"] = [region]

    def _only_own_language(self, name: str, field: Any) -> None:
        """Offer pages in the page's own language that the user may see, and what has been chosen before."""
        chosen = [page.pk for page in self.initial.get(name, ())]
        offered = field.queryset.filter(locale=self.instance.locale_id)
        if self.for_user:
            offered = only_seen(offered, self.for_user)
        field.queryset = (offered | field.queryset.filter(pk__in=chosen)).order_by("title")

    def save(self, commit: bool = True) -> Any:
        """Save a new page as a draft. Wagtail's own form would make it live before the gate has been asked."""
        if self.instance._state.adding:
            self.instance.live = False
        return super().save(commit=commit)

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation:
            return
        if (step := self._step()) is None:
            return
        self._fill_relations()
        for obstacle in obstacles_in(self.instance, step):
            if obstacle.field not in self.errors:
                self.add_error(obstacle.field if obstacle.field in self.fields else None, obstacle.message)

    def _step(self) -> GateStep | None:
        """The step that the pressed button takes; None where the page is given back or its review is cancelled."""
        if self.data.get("action-publish"):
            return GateStep.PUBLICATION
        if self.data.get("action-cancel-workflow") or self.data.get("workflow-action-name") == "reject":
            return None
        return GateStep.SUBMISSION

    def _fill_relations(self) -> None:
        """Give the page in memory the choices, tags and rows of the form, so that the rules see them.

        Django would set them only when the page is saved.
        """
        self.save_cluster_m2m()
        for name, formset in self.formsets.items():
            if name != "comments":
                getattr(self.instance, formset.rel_name).set(_rows(formset))


def _rows(formset: Any) -> list[Any]:
    """The rows of an inline form that are filled in and not ticked for deletion."""
    filled_in = [form for form in formset.forms if form.is_valid() and (form.has_changed() or form.instance.pk)]
    return [form.instance for form in filled_in if not form.cleaned_data.get("DELETE")]
