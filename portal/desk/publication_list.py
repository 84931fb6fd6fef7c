"""All publications in one list of the admin, with what an editor looks after as columns, filters and spreadsheet.

The filters stand in the address, so that a link is a saved list.
"""

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import (
    DateRangePickerWidget,
    MultipleContentTypeFilter,
    MultipleUserFilter,
    WagtailFilterSet,
)
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permissions import page_permission_policy

from portal.accounts.account_name import account_name
from portal.desk.panel import kind
from portal.desk.review_days import REVIEWS, in_work, is_overdue, review_group
from portal.models import Publication
from portal.permissions.page_access import pages_in_hand
from portal.publications.filing import filed_by
from portal.publications.page_types import page_types
from portal.publications.statuses import REPLACED, REPLACED_LABEL, VERDICTS
from portal.selections.facets import facets
from portal.spreadsheets import OpensInExcel


def _types(request: HttpRequest) -> QuerySet[ContentType]:
    found = ContentType.objects.get_for_models(*page_types().values())
    return ContentType.objects.filter(pk__in=[row.pk for row in found.values()])


def _standings() -> list[tuple[str, Any]]:
    found = {code: label for model in page_types().values() for code, label in model.statuses.items()}
    return list({**found, REPLACED: REPLACED_LABEL}.items())


def _values(facet: str) -> list[tuple[str, str]]:
    return [(value.code, value.label) for value in facets()[facet].values()]


def _writers(request: HttpRequest) -> Any:
    last = Publication.objects.values("latest_revision__user")
    return get_user_model().objects.filter(pk__in=last)


class PublicationFilters(WagtailFilterSet):
    """What the list can be narrowed by."""

    content_type = MultipleContentTypeFilter(label=gettext_lazy("Type"), queryset=_types, widget=CheckboxSelectMultiple)
    # Not named “locale”: in an address of the admin Wagtail takes that for the code of a language, and answers 404.
    language = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Language"),
        field_name="locale__language_code",
        choices=lambda: _values("lang"),
        widget=CheckboxSelectMultiple,
    )
    verdict = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Verdict"), choices=lambda: list(VERDICTS.items()), widget=CheckboxSelectMultiple
    )
    status = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Standing"), choices=_standings, widget=CheckboxSelectMultiple
    )
    public = django_filters.ChoiceFilter(
        label=gettext_lazy("Public"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        empty_label=gettext_lazy("All"),
        method="filter_public",
        widget=RadioSelect,
    )
    review = django_filters.ChoiceFilter(
        label=gettext_lazy("Review"),
        choices=list(REVIEWS.items()),
        empty_label=gettext_lazy("All"),
        method="filter_review",
        widget=RadioSelect,
    )
    board = django_filters.ChoiceFilter(
        label=gettext_lazy("On the board"),
        choices=[("yes", gettext_lazy("Yes"))],
        empty_label=gettext_lazy("All"),
        method="filter_board",
        widget=RadioSelect,
    )
    area = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Product area"),
        choices=lambda: _values("area"),
        method="filter_filed",
        widget=CheckboxSelectMultiple,
    )
    region = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Region"),
        choices=lambda: _values("region"),
        method="filter_filed",
        widget=CheckboxSelectMultiple,
    )
    dated_on = django_filters.DateFromToRangeFilter(label=gettext_lazy("Date"), widget=DateRangePickerWidget)
    review_by = django_filters.DateFromToRangeFilter(label=gettext_lazy("Review by"), widget=DateRangePickerWidget)
    writer = MultipleUserFilter(
        label=gettext_lazy("Written last by"),
        field_name="latest_revision__user",
        queryset=_writers,
        widget=CheckboxSelectMultiple,
    )

    class Meta:
        model = Publication
        fields: list[str] = []

    def filter_public(self, publications: Any, name: str, value: str) -> Any:
        """Those that anyone may read, or the others."""
        return publications.filter(is_open=value == "yes")

    def filter_review(self, publications: Any, name: str, value: str) -> Any:
        """Those whose day of review puts them in one group, as on the board."""
        return publications.filter(in_work()).annotate(place=review_group()).filter(place=value)

    def filter_board(self, publications: Any, name: str, value: str) -> Any:
        """Those that somebody has to look after: the board has no others."""
        return publications.filter(in_work())

    def filter_filed(self, publications: Any, name: str, value: list[str]) -> Any:
        """Those that are filed under one of these codes of a facet."""
        return publications.filter(filed_by(facets()[name].rule(tuple(value)))) if value else publications


def review_words(page: Any) -> str:
    """The day of review, with the word “overdue” after it when it has passed."""
    if not page.review_by:
        return ""
    return " – ".join([str(page.review_by), *([_("overdue")] if is_overdue(page) else [])])


