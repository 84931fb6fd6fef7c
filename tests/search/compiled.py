"""The word data that the project has, for tests."""

from pathlib import Path

from django.conf import settings


def word_data() -> Path:
    return Path(settings.BASE_DIR) / "search" / "data" / "words"
