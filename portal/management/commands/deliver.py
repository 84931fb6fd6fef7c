"""Delivers once what waits for its channels. The worker does the same all the time."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.outbox.delivery import drain


class Command(BaseCommand):
    help = "Delivers what waits for the channels, once, and stops (the worker does this all the time)."

    def handle(self, *args: Any, **options: Any) -> None:
        done, failed = drain()
        self.stdout.write(f"{done} delivered, {failed} failed")
