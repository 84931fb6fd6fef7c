"""The form field of the product areas: their words as checkboxes, so that none can be invented."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from portal.forms.checkboxes import CheckboxColumns


class AreaCheckboxes(CheckboxColumns):
    """The areas of the first level, the parts of each folded below it; open where one of them is ticked."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Adds to Django's context: each option of the first level, with the words for its parts, and these."""
        context = super().get_context(name, value, attrs)
        steps: list[dict[str, Any]] = []
        for words, options, _index in context["widget"]["optgroups"]:
            if words is None:
                steps += ({"option": option} for option in options)
            else:
                steps[-1] |= {"words": words, "parts": options, "is_open": any(each["selected"] for each in options)}
        return {**context, "steps": steps}

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        # Django's own renderer of forms does not know the site's templates.
        return render_to_string("portal/admin/area_checkboxes.html", context)


class InSteps(ModelChoiceIterator):
    """The areas of the first level, each followed by the group of its parts in the order of their codes. What the group
    is called says how many they are.
    """

    def __iter__(self) -> Iterator[Any]:
        areas = list(self.queryset)
        for area in (area for area in areas if area.parent_id is None):
            yield self.choice(area)
            parts = sorted((part for part in areas if part.parent_id == area.pk), key=lambda part: part.emdn_code)
            if parts:
                words = ngettext("%(number)s narrower area", "%(number)s narrower areas", len(parts))
                yield words % {"number": len(parts)}, [self.choice(part) for part in parts]


class VocabularyField(forms.ModelMultipleChoiceField):
    """Takes the place of Wagtail's tag field where editors can't invent tags. `tag_model` is the list."""

    widget = AreaCheckboxes
    iterator = InSteps

    def __init__(self, *, tag_model: Any, **kwargs: Any) -> None:
        # The tags' own help tells how to separate words by commas.
        super().__init__(queryset=tag_model.objects.all(), **{**kwargs, "help_text": ""})

    def label_from_instance(self, obj: Any) -> str:
        """The name in the editor's language, and the EMDN code by which others know it."""
        return f"{obj.label} ({obj.emdn_code})"
