"""The environment of the test run itself."""

import pytest
from django.conf import settings
from wagtail.models import Page


def test_a_run_has_a_var_of_its_own():
    assert settings.VAR != settings.BASE_DIR / "var"
    assert settings.VAR.is_dir()


@pytest.mark.django_db
def test_migrations_have_run():
    assert Page.objects.filter(depth=1).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_committing_test_may_delete_what_migrations_made():
    Page.objects.all().delete()


@pytest.mark.browser
@pytest.mark.needs_chromium
@pytest.mark.django_db(transaction=True)
def test_so_may_one_beside_a_browser(chromium):
    Page.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_finds_it_again():
    assert Page.objects.filter(depth=1).count() == 1
