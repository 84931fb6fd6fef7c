"""Synonyms and best bets in the admin: one menu, two lists."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.forms.chooser_words import VocabularyChoosers
from search.models import BestBet, Synonym


class Synonyms(SnippetViewSet):
    """The list of synonyms."""

    model = Synonym
    icon = "duplicate"
    list_display: Any = ["__str__", "note"]
    search_fields: Any = ["words", "note"]
    ordering = ["words"]
    list_per_page = 50
    copy_view_enabled = False
    chooser_viewset_class = VocabularyChoosers


class BestBets(SnippetViewSet):
    """The list of best bets."""

    model = BestBet
    icon = "pick"
    list_display: Any = [
        "__str__",
        Column("page", label=_("publication"), sort_key="page__title"),
        DateColumn("from_day", label=_("from"), sort_key="from_day"),
        DateColumn("until_day", label=_("until"), sort_key="until_day"),
    ]
    search_fields: Any = ["phrases", "page__title", "note"]
    ordering = ["phrases"]
    list_per_page = 50
    copy_view_enabled = False
    chooser_viewset_class = VocabularyChoosers

    def get_queryset(self, request: HttpRequest) -> QuerySet[BestBet]:
        return BestBet.objects.select_related("page")


class SearchWordsGroup(SnippetViewSetGroup):
    """The menu."""

    items = (Synonyms, BestBets)
    menu_label = _("Search words")
    menu_name = "search-words"
    menu_icon = "search"
    menu_order = 610
