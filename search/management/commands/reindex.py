"""Builds a new search index beside the old one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.checks import engine_fault
from search.engines import EngineFailed, engine
from search.index.indexer import rebuild


class Command(BaseCommand):
    help = "Builds the search index anew beside the old one, which answers until it is done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-needed", action="store_true", help="only when there is none that fits")

    def handle(self, *args: Any, if_needed: bool, **options: Any) -> None:
        if fault := engine_fault():
            raise CommandError(fault)
        status = engine().status()
        if if_needed and status.ready and not status.stale:
            self.stdout.write(f"{status.documents} documents, nothing to do")
            return
        try:
            self.stdout.write(f"{rebuild()} documents indexed")
        except EngineFailed as error:
            raise CommandError(str(error)) from error
