"""`manage.py test` is pytest: everything after the word `test` is handed on to it as it stands."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn


class PytestRunner:
    def __init__(self, pytest_arguments: Sequence[str] = (), **options: Any) -> None:
        self.arguments = list(pytest_arguments)

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Keep Django's parser from judging options that are pytest's: it sees none of them."""
        parse = parser.parse_known_args

        def parse_nothing(args: Sequence[str], namespace: Any = None) -> tuple[Any, list[str]]:
            found, _ = parse([], namespace)
            found.pytest_arguments = list(args)
            return found, []

        parser.parse_known_args = parse_nothing  # type: ignore[method-assign,assignment]

    def run_tests(self, labels: Sequence[str], **options: Any) -> NoReturn:
        """Become pytest, in a fresh interpreter: it chooses its own var/ before any settings are read."""
        workers = (
            []
            if "no:xdist" in " ".join(self.arguments)
            else ["-n", "auto", "--dist", "loadgroup", "--no-loadscope-reorder"]
        )
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *workers, *self.arguments])
