"""Columns of pages as outsiders may read them, for lists that do not need whole page objects."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from functools import cache, reduce
from typing import Any

from django.utils.translation import get_language

from portal.models import Delivery, Publication
from portal.outbox.changes import kept
from portal.publications.page_types import page_types, withholding
from portal.publications.prepared_query import PreparedQuery

Columns = dict[str, Any]
_WAITING = PreparedQuery(
    lambda ids: Delivery.objects.open().filter(event__page_id__in=ids).values_list("event__page_id")
)


def public_columns(page_ids: Iterable[int], names: tuple[str, ...], *, by_index: bool = True) -> dict[int, Columns]:
    """The named columns of those of these pages that are public, as page id → {name: value}.

    `names` are columns seen from Publication, such as "title" or "locale__language_code". Pages that keep nothing back
    take one query. Of a page that does (see PageType.withholding) the values are read from its for_outsiders(), so that
    no column can be forgotten. Where an index has chosen the pages (`by_index`), such a page is left out while one of
    its deliveries is open: the index may still hold what it said before it became secret, and a hit would give that
    away.
    """
    ids = list(page_ids)
    rows = _query(names).rows(ids)
    found = {row[0]: dict(zip(names, row[1:], strict=False)) for row in rows}
    secret = [row[0] for row in rows if any(row[1 + len(names) :])]
    if secret and by_index:
        for (pk,) in set(_WAITING.rows(secret)):
            del found[pk]
    if abridged := sorted(found.keys() & set(secret)):
        asked = hashlib.sha256(repr((abridged, names)).encode()).hexdigest()
        shown = kept(f"outsiders-{get_language()}-{asked}", lambda: dict(_for_outsiders(abridged, names)))
        found = {pk: columns for pk, columns in found.items() if pk not in secret} | shown
    return found


def _for_outsiders(page_ids: Collection[int], names: tuple[str, ...]) -> Iterator[tuple[int, Columns]]:
    """What readers see of these pages that keep something back."""
    for page in _whole(page_ids, names):
        shown = page.for_outsiders()
        yield page.pk, {name: reduce(getattr, name.split("__"), shown) for name in names}


def _whole(page_ids: Collection[int], names: tuple[str, ...]) -> Iterator[Any]:
    """These pages, each as its own type, of the types that keep something back. That they are public has been asked."""
    related = {name.rpartition("__")[0] for name in names if "__" in name}
    for model in page_types().values():
        if model.withholding:
            yield from model.objects.filter(pk__in=page_ids).select_related(*related)


@cache
def _query(names: tuple[str, ...]) -> PreparedQuery:
    """What anyone may read of some pages."""
    public = Publication.objects.published().values_list("pk", *names, *withholding())
    return PreparedQuery(lambda ids: public.filter(pk__in=ids))
