"""The people of many tests of the admin, each in one role."""

from typing import TYPE_CHECKING

import pytest

from portal.permissions.roles import OFFICERS, PUBLISHERS, READERS

if TYPE_CHECKING:
    from tests.portal.people import Desk


@pytest.fixture
def olle() -> "Desk":
    return _desk("olle", OFFICERS)


@pytest.fixture
def olga() -> "Desk":
    return _desk("olga", OFFICERS)


@pytest.fixture
def rut() -> "Desk":
    return _desk("rut", READERS)


@pytest.fixture
def pia() -> "Desk":
    return _desk("pia", PUBLISHERS)


@pytest.fixture
def without_workflows(db: None) -> None:
    """Administrators have disabled all workflows: nothing is asked but two readers."""
    from wagtail.models import Workflow

    Workflow.objects.update(active=False)


def _desk(name: str, role: str) -> "Desk":
    # Plugins are loaded before Django's models.
    from tests.portal.people import desk

    return desk(name, role)
