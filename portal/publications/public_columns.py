"""Columns of pages as outsiders may read them, for lists that do not need whole page objects."""

from collections.abc import Collection, Iterable, Iterator
from functools import cache, reduce
from typing import Any

from django.db.models import QuerySet

from portal.models import Delivery, Publication
from portal.publications.page_types import page_types, withholding

Columns = dict[str, Any]


def public_columns(page_ids: Iterable[int], names: tuple[str, ...], *, by_index: bool = True) -> dict[int, Columns]:
    """The named columns of those of these pages that are public, as page id → {name: value}.

    `names` are columns seen from Publication, such as "title" or "locale__language_code". Pages that keep nothing back
    take one query. Of a page that does (see PageType.withholding) the values are read from its for_outsiders(), so that
    no column can be forgotten. Where an index has chosen the pages (`by_index`), such a page is left out while one of
    its deliveries is open: the index may still hold what it said before it became secret, and a hit would give that
    away.
    """
    ids = list(page_ids)
    rows = list(_query(names).filter(pk__in=ids))
    found = {row[0]: dict(zip(names, row[1:], strict=False)) for row in rows}
    secret = [row[0] for row in rows if any(row[1 + len(names) :])]
    if secret and by_index:
        waiting = Delivery.objects.open().filter(event__page_id__in=secret).values_list("event__page_id", flat=True)
        for pk in set(waiting):
            del found[pk]
    for page in _whole(found.keys() & set(secret), names):
        shown = page.for_outsiders()
        found[page.pk] = {name: reduce(getattr, name.split("__"), shown) for name in names}
    return found


def _whole(page_ids: Collection[int], names: tuple[str, ...]) -> Iterator[Any]:
    """These pages, each as its own type, of the types that keep something back."""
    related = {name.rpartition("__")[0] for name in names if "__" in name}
    for model in page_types().values() if page_ids else ():
        if model.withholding:
            yield from model.objects.published().filter(pk__in=page_ids).select_related(*related)


@cache
def _query(names: tuple[str, ...]) -> QuerySet[Any, Any]:
    """The query of what anyone may read, built once for each set of names. It runs only when it is narrowed to some
    pages.
    """
    return Publication.objects.published().values_list("pk", *names, *withholding())
