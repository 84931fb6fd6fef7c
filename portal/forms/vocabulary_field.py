"""The form field of a fixed list, such as the product areas: its words as checkboxes, so that none can be invented."""

from typing import Any

from django import forms

from portal.forms.checkboxes import CheckboxColumns


class VocabularyField(forms.ModelMultipleChoiceField):
    """Takes the place of Wagtail's tag field where editors can't invent tags. `tag_model` is the list."""

    widget = CheckboxColumns

    def __init__(self, *, tag_model: Any, **kwargs: Any) -> None:
        # The tags' own help tells how to separate words by commas.
        super().__init__(queryset=tag_model.objects.all(), **{**kwargs, "help_text": ""})

    def label_from_instance(self, obj: Any) -> str:
        """The name in the editor's language, and the EMDN code by which others know it."""
        return f"{obj.label} ({obj.emdn_code})"
