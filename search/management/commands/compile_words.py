"""Makes the file of word data that text is analysed with."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from search.text.build_lexicon import write


class Command(BaseCommand):
    help = "Makes the file of word data that the search analyses text with, where it is missing or out of date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="even when it is up to date")

    def handle(self, *args: Any, anew: bool, **options: Any) -> None:
        path = Path(settings.WORDS)
        made = write(path, anew=anew)
        self.stdout.write(f"{path.stat().st_size / 1e6:.1f} MB made" if made else "The word data are up to date")
