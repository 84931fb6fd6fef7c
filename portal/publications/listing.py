"""Index pages: the public list of all publications of one type, newest first, split into numbered pages."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django.core import paginator
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from portal.moderation.models import ReadByTwo
from portal.permissions.page_permissions import InAdmin
from portal.publications.linked_data import DescribesItself
from portal.publications.page_types import page_types
from portal.publications.visibility import QuickRestrictions

ROWS_A_PAGE = 30


class IndexPage(ReadByTwo, InAdmin, DescribesItself, QuickRestrictions, Page):
    """The list of one publication type in one language. It is the parent of all pages of that type."""

    ingress = models.TextField(_("ingress"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("ingress")]
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage"]
    max_count_per_parent = 1  # type: ignore[assignment]
    type_code: ClassVar[str] = ""
    # Wagtail would look for a template named after each subclass. A list that needs no template of its own therefore
    # repeats `template = IndexPage.template`.
    template = "portal/index_page.html"
    # True when the headings of the list are statuses; the rows then leave the status out.
    is_grouped_by_status: ClassVar[bool] = False
    # True when its publications can be had by mail.
    is_mailed: ClassVar[bool] = False
    page_kind = "CollectionPage"

    class Meta:
        abstract = True

    @property
    def calendar_name(self) -> str:
        """The last part of the address of the type's calendar; empty where it has none."""
        return page_types()[self.type_code].calendar_name(self.locale.language_code) if self.type_code else ""

    def publications(self) -> Any:
        """The pages of the list in their order, as a queryset."""
        model = self.specific_class.allowed_subpage_models()[0]
        return model.objects.published().child_of(self).newest()

    def shown(self, publications: Any) -> list[Any]:
        """What the list shows of some of these pages: here their rows."""
        rows: list[Any] = publications.rows()
        return rows

    def group_of(self, row: Any) -> str:
        """The heading that a row stands under: here its year, or the type's words for “no date”."""
        return str(row.dated_on.year if row.dated_on else row.undated_label)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = requested_page(request, self.publications())
        groups: dict[str, list[Any]] = {}
        for row in self.shown(rows.object_list):
            groups.setdefault(self.group_of(row), []).append(row)
        context = super().get_context(request, *args, **kwargs)
        # Each part of the list is an address of its own: the first does not have what stands in the others.
        query = f"page={rows.number}" if rows.number > 1 else ""
        return {**context, "rows": rows, "groups": list(groups.items()), "canonical_query": query}


class Rows(paginator.Page[Any]):
    """The rows on one numbered page of a list, with the links to the other numbers."""

    @property
    def numbers(self) -> Iterable[int | str]:
        """The page numbers to offer: the first, this one and its neighbours, and the last. “…” stands for those left
        out.
        """
        return self.paginator.get_elided_page_range(self.number, on_each_side=1, on_ends=1)


class _Paginator(paginator.Paginator[Any]):
    def _get_page(self, *args: Any, **kwargs: Any) -> Rows:
        return Rows(*args, **kwargs)


def asked_page(request: HttpRequest) -> int:
    """The number that `?page=` asks for, whether or not the list has it; 1 where it is missing or no number."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 1


def requested_page(request: HttpRequest, queryset: Any, size: int = ROWS_A_PAGE) -> Rows:
    """The rows that `?page=` asks for; the first `size` rows where it is missing or no number.

    Raises Http404 for a number that the list does not have.
    """
    pages, number = _Paginator(queryset, size), asked_page(request)
    if number < 1 or number > pages.num_pages:
        raise Http404("No such page of the list")
    return cast(Rows, pages.page(number))
