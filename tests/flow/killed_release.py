"""Carries out a release in a process of its own, which kills itself at a given query: `python -m` with both numbers."""

import os
import signal
import sys
from typing import Any

import django


def main(release: int, query: int) -> None:
    """Carry the release out; kill -9 this process before its query of that number."""
    django.setup()
    from django.db import connection

    from portal.models import Release
    from portal.releases.carrying_out import carry_out

    asked = 0

    def count(execute: Any, *rest: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == query:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*rest)

    found = Release.objects.get(pk=release)
    with connection.execute_wrapper(count):
        carry_out(found)
    print(asked)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
