"""The one rule for what anyone may read, as a condition in the database."""

from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from wagtail.models import Page, PageViewRestriction


def restrictions_on(path: Any) -> Any:
    """The view restrictions on a page or above it, by its tree path (a string or a reference to a column).

    Wagtail's `public()` first fetches all restrictions; as a condition it costs no query of its own.
    """
    # Not by a join: with statistics and no restriction at all, SQLite would look through all pages for each row.
    root = Subquery(Page.objects.filter(pk=OuterRef("page_id")).values("path")[:1])
    here = ExpressionWrapper(path, output_field=CharField())
    return PageViewRestriction.objects.annotate(here=here, root=root).filter(here__startswith=F("root"))


def is_closed() -> Q:
    """Whether a page is under a view restriction: its own, one above it, or its source's if it is an alias."""
    aliases = Page.objects.order_by().filter(
        Exists(restrictions_on(OuterRef("alias_of__path"))), alias_of__isnull=False
    )
    return Q(Exists(restrictions_on(OuterRef("path")))) | Q(pk__in=aliases.values("pk"))


def open_to_all(pages: Any) -> Any:
    """Of a queryset of pages, the live ones under no view restriction."""
    return pages.live().exclude(is_closed())


def opens_nothing(origin: Any) -> bool:
    """Whether a restriction is deleted only because its page is: then nothing becomes public.

    `origin` is what Django's post_delete signal names as that from which the deletion started.
    """
    return origin is not None and getattr(origin, "model", type(origin)) is not PageViewRestriction


class QuickRestrictions:
    """A page that answers in one query which view restrictions it is under; Wagtail asks before it serves it."""

    # Set by who has just seen, in the query that found the page, that there are none.
    is_known_open = False

    def get_view_restrictions(self: Any) -> Any:
        if self.is_known_open:
            return PageViewRestriction.objects.none()
        if self.alias_of_id:
            return super().get_view_restrictions()  # type: ignore[misc]
        return restrictions_on(Value(self.path)).select_related("page")
