"""What was closed, deleted or made secret is neither found nor counted, however far behind the worker is."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from news.models import NewsItem
from portal.outbox.delivery import drain
from portal.selections.selection import Selection
from recommendations.models import Case
from search.engines import Engine, Request
from search.query.clauses import Stage, Term
from search.results.views import HITS_A_PAGE
from tests.factories import make
from tests.search.handmade import doc, fill


@pytest.mark.parametrize("stages", [(), (Stage("words", Term("stems", "pump")),)], ids=["browsing", "with words"])
@pytest.mark.parametrize("chosen", [{}, {"type": ("case",)}], ids=["no filter", "a filter"])
def test_an_engine_leaves_pages_out_of_hits_total_and_counts(used: Engine, stages: Any, chosen: Any) -> None:
    fill(used, [doc(1), doc(2, type=("news",)), doc(3)])
    request = Request(Selection(q="pump" if stages else "", **chosen), stages, groups=("type",))
    whole, less = used.search(request), used.search(replace(request, without=frozenset({3})))
    assert 3 in whole.ids and 3 not in less.ids
    assert less.total == whole.total - 1 == len(less.ids)
    assert (whole.facets["type"]["case"], less.facets["type"]["case"]) == (2, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["closed", "unpublished", "deleted"])
def test_what_was_taken_back_is_not_counted_before_the_worker_comes(client: Client, site: Any, how: str) -> None:
    pages = [make(NewsItem, dated_on=date(2022, 1, 1)) for _number in range(HITS_A_PAGE + 3)]
    drain()
    last = NewsItem.objects.get(pk=pages[0].pk)
    if how == "closed":
        PageViewRestriction.objects.create(page=last, restriction_type=PageViewRestriction.LOGIN)
    elif how == "unpublished":
        last.unpublish()
    else:
        last.delete()
    page = " ".join(client.get("/sok/").content.decode().split())
    assert f"{HITS_A_PAGE + 2} publikationer" in page
    assert f"{HITS_A_PAGE + 3} publikationer" not in page and f"({HITS_A_PAGE + 3})" not in page


@pytest.mark.django_db
def test_the_name_of_what_has_become_secret_finds_nothing_before_the_worker_comes(client: Client, site: Any) -> None:
    case = make(Case, title="Novosenss", product="Novosenss", slug="novosenss")
    drain()
    assert "<mark>Novos</mark>enss" in client.get("/sok/forslag/", {"q": "novos"}).content.decode()
    assert "1 träff" in client.get("/sok/?q=novosenss").content.decode()
    case = Case.objects.get(pk=case.pk)
    case.is_secret, case.anonymous_title = True, "En sensor"
    case.save_revision().publish()
    answer = client.get("/sok/?q=novosenss&format=json").json()
    assert answer["total"] == 0 and answer["publications"] == []
    assert "0 träffar" in client.get("/sok/?q=novosenss").content.decode()
    assert "En sensor" not in client.get("/sok/forslag/", {"q": "novos"}).content.decode()
