"""The portal's processes: gunicorn and the background worker, side by side, as in production.

Both are forked from this one, which has imported everything already: starting anew would cost seconds.
"""

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.db import connections
from gunicorn.app.base import BaseApplication

WEB_WORKERS = 2
# More threads than browsers hold idle connections: a worker without threads would wait for the first byte of each.
WEB_THREADS = 8
GRACE = 15
PR_SET_PDEATHSIG = 1


class WebServer(BaseApplication):
    def __init__(self, host: str, port: int, ready: Callable[[], None]) -> None:
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.ready = ready
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self.address,
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


def port_is_busy(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return True
    return False


def fork(work: Callable[[], object]) -> int:
    """Run this in a child that ends when it is done, or when this process is gone."""
    connections.close_all()
    sys.stdout.flush()
    parent = os.getpid()
    if child := os.fork():
        return child
    code = 1
    try:
        os.setpgrp()  # Ctrl-C is for the parent, which ends its children in good order
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == parent:
            work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def run_apart(work: Callable[[], object], meanwhile: Callable[[], object] | None = None) -> bool:
    """Run this in a child and wait for it: threads of native libraries would not survive a later fork."""
    child = fork(work)
    if meanwhile:
        meanwhile()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def serve(host: str, port: int, ready: Callable[[], None]) -> int:
    """Serve until told to stop, which is 0, or until one of the two has died, which is 1."""
    children: set[int] = set()
    ending = False

    def end(number: int, frame: FrameType | None = None) -> None:
        nonlocal ending
        ending = True
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, number)
        signal.alarm(GRACE)  # then by force

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: end(signal.SIGTERM))
    signal.signal(signal.SIGALRM, lambda *_: end(signal.SIGKILL))
    works = (lambda: call_command("worker"), lambda: WebServer(host, port, ready).run())
    for work in works:
        if not ending:
            children.add(fork(work))
    code = 0
    while children:
        child, _ = os.wait()
        children.discard(child)
        if not ending:
            code = 1
            end(signal.SIGTERM)
    signal.alarm(0)
    return code