def standing_words(page: Any) -> str:
    """Whether the page is public, and its status in words. What was never public does not say that it holds."""
    told = page.status_label
    if told and not page.first_published_at:
        told = _("will be: %(status)s") % {"status": told}
    return " · ".join(filter(None, [_("Public") if page.is_open else _("Not public"), told]))


def verdict_words(page: Any) -> str:
    """The verdict in words; empty where none is stated."""
    return page.verdict_label if page.verdict else ""


class _Labelled(Column):
    """A column whose name stands beside its value on a phone, where a row is a block."""

    cell_template_name = "portal/admin/labelled_cell.html"


class PublicationListView(OpensInExcel, IndexView):
    """The list. It has the pages whose drafts the user may read, and takes a fixed number of queries."""

    table_classname = "listing portal-rows"
    base_filterset_class = PublicationFilters

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The list. An id in the address that is too large for any database leads to the whole list."""
        try:
            return super().get(request, *args, **kwargs)
        except OverflowError:
            return redirect(request.path)

    def get_base_queryset(self) -> Any:
        mine = pages_in_hand(self.request.user)
        found = Publication.objects.filter(pk__in=mine.values("pk")).select_related("locale")
        is_open = Exists(Publication.objects.published().filter(pk=OuterRef("pk")))
        writer = account_name(OuterRef("latest_revision__user"))
        return found.defer_streamfields().annotate(writer_name=writer, is_open=is_open)

    def search_queryset(self, queryset: Any) -> Any:
        """Those with the words in title or case number: the filters are columns that Wagtail's index does not have."""
        if not self.is_searching:
            return queryset
        word = self.search_query.replace("\0", "")
        return queryset.filter(
            Q(title__icontains=word) | Q(draft_title__icontains=word) | Q(case_number__icontains=word)
        )

    def order_queryset(self, queryset: Any) -> Any:
        ordering = self.ordering or self.default_ordering
        name = F(ordering.lstrip("-"))
        order = name.desc(nulls_last=True) if ordering.startswith("-") else name.asc(nulls_last=True)
        return queryset.order_by(order, "-pk")

    def row_of(self, item: Any) -> dict[str, Any]:
        saved = item.latest_revision_created_at
        return {
            "draft_title": item.draft_title,
            "type": kind(item),
            "dated_on": item.date_code,
            "verdict": verdict_words(item),
            "standing": standing_words(item),
            "review_by": item.review_by,
            "language": item.locale.get_display_name(),
            "case_number": item.case_number,
            "writer_name": item.writer_name,
            # Without its offset, as a spreadsheet has no time zones.
            "latest_revision_created_at": saved and timezone.localtime(saved).replace(tzinfo=None),
        }


class ForEditors(MenuItem):
    """An entry of the admin's menu for those who may write, edit or publish some page."""

    def is_shown(self, request: HttpRequest) -> bool:
        return page_permission_policy.user_has_any_permission(request.user, {"add", "change", "publish"})


class PublicationsToEdit(PageListingViewSet):
    """Registers the list in the admin's menu."""

    model = Publication
    icon = "list-ul"
    menu_label = gettext_lazy("Publications")
    menu_order = 150
    menu_item_class = ForEditors
    add_to_admin_menu = True
    name = "publications"
    url_prefix = "publications"
    index_view_class = PublicationListView
    filterset_class = PublicationFilters
    ordering = "-dated_on"
    export_filename = "publikationer"
    columns = (
        TitleColumn(
            "draft_title",
            label=gettext_lazy("Title"),
            url_name="wagtailadmin_pages:edit",
            sort_key="draft_title",
            width="30%",
        ),
        _Labelled("type", label=gettext_lazy("Type"), accessor=kind),
        _Labelled(
            "date", label=gettext_lazy("Date"), accessor="date_code", sort_key="dated_on", classname="portal-day"
        ),
        _Labelled("verdict", label=gettext_lazy("Verdict"), accessor=verdict_words),
        _Labelled("standing", label=gettext_lazy("Standing"), accessor=standing_words, sort_key="status"),
        _Labelled("review_by", label=gettext_lazy("Review by"), accessor=review_words, sort_key="review_by"),
        _Labelled("language", label=gettext_lazy("Language"), accessor="locale.get_display_name"),
        _Labelled("writer", label=gettext_lazy("Written last by"), accessor="writer_name", sort_key="writer_name"),
    )
    list_export = (
        *("draft_title", "type", "dated_on", "verdict", "standing", "review_by", "language", "case_number"),
        *("writer_name", "latest_revision_created_at"),
    )
    export_headings = {
        "draft_title": gettext_lazy("Title"),
        "type": gettext_lazy("Type"),
        "standing": gettext_lazy("Standing"),
        "language": gettext_lazy("Language"),
        "writer_name": gettext_lazy("Written last by"),
        "latest_revision_created_at": gettext_lazy("Last saved"),
    }

    def get_urlpatterns(self) -> list[Any]:
        """The list and its rows; pages begin at the buttons of the desk."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), "add_url_name": None}
