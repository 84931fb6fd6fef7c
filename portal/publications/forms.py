"""Validation of pages: lenient with drafts, strict when the page goes to readers."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class PublicationForm(WagtailAdminPageForm):
    """Shows at its fields what the page itself says is in the way (`Publication.obstacles`).

    Only at publish and at submission to moderation: Wagtail defers required fields while a draft is saved
    (`is_deferred_validation`), and so does this.
    """

    def save(self, commit: bool = True) -> Any:
        """A new page is a draft: Wagtail's own form makes it live before anything is asked."""
        if self.instance._state.adding:
            self.instance.live = False
        return super().save(commit=commit)

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation:
            return
        self._fill_relations()
        for obstacle in self.instance.obstacles():
            if obstacle.field not in self.errors:
                self.add_error(obstacle.field if obstacle.field in self.fields else None, obstacle.message)

    def _fill_relations(self) -> None:
        """Give the page in memory the choices, tags and rows of the form, which Django leaves for later."""
        self.save_cluster_m2m()
        for name, formset in self.formsets.items():
            if name != "comments":
                getattr(self.instance, formset.rel_name).set(_rows(formset))


def _rows(formset: Any) -> list[Any]:
    filled_in = [form for form in formset.forms if form.is_valid() and (form.has_changed() or form.instance.pk)]
    return [form.instance for form in filled_in if not form.cleaned_data.get("DELETE")]
