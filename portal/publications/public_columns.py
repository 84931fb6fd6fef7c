"""Columns of pages as outsiders may read them, for lists that do not need whole page objects."""

from collections.abc import Iterable
from functools import cache, reduce
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from portal.models import Delivery, Publication
from portal.publications.page_types import withholding

Row = dict[str, Any]


def public_columns(page_ids: Iterable[int], names: tuple[str, ...]) -> dict[int, Row]:
    """The named columns of those of these pages that are public, as page id → {name: value}.

    `names` are columns seen from Publication, such as "title" or "locale__language_code". Pages that keep nothing back
    take one query. Of a page that does (see PageType.withholding) the values are read from its for_outsiders(), so that
    no column can be forgotten. Such a page is left out while one of its deliveries is open: the index may still hold
    what it said before it became secret, and a hit would give that away.
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
    """The query of what anyone may read, built once for each set of names. It runs only when it is narrowed to some
    pages.
    """
    return Publication.objects.published().values_list("pk", *names, *withholding())
