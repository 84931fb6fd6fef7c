"""The word data that the project has, for tests."""

from pathlib import Path

from django.conf import settings

DATA = Path(settings.BASE_DIR) / "portal" / "data"


def word_data() -> Path:
    return Path(settings.BASE_DIR) / "search" / "data" / "words"
