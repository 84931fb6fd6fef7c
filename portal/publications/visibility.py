"""The rule for what anyone may read, as a condition in the database."""

from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from wagtail.models import Page, PageViewRestriction


def restrictions_on(path: Any) -> Any:
    """The view restrictions on a page or on one above it.

    `path` is the page's tree path, as a string or a reference to a column. Wagtail's `public()` first fetches all
    restrictions; as a condition in SQL this costs no query of its own.
    """
    # A subquery, not a join: where there are no restrictions, SQLite plans a join that reads all pages for each row.
    root = Subquery(Page.objects.filter(pk=OuterRef("page_id")).values("path")[:1])
    here = ExpressionWrapper(path, output_field=CharField())
    return PageViewRestriction.objects.annotate(here=here, root=root).filter(here__startswith=F("root"))


def is_closed() -> Q:
    """The condition that a page is under a view restriction: its own, one above it, or for an alias its original's."""
    aliases = Page.objects.order_by().filter(
        Exists(restrictions_on(OuterRef("alias_of__path"))), alias_of__isnull=False
    )
    return Q(Exists(restrictions_on(OuterRef("path")))) | Q(pk__in=aliases.values("pk"))


def open_to_all(pages: Any) -> Any:
    """The pages of a queryset that anyone may read: live and under no view restriction."""
    return pages.live().exclude(is_closed())


def opens_nothing(origin: Any) -> bool:
    """Whether a view restriction is deleted only because its page is deleted, so that nothing becomes public.

    `origin` is what Django's post_delete signal passes as the start of the deletion: an object or a queryset.
    """
    return origin is not None and getattr(origin, "model", type(origin)) is not PageViewRestriction


class QuickRestrictions:
    """For pages: finds the page's view restrictions in one query. Wagtail asks for them before it serves a page."""

    # Set to True by code whose query for the page has already shown that it has no restrictions.
    is_known_open = False

    def get_view_restrictions(self: Any) -> Any:
        """The view restrictions on this page or above it, as a queryset."""
        if self.is_known_open:
            return PageViewRestriction.objects.none()
        if self.alias_of_id:
            return super().get_view_restrictions()  # type: ignore[misc]
        return restrictions_on(Value(self.path)).select_related("page")
