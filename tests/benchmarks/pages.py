"""What each public template costs: queries, bytes and CPU."""

import time
from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from portal.models import HomePage, Publication, StandardPage
from portal.publications.page_types import page_types
from tests.benchmarks.options import Options


def figures(options: Options) -> dict[str, Any]:
    """Template → path, bytes, and the figures of a page that is kept and of one that is rendered anew."""
    paths = sample_paths()
    if not paths:
        raise CommandError("There is no content to measure: run `manage.py load_demo` first.")
    client = Client(headers={"host": "localhost"})
    return {name: _measured(client, path, options.rounds) for name, path in paths.items()}


def sample_paths() -> dict[str, str]:
    """One public page of each template: template name → path."""
    pages: list[Page] = [page for model in (HomePage, StandardPage, *page_types().values()) if (page := _newest(model))]
    parents = [page.get_parent().specific for page in pages if isinstance(page, Publication)]
    paths = {page._meta.label: page.get_url() for page in [*pages, *parents]}
    search = reverse("search:results")
    return {**paths, "search": search, "search with words": f"{search}?q=diabetes&type=recommendation"} if paths else {}


def _newest(model: Any) -> Page | None:
    public = model.objects.live().public().filter(locale__language_code="sv")
    page: Page | None = public.order_by("-pk").first()
    return page


def _measured(client: Client, path: str, rounds: int) -> dict[str, Any]:
    # A parameter that means nothing: only the plain address is kept.
    anew = f"{path}{'&' if '?' in path else '?'}anew"
    return {
        "path": path,
        "bytes": len(client.get(path).content),
        "kept": cost(client, [path] * rounds),
        "rendered": cost(client, [anew] * rounds),
    }


def cost(client: Client, paths: Sequence[str]) -> dict[str, float]:
    """Warm figures: queries, and milliseconds of this process's CPU for one request, the mean and the least."""
    client.get(paths[0])
    with CaptureQueriesContext(connection) as queries:
        client.get(paths[0])
    asked = len(queries)
    taken = []
    for path in paths:
        started = time.process_time()
        client.get(path)
        taken.append((time.process_time() - started) * 1000)
    return {"queries": asked, "cpu_ms": round(sum(taken) / len(taken), 2), "least_cpu_ms": round(min(taken), 2)}
