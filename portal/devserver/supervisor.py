"""The portal's processes: gunicorn and the background worker, side by side, as in production.

Both are forked from this one, which has imported everything already: starting anew would cost seconds.
"""

import ctypes
import logging
import math
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection, connections
from gunicorn.app.base import BaseApplication

WEB_WORKERS = 2
# More threads than browsers hold idle connections: a worker without threads would wait for the first byte of each.
WEB_THREADS = 8
GRACE = 15
STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# A child that has lived so many seconds comes back at once; one that keeps dying waits up to so many.
LONG_LIFE = 10.0
LONGEST_WAIT = 60.0
PR_SET_PDEATHSIG = 1

logger = logging.getLogger(__name__)


class WebServer(BaseApplication):
    """gunicorn, told from Python how to serve the portal. `ready` is called when it takes requests."""

    def __init__(self, listener: socket.socket, ready: Callable[[], None]) -> None:
        self.listener = listener
        self.ready = ready
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": f"fd://{self.listener.detach()}",
            "workers": WEB_WORKERS,
            "threads": WEB_THREADS,
            "worker_class": "gthread",
            "control_socket_disable": True,
            # Once for all workers instead of once in each, while the first visitors wait.
            "preload_app": True,
            "loglevel": "warning",
            "graceful_timeout": GRACE - 5,
            "when_ready": lambda arbiter: self.ready(),
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return load_site()


def load_site() -> Any:
    """What answers requests, with the views of all apps: a second of importing, best done while others work."""
    from portal.wsgi import application

    return application


def bound(host: str, port: int) -> socket.socket:
    """The place to listen at. Raises OSError when it is taken, or nobody can listen there."""
    place = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind((host, port))
    except OSError:
        place.close()
        raise
    return place


def port_error(host: str, port: int) -> OSError | None:
    """Why nobody can listen there; None where one can."""
    try:
        bound(host, port).close()
    except OSError as error:
        return error
    return None


def fork(work: Callable[[], object], wait: float = 0) -> int:
    """Run this, after some seconds, in a child that ends when it is done, or when this process is gone."""
    connections.close_all()
    sys.stdout.flush()
    parent = os.getpid()
    if child := os.fork():
        return child
    code = 1
    try:
        os.setpgrp()  # Ctrl-C is for the parent, which ends its children in good order
        for number in (*STOPS, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        time.sleep(wait)
        if os.getppid() == parent:
            work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except CommandError as error:
        print(error, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def run_apart(work: Callable[[], object], meanwhile: Callable[[], object] | None = None) -> bool:
    """Run this in a child and wait for it: threads of native libraries would not survive a later fork."""
    child = fork(work)
    try:
        if meanwhile:
            meanwhile()
        _, status = os.waitpid(child, 0)
    except BaseException:
        os.kill(child, signal.SIGTERM)
        raise
    return os.waitstatus_to_exitcode(status) == 0


def serve(host: str, port: int, ready: Callable[[], None]) -> int:
    """Serve until told to stop, which is 0, or until the web server gives up, which is 1.

    A child that dies is brought back, so that neither a fault of the worker nor a full memory ends the portal. The
    address is this process's own: who comes while there is no web server waits for the next one.
    """
    listener = bound(host, port)
    open_only_what_is_there(connection)

    def work() -> None:
        listener.close()
        call_command("worker")

    works = {"web": lambda: WebServer(listener, ready).run(), "worker": work}
    lives = {name: Lives() for name in works}
    children: dict[int, str] = {}
    ending = False

    def end(number: int, frame: FrameType | None = None) -> None:
        nonlocal ending
        ending = True
        listener.close()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, number)
        signal.alarm(GRACE)  # then by force

    def begin(name: str) -> None:
        wait = lives[name].begin()
        with _unhurried():  # a signal that came between the two would miss this child
            if not ending:
                children[fork(works[name], wait)] = name

    for number in STOPS:
        signal.signal(number, lambda *_: end(signal.SIGTERM))
    signal.signal(signal.SIGALRM, lambda *_: end(signal.SIGKILL))
    for name in ("worker", "web"):
        begin(name)
    code = 0
    while children:
        child, status = os.wait()
        name = children.pop(child, "")
        if ending or not name:
            continue
        if name == "web" and os.waitstatus_to_exitcode(status) > 0:
            code = 1  # it says itself why it can't serve, and could no better a second later
            end(signal.SIGTERM)
        else:
            logger.warning("The %s process ended (%s) and is started again", name, os.waitstatus_to_exitcode(status))
            begin(name)
    signal.alarm(0)
    return code


def open_only_what_is_there(database: Any) -> None:
    """From now on SQLite opens the file, and makes none.

    Where the file has been moved away it would make an empty one, and with it clear the log beside it, in which the
    last changes stand: what was closed or deleted would be public when the file comes back.
    """
    if database.vendor == "sqlite":
        file = Path(database.settings_dict["NAME"]).resolve()
        database.settings_dict["OPTIONS"]["database"] = f"{file.as_uri()}?mode=rw"


class Lives:
    """How soon a child that died may come back: at once, then after 1, 2, 4 … seconds while it keeps dying young."""

    def __init__(self) -> None:
        self.began = -math.inf
        self.wait = 0.0

    def begin(self) -> float:
        """Seconds to wait before this life."""
        lived = time.monotonic() - self.began - self.wait
        self.wait = 0.0 if lived > LONG_LIFE else min(max(self.wait * 2, 1.0), LONGEST_WAIT)
        self.began = time.monotonic()
        return self.wait


@contextmanager
def _unhurried() -> Iterator[None]:
    """Signals that stop the portal wait until this is done."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
