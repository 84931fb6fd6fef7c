"""How long a newcomer waits: the first start of a fresh copy, and the one after it."""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import served

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__")


def figures(options: Options) -> dict[str, Any]:
    """Seconds of the first `start --prepare` in a copy of the project, with its own environment, and of `start`."""
    python = Path(sys.base_prefix) / "bin" / "python3"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "portal"
        shutil.copytree(settings.BASE_DIR, copy, ignore=LEFT_OUT)
        begun = time.monotonic()
        subprocess.run([python, "manage.py", "start", "--prepare"], cwd=copy, check=True, stdout=subprocess.DEVNULL)
        first = time.monotonic() - begun
        again = []
        for _round in range(min(options.rounds, 5)):
            begun = time.monotonic()
            with served(python, copy, copy / "var"):
                again.append(round(time.monotonic() - begun, 2))
    return {"first_start_s": round(first, 1), "start_again_s": again}
