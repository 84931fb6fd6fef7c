"""The hit that a draft would be in search, shown beside the editor (portal.publications.preview_modes)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.models import Publication
from portal.publications.rows import row_of
from search.results.hits import unmarked


def search_hit(request: HttpRequest, page: Publication) -> HttpResponse:
    """The hit by which searchers would find the page, with its ingress."""
    return render(request, "search/preview_hit.html", {"hit": unmarked(row_of(page.for_outsiders()))})
