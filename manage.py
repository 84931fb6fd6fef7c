#!/usr/bin/env python3
"""Django's command line, in an environment that it makes for itself (portal/devserver/bootstrap.py)."""

import os
import sys


def main() -> None:
    from portal.devserver import bootstrap

    bootstrap.enter(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        from portal.devserver.bootstrap import interrupted

        interrupted()
