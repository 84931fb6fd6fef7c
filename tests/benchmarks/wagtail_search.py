"""The same corpus as pages in the database: Wagtail's own search over them, and the whole search page."""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.db.models import F, Max
from django.test import Client
from django.urls import reverse
from modelsearch.backends import get_search_backend
from wagtail.models import Page

from portal.models import ProductArea, ProductAreaItem, Publication, Region
from search.index.documents import IndexDocument, documents
from tests.benchmarks.corpus import Corpus, Made
from tests.benchmarks.pages import cost
from tests.benchmarks.timing import spread

BATCH = 500
# Wagtail's index looks at all its entries after each batch, and holds a batch of pages in memory.
PEER_BATCH = 20_000
# Seconds for one question to Wagtail's own search, and for all of a kind: it reads every hit once for each hit.
LONGEST = 60
PATIENCE = 180


def write(corpus: Corpus, size: int) -> Iterator[IndexDocument]:
    """Pages of one type beside those there are, row by row, and Wagtail's own index over all of them.

    Returns what our index has to know: those that were there, and the corpus.
    """
    model = _model()
    template = model.objects.live().filter(locale__language_code="sv").first()
    there = list(documents())
    first = Page.objects.aggregate(last=Max("pk"))["last"] + 1
    _write_rows(corpus.made(size), template, first)
    connection.cursor().execute("ANALYZE")
    _fill_peer(model)
    revision = template.live_revision_id
    return chain(there, (made.document(first + made.number, revision) for made in corpus.made(size)))


def _fill_peer(model: Any) -> None:
    index, last = get_search_backend().get_index_for_model(model), 0
    while batch := list(model.objects.filter(pk__gt=last).order_by("pk")[:PEER_BATCH]):
        index.add_items(model, batch)
        last = batch[-1].pk


def _model() -> Any:
    return apps.get_model("recommendations", "Recommendation")


def _write_rows(corpus: Iterator[Made], template: Any, first: int) -> None:
    parent = template.get_parent(update=True)
    areas = dict(ProductArea.objects.values_list("slug", "pk"))
    regions = dict(Region.objects.values_list("code", "pk"))
    last = Page._str2int(parent.get_last_child().path[-Page.steplen :])
    while batch := list(islice(corpus, BATCH)):
        pages = [_page(template, parent, made, first, last) for made in batch]
        with transaction.atomic():
            Page.objects.bulk_create(pages)
            Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(batch))
            for kind in (Publication, type(template)):
                _copy_rows(kind, template, [page.pk for page in pages])
            _tell_apart(type(template), list(zip(pages, batch, strict=True)), areas, regions)


def _page(template: Any, parent: Any, made: Made, first: int, last: int) -> Any:
    """A page beside the template, after the last child of its parent."""
    page: Any = Page(**{field.attname: getattr(template, field.attname) for field in Page._meta.concrete_fields})
    page.pk = page.id = first + made.number
    page.path = Page._get_path(parent.path, template.depth, last + made.number + 1)
    page.title, page.slug = made.title, f"bench-{made.number}"
    page.url_path = f"{parent.url_path}{page.slug}/"
    page.translation_key = uuid.uuid4()
    return page


def _tell_apart(model: Any, pages: list[tuple[Any, Made]], areas: dict[str, int], regions: dict[str, int]) -> None:
    """What a publication of the corpus is, in the rows that were copied."""
    rows = []
    for page, made in pages:
        level = "region" if made.region else "national"
        body = [{"type": "text", "value": f"<p>{made.text}</p>"}]
        rows.append((made.ingress, json.dumps(body), made.dated_on, level, made.verdict, made.status, page.pk))
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE portal_publication SET ingress=%s, body=%s, dated_on=%s, level=%s, verdict=%s, status=%s "
            "WHERE page_ptr_id=%s",
            rows,
        )
        # What the status of a recommendation is worked out from when the page is saved again.
        standing = [(made.status, page.pk) for page, made in pages]
        cursor.executemany(f"UPDATE {model._meta.db_table} SET standing=%s WHERE publication_ptr_id=%s", standing)
    filed = (ProductAreaItem(content_object_id=page.pk, tag_id=areas[made.area]) for page, made in pages)
    ProductAreaItem.objects.bulk_create(filed)
    concerned: Any = Publication.regions.through
    concerned.objects.bulk_create(
        concerned(publication_id=page.pk, region_id=regions[made.region]) for page, made in pages if made.region
    )


def _copy_rows(model: Any, template: Any, keys: list[int]) -> None:
    """The template's row of one table of its model, again for each of these pages."""
    table, key = model._meta.db_table, model._meta.pk.column
    columns = [field.column for field in model._meta.local_fields if field.column != key]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{table}" ("{key}", {names}) SELECT %s, {names} FROM "{table}" WHERE "{key}" = %s',
            [(page_id, template.pk) for page_id in keys],
        )


def measured(corpus: Corpus, rounds: int) -> dict[str, Any]:
    """Wagtail's own SQLite search over the same pages: a word, and a word with one facet counted."""
    model = _model()
    words = [question.split()[0] for question in corpus.questions("term", rounds)]

    def hits(word: str) -> list[Any]:
        return list(model.objects.live().search(word)[:20])

    def one_facet(word: str) -> Any:
        return model.objects.live().search(word).facet("status")

    return {
        "term": patiently([partial(hits, word) for word in words]),
        "one facet": patiently([partial(one_facet, word) for word in words]),
    }


def patiently(calls: Sequence[Callable[[], Any]]) -> dict[str, float]:
    """The spread of as many calls as there is patience for, in milliseconds; one given up counts with its time."""
    taken: list[float] = []
    answered = 0
    until = time.monotonic() + PATIENCE
    for call in calls:
        begun = time.perf_counter()
        answered += _answered(call)
        taken.append((time.perf_counter() - begun) * 1000)
        if time.monotonic() > until:
            break
    return {**spread(taken), "asked": len(taken), "given_up": len(taken) - answered}


def _answered(call: Callable[[], Any]) -> bool:
    """Ask, and say whether there was an answer before the time was up."""
    timer = threading.Timer(LONGEST, connection.connection.interrupt)
    timer.start()
    try:
        call()
    except OperationalError:
        return False
    finally:
        timer.cancel()
    return True


def page(corpus: Corpus, rounds: int) -> dict[str, Any]:
    """The whole search page in this process, all facet groups counted: bare, one question, and ever another one."""
    client = Client(headers={"host": "localhost"})
    address, chosen = reverse("search:results"), "status=in_force&region=skane"
    return {
        "browse": cost(client, [address] * rounds),
        "word and two facets": cost(client, [f"{address}?q=insulinpump&{chosen}"] * rounds),
        "another word each time": cost(
            client, [f"{address}?q={quote(word)}&{chosen}" for word in corpus.questions("term", rounds)]
        ),
    }
