"""The form field of a fixed list: a word that is not in it is refused, with the nearest words."""

from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from taggit.utils import parse_tags
from wagtail.admin.forms.tags import TagField
from wagtail.admin.widgets import AdminTagWidget

# How alike a name must be to be offered (0 to 1), and how many names are offered at most.
ALIKE = 0.7
MOST = 3


class VocabularyWidget(AdminTagWidget):
    """Wagtail's tag input, which here sends every word that was typed."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """What the template gets, changed so that the browser does not silently drop words that are not in the list."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        # Wagtail's help text tells how to invent tags, which is not possible here.
        context["widget"]["help_text"] = ""
        options = context["widget"]["attrs"]
        key = "data-w-tag-options-value"
        options[key] = options[key].replace('"autocompleteOnly": true', '"autocompleteOnly": false')
        return context


class VocabularyField(TagField):
    """A field for words of a fixed list, typed or chosen."""

    widget = VocabularyWidget

    def clean(self, value: Any) -> list[str]:
        """The names of the given words. Upper and lower case, the English name and the code are accepted, too.

        Raises ValidationError with the nearest names for each word that is not in the list.
        """
        text = forms.CharField.clean(self, value)
        known = {
            word.casefold(): row.name
            for row in self.tag_model.objects.all()
            for word in (row.slug, getattr(row, "name_en", ""), row.name)
            if word
        }
        # A name of several words is looked up as a whole first: without comma or quotes taggit would split it.
        given = [text] if text.strip().casefold() in known else parse_tags(text)
        words = {word: known.get(word.strip().casefold()) for word in given}
        if unknown := [word for word, name in words.items() if name is None]:
            raise forms.ValidationError([_refusal(word, known) for word in unknown], code="invalid")
        return sorted({name for name in words.values() if name})


def _refusal(word: str, known: dict[str, str]) -> str:
    likeness = {name: _alike(word, name) for name in known.values()}
    near = sorted((name for name in likeness if likeness[name] >= ALIKE), key=lambda name: -likeness[name])[:MOST]
    if near:
        said = _("“%(word)s” is not in the list. Near it: %(near)s.")
        return said % {"word": word, "near": "; ".join(near)}
    return _("“%(word)s” is not in the list. Choose one of the words that are offered as you type.") % {"word": word}


def _alike(word: str, name: str) -> float:
    """How alike a word is to a name or to one of its words, from 0 to 1; 1 when one of them begins with it."""
    sought, whole = word.casefold(), name.casefold()
    parts = [whole, *whole.replace(",", " ").replace("-", " ").split()]
    if any(part.startswith(sought) for part in parts):
        return 1
    return max(SequenceMatcher(None, sought, part).ratio() for part in parts)
