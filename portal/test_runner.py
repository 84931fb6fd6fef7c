"""Makes `manage.py test` run pytest. Everything after the word `test` is passed on unchanged."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn


class PytestRunner:
    """Django's test runner (settings.TEST_RUNNER) that starts pytest."""

    def __init__(self, pytest_arguments: Sequence[str] = (), **options: Any) -> None:
        self.arguments = list(pytest_arguments)

    @classmethod
    def add_arguments(cls, parser: argparse.ArgumentParser) -> None:
        """Keep Django's parser from reading the arguments: they are pytest's."""
        parse = parser.parse_known_args

        def parse_nothing(args: Sequence[str], namespace: Any = None) -> tuple[Any, list[str]]:
            found, _ = parse([], namespace)
            found.pytest_arguments = list(args)
            return found, []

        parser.parse_known_args = parse_nothing  # type: ignore[method-assign,assignment]

    def run_tests(self, labels: Sequence[str], **options: Any) -> NoReturn:
        """Replace this process by pytest in a new interpreter, since tests choose their var/ before settings are
        read.
        """
        workers = (
            []
            if "no:xdist" in " ".join(self.arguments)
            else ["-n", "auto", "--dist", "loadgroup", "--no-loadscope-reorder"]
        )
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *workers, *self.arguments])
