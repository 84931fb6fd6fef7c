"""What PORTAL_REQUIRE does with a test whose machine lacks something."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PROBE = """
import pytest

@pytest.mark.needs_elasticsearch
def test_probe():
    pass
"""


@pytest.mark.parametrize(("required", "code", "said"), [("", 0, "1 skipped"), ("elasticsearch", 1, "1 error")])
def test_a_missing_server_skips_unless_it_is_required(tmp_path: Path, required: str, code: int, said: str):
    (tmp_path / "test_probe.py").write_text(PROBE)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ELASTICSEARCH_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "tests.conftest", f"--rootdir={tmp_path}", str(tmp_path)],
        env={**kept, "PORTAL_REQUIRE": required, "PYTHONPATH": str(settings.BASE_DIR)},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stdout
    assert "ELASTICSEARCH_URL" in done.stdout


@pytest.mark.xdist_group("a group")
def test_the_tests_of_a_group_are_known_as_such_to_those_who_share_them_out(request: pytest.FixtureRequest):
    """A pair of versions once lost the groups without a word: servers were started twice, commits ran side by side."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("all tests run in one process")
    assert request.node.nodeid.endswith("@a group")
