"""A secret case does not answer at an address that it had before, nor does that address redirect to it."""

import pytest

from recommendations.models import Case
from tests.factories import make
from tests.portal.asking import is_absent, leads_to, made_secret, renamed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("was_public", [True, False])
def test_a_case_that_becomes_secret_leaves_its_old_address_for_good(client, was_public):
    case = make(Case, title="Novosenss X1", slug="novosenss-x1", product="Novosenss X1", publish=was_public)
    secret = made_secret(case)
    assert client.get(secret.url).status_code == 200 and "novosenss" not in secret.url
    assert is_absent(client, "/cases/novosenss-x1/")
    secret.unpublish()
    assert is_absent(client, "/cases/novosenss-x1/") and is_absent(client, secret.url)
    Case.objects.get().delete()
    assert is_absent(client, "/cases/novosenss-x1/") and is_absent(client, secret.url)


def test_a_secret_case_leads_on_from_the_addresses_that_it_had_while_secret(client):
    case = made_secret(make(Case, title="Pump", slug="arende-1", publish=False))
    other = renamed(case, "arende-2")
    assert leads_to(client, "/cases/arende-1/") == other.url


def test_an_address_that_it_had_by_name_first_and_then_while_secret_leads_nowhere(client):
    case = make(Case, title="Novosenss X1", slug="pumpen", product="Novosenss X1")
    secret = made_secret(case)
    assert secret.slug == "pumpen"
    renamed(secret, "en-pump")
    assert is_absent(client, "/cases/pumpen/")


def test_a_withdrawn_case_is_absent_from_the_moment_that_a_draft_says_it_is_secret(client):
    case = make(Case, title="Novosenss X1", slug="novosenss-x1", product="Novosenss X1")
    case.unpublish()
    assert client.get("/cases/novosenss-x1/").status_code == 410
    case.is_secret, case.anonymous_title = True, "En pump"
    case.save_revision()
    assert is_absent(client, "/cases/novosenss-x1/")
    Case.objects.get().delete()
    assert is_absent(client, "/cases/novosenss-x1/")
