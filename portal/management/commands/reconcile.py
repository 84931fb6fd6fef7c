"""Compares what is public with what each channel shows, repairs it, and prints a table of the differences."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.outbox.reconciliation import reconcile


class Command(BaseCommand):
    help = "Compares what is live with what every channel shows, repairs the difference and prints a table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only compare")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        self.stdout.write(f"{'channel':<12}{'live':>8}{'missing':>9}{'stale':>8}{'surplus':>9}")
        for row in reconcile(repair=not dry_run):
            self.stdout.write(
                f"{row.channel.name:<12}{row.live:>8}{len(row.missing):>9}{len(row.stale):>8}{len(row.surplus):>9}"
            )
