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
