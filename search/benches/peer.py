"""The same corpus as pages in the database: Wagtail's own search over them, and the whole search page."""

import json
import uuid
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from modelsearch.backends import get_search_backend
from wagtail.models import Page

from portal.benches.pages import cost
from portal.models import ProductArea, ProductAreaItem, Publication, Region
from search.benches.corpus import Corpus, Made
from search.benches.timing import timed
from search.indexing import rebuild

BATCH = 500


def write(corpus: Corpus, size: int) -> None:
    """Pages of one type beside those there are, row by row, and both indexes over all of them."""
    model = _model()
    template = model.objects.live().filter(locale__language_code="sv").first()
    parent = template.get_parent(update=True)
    areas = dict(ProductArea.objects.values_list("slug", "pk"))
    regions = dict(Region.objects.values_list("code", "pk"))
    made = corpus.made(size)
    while batch := list(islice(made, BATCH)):
        _write_batch(model, template, parent, batch, areas, regions)
    connection.cursor().execute("ANALYZE")
    rebuild()
    backend = get_search_backend()
    index = backend.get_index_for_model(model)
    index.add_items(model, model.objects.all())


def _model() -> Any:
    return apps.get_model("recommendations", "Recommendation")


def _write_batch(
    model: Any, template: Any, parent: Any, batch: list[Made], areas: dict[str, int], regions: dict[str, int]
) -> None:
    first = parent.numchild + 1
    pages: list[Any] = []
    for position, made in enumerate(batch, first):
        page: Any = Page.objects.get(pk=template.pk) if position == first else Page(**_columns(pages[0]))
        page.pk = page.id = None
        page.path = Page._get_path(parent.path, template.depth, position)
        page.title, page.slug = made.title, f"bench-{made.number}"
        page.url_path = f"{parent.url_path}{page.slug}/"
        page.translation_key = uuid.uuid4()
        pages.append(page)
    Page.objects.bulk_create(pages)
    parent.numchild += len(batch)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)
    for kind in (Publication, model):
        _copy_rows(kind, template, [page.pk for page in pages])
    rows = []
    for page, made in zip(pages, batch, strict=True):
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
        standing = [(made.status, page.pk) for page, made in zip(pages, batch, strict=True)]
        cursor.executemany(f"UPDATE {model._meta.db_table} SET standing=%s WHERE publication_ptr_id=%s", standing)
    made_pages = list(zip(pages, batch, strict=True))
    filed = (ProductAreaItem(content_object_id=page.pk, tag_id=areas[made.area]) for page, made in made_pages)
    ProductAreaItem.objects.bulk_create(filed)
    concerned: Any = Publication.regions.through
    concerned.objects.bulk_create(
        concerned(publication_id=page.pk, region_id=regions[made.region]) for page, made in made_pages if made.region
    )


def _columns(page: Any) -> dict[str, Any]:
    return {field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields}


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
        "term": timed([partial(hits, word) for word in words]),
        "one facet": timed([partial(one_facet, word) for word in words]),
    }


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
