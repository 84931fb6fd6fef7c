"""The surroundings of a test run, set before Django reads its settings (pyproject.toml loads this first).

Nothing of a developer's var/ is read or written: every run, and every parallel worker in it, has its own.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

_RUN = "PORTAL_TEST_RUN"


def _surround() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if worker == "main" or _RUN not in os.environ:
        os.environ[_RUN] = tempfile.mkdtemp(prefix="portal-test-")
    var = Path(os.environ[_RUN], worker)
    (var / "static").mkdir(parents=True, exist_ok=True)
    os.environ.update(
        PORTAL_VAR=str(var),
        SECRET_KEY="a key for tests alone, which guards nothing at all and need not be secret",
        EMAIL_URL="memorymail://",
        HASHED_STATIC="false",
        DEBUG="false",
        HTTPS="false",
        ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
        BASE_URL="http://testserver",
    )
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Path(__file__).parent.parent / "var" / "hypothesis"))
    # Playwright's driver is an event loop in the test's own thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


_surround()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(_RUN, ""), ignore_errors=True)
