"""Where search touches Wagtail's admin: the words that editors own, the register, the report that explains a hit."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from search.editorial.explain_view import ExplainView
from search.editorial.viewsets import SearchWordsGroup
from search.editorial.zero_results_register import EXPLAIN, PoorQuestions

register_snippet(SearchWordsGroup)
modeladmin_register(PoorQuestions)


class RegisterItem(MenuItem):
    """The register's menu item, for those who may read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(PoorQuestions().permission_helper.user_can_list(request.user))


@hooks.register("register_reports_menu_item")
def poor_questions() -> MenuItem:
    """Add the register to the menu of reports."""
    address = PoorQuestions().url_helper.index_url
    return RegisterItem(PoorQuestions.menu_label, address, name="poor-questions", icon_name="help", order=100)


@hooks.register("register_reports_menu_item")
def explain_a_hit() -> MenuItem:
    """Add the report that explains a hit to the menu of reports."""
    return MenuItem(_("Explain a hit"), reverse(EXPLAIN), name="explain-a-hit", icon_name="view", order=110)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Add the report's address to the admin."""
    return [path("search/explain/", require_admin_access(ExplainView.as_view()), name=EXPLAIN)]
