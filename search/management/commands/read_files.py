"""Reads once the text of new files that public pages offer."""

from typing import Any

from django.core.management.base import BaseCommand

from search.index.attachments import read_waiting


class Command(BaseCommand):
    help = "Reads the new files that public pages offer, once, and stops (the worker does this all the time)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{read_waiting()} files")
