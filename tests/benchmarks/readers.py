"""What real feed readers announce of an editor's random history: a copy of the portal serves while it is edited."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.models import ProductArea
from tests.benchmarks.options import Options
from tests.benchmarks.portal_copy import again, copied, served
from tests.benchmarks.publish import READERS
from tests.flow import feed_readers
from tests.flow.editing import Editor
from tests.flow.telling import followed


def figures(options: Options) -> dict[str, Any]:
    """Feed reader → how many events it was to announce, announced, announced late, lost and announced twice."""
    if address := os.environ.get(READERS):
        return _followed(address, options)
    with copied() as var, served(Path(sys.executable), settings.BASE_DIR, var) as address:
        counts = ("--edits", str(options.edits), "--seed", str(options.seed))
        return again(var, "readers", *counts, **{READERS: address})


def _followed(address: str, options: Options) -> dict[str, Any]:
    there = tuple(reader for reader in feed_readers.READERS if reader.is_installed())
    missing = [reader.name for reader in feed_readers.READERS if reader not in there]
    first, second = ProductArea.objects.order_by("pk")[:2]
    with tempfile.TemporaryDirectory() as folder:
        told = followed(address, Path(folder), Editor(options.seed, (first, second)), options.edits, there)
    return {"edits": options.edits, "seed": options.seed, "not_installed": missing, "readers": told}
