"""Whoever takes all publications once and then the changes has what is public now, whatever happened between.

Set PORTAL_HISTORIES=100 for as many random histories as the acceptance asks for.
"""

import os

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings

from tests.portal.open_data import Reader, all_now
from tests.portal.open_data_world import HISTORIES, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]


@settings(
    max_examples=int(os.environ.get("PORTAL_HISTORIES", "20")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize="PORTAL_HISTORIES" not in os.environ,
)
@given(history=HISTORIES)
@example(history=[("secret", 2, 0), ("revise", 2, 0), ("delete", 2, 0)])
@example(history=[("close", 1, 0), ("revise", 1, 0), ("delete", 1, 0)])
@example(history=[("replace", 0, 1), ("withdraw", 1, 0), ("restore", 1, 0), ("replace", 0, 1), ("delete", 0, 0)])
@example(history=[("translate", 0, 0), ("withdraw", 0, 0), ("replace", 1, 0), ("restore", 0, 0)])
@example(history=[("close above", 0, 0), ("withdraw", 0, 0), ("open above", 0, 0), ("restore", 0, 0)])
def test_all_publications_and_the_changes_are_all_publications_of_now(history):
    with transaction.atomic():
        world = World()
        client = Client()
        from_the_start = Reader(client)
        from_the_start.following = "/data/v1/changes"
        readers = [Reader(client).take_all(), from_the_start]
        for number, step in enumerate(history):
            world.do(*step)
            if number % 2:
                readers.append(Reader(client).take_all())
            if number % 3 == 0:
                readers[0].take_changes(limit=1)
        now = all_now(client)
        for reader in readers:
            reader.take_changes(limit=2)
            assert reader.known == now
        transaction.set_rollback(True)
