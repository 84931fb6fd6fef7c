"""Where search touches Wagtail's admin: the words that editors own, the register, the report that explains a hit."""

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


@hooks.register("register_reports_menu_item")
def poor_questions() -> MenuItem:
    """Add the register to the menu of reports."""
    item: MenuItem = PoorQuestions().get_menu_item(order=100)
    return item


@hooks.register("register_reports_menu_item")
def explain_a_hit() -> MenuItem:
    """Add the report that explains a hit to the menu of reports."""
    return MenuItem(_("Explain a hit"), reverse(EXPLAIN), name="explain-a-hit", icon_name="view", order=110)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Add the report's address to the admin."""
    return [path("search/explain/", require_admin_access(ExplainView.as_view()), name=EXPLAIN)]
