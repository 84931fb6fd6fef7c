"""The register of questions with poor answers: read, filtered and exported, never written in."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.helpers.search import DjangoORMSearchHandler
from wagtail_modeladmin.options import ModelAdmin

from search.models import PoorQuestion
from search.plan import FOLDED, PARTS, SIMILAR, WORDS
from search.questions import POOR_STAGES

READ = "search.view_poorquestion"
EXPLAIN = "search_explain"
LANGUAGES = dict(settings.LANGUAGES)
STAGES: dict[str, Any] = {
    WORDS: gettext_lazy("all words"),
    FOLDED: gettext_lazy("words without accents"),
    PARTS: gettext_lazy("parts of words"),
    SIMILAR: gettext_lazy("similar words"),
}
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@")


class RegisterPermissions(PermissionHelper):
    """To read the register is one permission; nobody writes in it."""

    def user_can_list(self, user: Any) -> bool:
        return bool(user.has_perm(READ))

    def user_can_inspect_obj(self, user: Any, obj: PoorQuestion) -> bool:
        return False

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: PoorQuestion) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: PoorQuestion) -> bool:
        return False


class RegisterButtons(ButtonHelper):
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
    title = gettext_lazy("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[PoorQuestion]) -> QuerySet[PoorQuestion]:
        return queryset.filter(language=self.value()) if self.value() else queryset


class RegisterSearch(DjangoORMSearchHandler):
    def search_queryset(self, queryset: Any, search_term: str | None, **kwargs: Any) -> Any:
        """PostgreSQL takes no NUL in a text, not even to look for it."""
        return super().search_queryset(queryset, (search_term or "").replace("\0", ""), **kwargs)


class PoorQuestions(ModelAdmin):
    model = PoorQuestion
    base_url_path = "poor-questions"
    menu_label = gettext_lazy("Questions with poor answers")
    menu_icon = "help"
    # It stands among Wagtail's reports.
    add_to_admin_menu = False
    list_display = ("question", "times", "hits", "stage_label", "language_label", "first_day", "last_day")
    list_display_add_buttons = "question"
    list_export = ("safe_question", *list_display[1:])
    export_filename = "poor-questions"
    list_filter = (Language, AnsweredBy, "last_day")
    list_per_page = 50
    search_fields = ("text",)
    search_handler_class = RegisterSearch
    history_view_enabled = False
    permission_helper_class = RegisterPermissions
    button_helper_class = RegisterButtons

    def question(self, row: PoorQuestion) -> str:
        return row.text

    def safe_question(self, row: PoorQuestion) -> str:
        return f"'{row.text}" if row.text.startswith(_FORMULA) else row.text

    def stage_label(self, row: PoorQuestion) -> str:
        return str(STAGES.get(row.stage, row.stage)) if row.hits else _("nothing")

    def language_label(self, row: PoorQuestion) -> str:
        return str(LANGUAGES.get(row.language, row.language))

    for method, heading, order in (
        (question, gettext_lazy("question"), "text"),
        (safe_question, gettext_lazy("question"), "text"),
        (stage_label, gettext_lazy("answered by"), "stage"),
        (language_label, gettext_lazy("language"), "language"),
    ):
        method.short_description = heading  # type: ignore[attr-defined]
        method.admin_order_field = order  # type: ignore[attr-defined]
    del method, heading, order

    def get_queryset(self, request: HttpRequest) -> QuerySet[PoorQuestion]:
        return PoorQuestion.objects.order_by("-times", "-last_day", "pk")

    def index_view(self, request: HttpRequest) -> HttpResponse:
        """The list; an address with a filter that makes no sense leads to the whole list."""
        try:
            return super().index_view(request)
        except (IncorrectLookupParameters, ValueError):
            return redirect(self.url_helper.index_url)
