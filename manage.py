#!/usr/bin/env python3
"""Django's command line, in an environment that it makes for itself (portal/devserver/bootstrap.py)."""

import os
import sys


def main() -> None:
    from portal.devserver import bootstrap

    bootstrap.enter(sys.argv)
    if sys.argv[1:2] == ["test"]:
        run_pytest(sys.argv[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def run_pytest(arguments: "list[str]") -> None:
    """Become pytest, in a fresh interpreter: it chooses its own var/ before any settings are read."""
    shared_out = ["-n", "auto", "--dist", "loadgroup", "--no-loadscope-reorder"]
    if "no:xdist" in " ".join(arguments):
        shared_out = []
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *shared_out, *arguments])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        from portal.devserver.bootstrap import interrupted

        interrupted()
