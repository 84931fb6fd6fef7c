"""Columns of pages for lists that need no page as an object, as outsiders may read them."""

from collections.abc import Iterable
from functools import cache, reduce
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from portal.models import Delivery, Publication
from portal.publications.page_types import withholding

Row = dict[str, Any]


def public_columns(page_ids: Iterable[int], names: tuple[str, ...]) -> dict[int, Row]:
    """Key → the named columns of each of these pages that is public; one query for those that keep nothing back.

    Of a page that does, the values are read from what outsiders see of it (Publication.for_outsiders), so that no
    column can be forgotten. It is in no list until every channel has taken in its last change: what an index still
    knows of the time before would tell what it is about.
    """
    ids = list(page_ids)
    rows = list(_query(names).filter(pk__in=ids))
    found = {row[0]: dict(zip(names, row[1:], strict=False)) for row in rows}
    secret = [row[0] for row in rows if any(row[1 + len(names) :])]
    if secret:
        waiting = Delivery.objects.open().filter(event__page_id__in=secret).values_list("event__page_id", flat=True)
        for pk in set(waiting):
            del found[pk]
        pages = list(Publication.objects.published().filter(pk__in=secret).specific())
        prefetch_related_objects(pages, *{name.partition("__")[0] for name in names if "__" in name})
        for page in pages:
            if page.pk in found:
                shown = page.for_outsiders()
                found[page.pk] = {name: reduce(getattr, name.split("__"), shown) for name in names}
    return found


@cache
def _query(names: tuple[str, ...]) -> QuerySet[Any, Any]:
    """The query of what anyone may read, made once: it asks nothing before it is narrowed."""
    return Publication.objects.published().values_list("pk", *names, *withholding())
