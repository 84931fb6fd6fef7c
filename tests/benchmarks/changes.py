"""What open data cost, and how often a snapshot and its changes are the next snapshot over random histories."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.models import PublicationEvent
from tests.benchmarks.options import Options

LAW = "tests/portal/test_open_data_law.py"
ADDRESSES = {
    "a part of 100": "/data/v1/publications",
    "all as JSON": "/data/v1/publications.json",
    "all as a table": "/data/v1/publications.csv",
    "100 changes": "/data/v1/changes",
    "one": "/data/v1/publications/1",
}


def figures(options: Options) -> dict[str, Any]:
    """Address → queries, milliseconds of CPU, bytes, and the same for a 304; then whether the law held."""
    client = Client(headers={"host": "localhost"})
    costs = {name: _cost(client, address) for name, address in ADDRESSES.items()}
    return {"events": PublicationEvent.objects.count(), **costs, "histories": _histories()}


def _cost(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    known = {"If-None-Match": response.headers.get("ETag", "")}
    return {
        "queries": len(queries),
        "cpu_ms": _cpu(client, address, {}),
        "cpu_ms_304": _cpu(client, address, known),
        "bytes": len(response.content),
    }


def _cpu(client: Client, address: str, headers: dict[str, str]) -> float:
    taken = []
    for _ in range(3):
        started = time.process_time()
        client.get(address, headers=headers)
        taken.append((time.process_time() - started) * 1000)
    return round(min(taken), 2)


def _histories() -> dict[str, Any]:
    """The test of the law with 100 random histories, in a process with a database of its own."""
    number = 100
    command = [sys.executable, "-m", "pytest", "-q", "-n0", LAW]
    environment = {**os.environ, "PORTAL_HISTORIES": str(number)}
    environment.pop("PORTAL_VAR", None)
    done = subprocess.run(command, cwd=Path(settings.BASE_DIR), env=environment, stdout=subprocess.DEVNULL)
    return {"tried": number, "held": done.returncode == pytest.ExitCode.OK}
