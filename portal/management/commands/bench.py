import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from portal.models import HomePage, Publication, StandardPage
from portal.selecting import type_models

ROUNDS = 30


class Command(BaseCommand):
    help = "Measures the site: `bench pages` prints queries, CPU and bytes for each public template as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["pages"])
        parser.add_argument("--rounds", type=int, default=ROUNDS)

    def handle(self, *args: Any, what: str, rounds: int, **options: Any) -> None:
        paths = sample_paths()
        if not paths:
            raise CommandError("There is no content to measure: run `manage.py load_demo` first.")
        client = Client(headers={"host": "localhost"})
        figures = {name: measure(client, path, rounds) for name, path in paths.items()}
        self.stdout.write(json.dumps(figures, indent=2, ensure_ascii=False))


def sample_paths() -> dict[str, str]:
    """One public page of each template: template name → path."""
    pages: list[Page] = [
        page for model in (HomePage, StandardPage, *type_models().values()) if (page := _newest(model))
    ]
    parents = [page.get_parent().specific for page in pages if isinstance(page, Publication)]
    paths = {page._meta.label: page.get_url() for page in [*pages, *parents]}
    search = reverse("search:results")
    return {**paths, "search": search, "search with words": f"{search}?q=diabetes&type=recommendation"} if paths else {}


def _newest(model: Any) -> Page | None:
    public = model.objects.live().public().filter(locale__language_code="sv")
    page: Page | None = public.order_by("-pk").first()
    return page


def measure(client: Client, path: str, rounds: int) -> dict[str, Any]:
    """Warm figures of a page: status, queries, bytes, and milliseconds of CPU in this process for one request."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    asked = len(queries)
    started = time.process_time()
    for _round in range(rounds):
        client.get(path)
    cpu = (time.process_time() - started) / rounds
    return {
        "path": path,
        "status": response.status_code,
        "queries": asked,
        "bytes": len(response.content),
        "cpu_ms": round(cpu * 1000, 2),
    }
