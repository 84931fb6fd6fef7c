"""The register of questions with poor answers: read, filtered and exported, never written in."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import SimpleListFilter, display
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper

from portal.read_only_admin import Register
from search.editorial.zero_results import POOR_STAGES
from search.models import PoorQuestion
from search.query.builder import FOLDED, PARTS, SIMILAR, WORDS

EXPLAIN = "search_explain"
LANGUAGES = dict(settings.LANGUAGES)
STAGES: dict[str, Any] = {
    WORDS: gettext_lazy("all words"),
    FOLDED: gettext_lazy("words without accents"),
    PARTS: gettext_lazy("parts of words"),
    SIMILAR: gettext_lazy("similar words"),
}


class RegisterButtons(ButtonHelper):
    """The button of a row: it opens the report that explains a hit, with the question filled in."""

    def get_buttons_for_obj(self, obj: PoorQuestion, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        return [self.get_primary_button(obj)]

    def get_primary_button(self, obj: PoorQuestion) -> dict[str, Any]:
        asked = urlencode({"question": obj.text, "language": obj.language})
        return {
            "url": f"{reverse(EXPLAIN)}?{asked}",
            "label": _("Explain"),
            "title": _("Why a publication answers this question or does not"),
            "classname": self.finalise_classname(["button-small", "button-secondary"]),
        }


class AnsweredBy(SimpleListFilter):
    """What answered the question, or that nothing did."""

    title = gettext_lazy("answered by")
    parameter_name = "stage"
    NOTHING = "nothing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(self.NOTHING, _("nothing")), *((stage, str(STAGES[stage])) for stage in POOR_STAGES)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PoorQuestion]) -> QuerySet[PoorQuestion]:
        if self.value() == self.NOTHING:
            return queryset.filter(hits=0)
        return queryset.filter(stage=self.value(), hits__gt=0) if self.value() else queryset


class Language(SimpleListFilter):
    """Filters by the language that the question was asked in."""

    title = gettext_lazy("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[PoorQuestion]) -> QuerySet[PoorQuestion]:
        return queryset.filter(language=self.value()) if self.value() else queryset


class PoorQuestions(Register):
    """The register in the admin."""

    model = PoorQuestion
    base_url_path = "poor-questions"
    menu_label = gettext_lazy("Questions with poor answers")
    menu_icon = "help"
    menu_item_name = "poor-questions"
    # It stands among Wagtail's reports.
    add_to_admin_menu = False
    list_display = ("question", "times", "hits", "stage_label", "language_label", "first_day", "last_day")
    list_display_add_buttons = "question"
    list_export = list_display
    export_filename = "poor-questions"
    list_filter = (Language, AnsweredBy, "last_day")
    search_fields = ("text",)
    button_helper_class = RegisterButtons

    @display(description=gettext_lazy("question"), ordering="text")
    def question(self, row: PoorQuestion) -> str:
        """The question as it was typed."""
        return row.text

    @display(description=gettext_lazy("answered by"), ordering="stage")
    def stage_label(self, row: PoorQuestion) -> str:
        """What answered it, in words; “nothing” where there was no hit."""
        return str(STAGES.get(row.stage, row.stage)) if row.hits else _("nothing")

    @display(description=gettext_lazy("language"), ordering="language")
    def language_label(self, row: PoorQuestion) -> str:
        """What the language is called."""
        return str(LANGUAGES.get(row.language, row.language))

    def get_queryset(self, request: HttpRequest) -> QuerySet[PoorQuestion]:
        return PoorQuestion.objects.order_by("-times", "-last_day", "pk")
