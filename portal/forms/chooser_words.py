"""The words of choosers in the language of whoever reads the form.

Wagtail puts them together once, when a form is first made: everybody would read them in that first reader's language.
"""

from typing import Any

from django.utils.functional import cached_property, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext
from wagtail.admin.widgets import AdminPageChooser
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.widgets import AdminSnippetChooser


def _put_together(words: str, name: Any) -> str:
    return gettext(words) % {"object": name}


_later = lazy(_put_together, str)


class VocabularyChooser(AdminSnippetChooser):
    """Chooses one word of a vocabulary."""

    def __init__(self, model: Any, **kwargs: Any) -> None:
        super().__init__(model, **kwargs)
        name = model._meta.verbose_name
        self.choose_one_text = _later("Choose %(object)s", name)
        self.choose_another_text = _later("Choose another %(object)s", name)
        self.link_to_chosen_text = _later("Edit this %(object)s", name)


class VocabularyChoosers(SnippetChooserViewSet):
    """What the forms of pages and of the vocabulary choose with."""

    @cached_property
    def widget_class(self) -> VocabularyChooser:
        return VocabularyChooser(model=self.model, icon=self.icon)

    def get_urlpatterns(self) -> list[Any]:
        """Without that of a form for new words: there is none, and Wagtail's view fails at what is sent to it."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


def say_anew(widget: AdminPageChooser) -> None:
    """Put the words of a page chooser together in the language that is active now. Call it on a form's own widget."""
    if len(widget.target_models) == 1:
        name = capfirst(widget.model._meta.verbose_name)
        widget.choose_one_text = f"{AdminPageChooser.choose_one_text} ({name})"
