"""The portal's processes: gunicorn and the background worker, side by side, as in production.

Both are forked from this one, which has imported everything already: starting anew would cost seconds.
"""

import ctypes
import logging
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection, connections
from gunicorn.app.base import BaseApplication

WEB_WORKERS = 2
# More threads than browsers hold idle connections: a worker without threads would wait for the first byte of each.
WEB_THREADS = 8
# In seconds: until a child that was asked to end is ended by force, and before one that died comes back.
GRACE = 15
PAUSE = 1.0
STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
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
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind((host, port))
    return place


class Child(ForkProcess):
    """Runs a function, after some seconds, and ends when it is done or when the process that made it is gone."""

    def __init__(self, work: Callable[[], object], pause: float = 0) -> None:
        super().__init__(daemon=True)
        self.work = work
        self.pause = pause

    def start(self) -> None:
        connections.close_all()
        super().start()

    def run(self) -> None:
        os.setpgrp()  # Ctrl-C is for the parent, which ends its children in good order
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        time.sleep(self.pause)
        parent = multiprocessing.parent_process()
        if parent and os.getppid() == parent.pid:
            try:
                self.work()
            except CommandError as error:
                sys.exit(str(error))


def run_apart(work: Callable[[], object], meanwhile: Callable[[], object] | None = None) -> bool:
    """Run this in a child and wait for it: threads of native libraries would not survive a later fork."""
    child = Child(work)
    child.start()
    if meanwhile:
        meanwhile()
    child.join()
    return child.exitcode == 0


def serve(listener: socket.socket, ready: Callable[[], None]) -> int:
    """Serve until told to stop, which is 0, or until the web server gives up, which is 1.

    A child that dies is brought back, so that neither a fault of the worker nor a full memory ends the portal. The
    address is this process's own: who comes while there is no web server waits for the next one.
    """
    open_only_what_is_there(connection)

    def work() -> None:
        listener.close()
        call_command("worker")

    works = {"worker": work, "web": lambda: WebServer(listener, ready).run()}
    # Signals are waited for, one by one: none comes between a fork and the note that the child is there.
    watched = {*STOPS, signal.SIGCHLD}
    signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    children: dict[str, Child] = {}
    try:
        for name in works:
            children[name] = _begun(works[name])
        while signal.sigwait(watched) == signal.SIGCHLD:
            for name in [name for name, child in children.items() if not child.is_alive()]:
                code = children[name].exitcode or 0
                if name == "web" and code > 0:
                    return 1  # it says itself why it can't serve, and could no better a second later
                logger.warning("The %s process ended (%s) and is started again", name, code)
                children[name] = _begun(works[name], PAUSE)
        return 0
    finally:
        listener.close()
        for child in children.values():
            child.terminate()
        for child in children.values():
            child.join(GRACE)
            child.kill()


def _begun(work: Callable[[], object], pause: float = 0) -> Child:
    child = Child(work, pause)
    child.start()
    return child


def open_only_what_is_there(database: Any) -> None:
    """From now on SQLite opens the file, and makes none.

    Where the file has been moved away it would make an empty one, and with it clear the log beside it, in which the
    last changes stand: what was closed or deleted would be public when the file comes back.
    """
    if database.vendor == "sqlite":
        file = Path(database.settings_dict["NAME"]).resolve()
        database.settings_dict["OPTIONS"]["database"] = f"{file.as_uri()}?mode=rw"
