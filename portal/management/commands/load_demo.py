"""Loads the demo content into an empty database."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.devserver.demo_content import Loader
from portal.models import Publication


class Command(BaseCommand):
    help = "Fills an empty database with the demo content. Does nothing where there is any publication."

    def handle(self, *args: Any, **options: Any) -> None:
        if Publication.objects.exists():
            self.stdout.write("There is content already, nothing done")
            return
        with transaction.atomic():
            number = Loader().load()
        self.stdout.write(f"{number} publications")
