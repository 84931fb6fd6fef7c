"""A real Elasticsearch for the tests: started from the folder that ELASTICSEARCH_HOME names, or the one at
ELASTICSEARCH_URL.

The server core as Elastic publishes it on Maven Central is enough (see .ci/run). It runs on Java 17, never as root.
"""

import base64
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.running import free_port

# An account that owns nothing else: the server refuses to be root.
ACCOUNT = "nobody"
USER = "portal"
SECONDS_TO_START = 180


def java_home() -> str:
    """Where Java 17 is, as Debian has it, unless ES_JAVA_HOME says otherwise."""
    known = sorted(str(path) for path in Path("/usr/lib/jvm").glob("java-17-openjdk*"))
    return os.environ.get("ES_JAVA_HOME") or next(iter(known), "")


def _as_other(command: list[str]) -> list[str]:
    """The command under another account when we are root."""
    return ["runuser", "-u", ACCOUNT, "--", *command] if os.getuid() == 0 else command


def _hand_over(folder: Path) -> None:
    if os.getuid():
        return
    account = pwd.getpwnam(ACCOUNT)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid)


class Node:
    """One server process with configuration, data and ports of its own, on the loopback, behind a password."""

    def __init__(self, home: Path, folder: Path, name: str = "one", password: str = "") -> None:
        self.home, self.folder, self.name = home, folder, name
        self.port, self.transport = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.password = password or secrets.token_hex(12)
        self.cluster: dict[str, Any] = {"discovery.type": "single-node"}
        self.process: subprocess.Popen[bytes] | None = None

    def configure(self) -> None:
        config = self.folder / "config"
        shutil.copytree(self.home / "config", config)
        lines = {
            "cluster.name": f"portal-test-{os.getpid()}",
            "node.name": self.name,
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": self.transport,
            "xpack.security.enabled": True,
            "xpack.security.enrollment.enabled": False,
            "cluster.routing.allocation.disk.threshold_enabled": False,
            **self.cluster,
        }
        # JSON is YAML.
        written = "".join(f"{name}: {json.dumps(value)}\n" for name, value in lines.items() if value is not None)
        (config / "elasticsearch.yml").write_text(written)
        (self.folder / "tmp").mkdir()
        _hand_over(self.folder)
        self._run("elasticsearch-users", "useradd", USER, "-p", self.password, "-r", "superuser")

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "ES_JAVA_HOME": java_home(),
            "ES_PATH_CONF": str(self.folder / "config"),
            # Code that a server of some minutes never gets to use is not worth compiling a second time.
            "ES_JAVA_OPTS": "-Xms512m -Xmx512m -XX:TieredStopAtLevel=1",
            "ES_TMPDIR": str(self.folder / "tmp"),
        }

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            _as_other([str(self.home / "bin" / program), *arguments]),
            env=self._environment(),
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )

    def start(self) -> None:
        with (self.folder / "output").open("wb") as output:
            self.process = subprocess.Popen(
                _as_other([str(self.home / "bin" / "elasticsearch")]),
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self, nodes: int = 1) -> None:
        """Until the cluster is whole."""
        until = time.monotonic() + SECONDS_TO_START
        while not self.is_whole(nodes):
            stopped = self.process is None or self.process.poll() is not None
            if stopped or time.monotonic() > until:
                raise AssertionError(f"Elasticsearch does not start:\n{(self.folder / 'output').read_text()[-4000:]}")
            time.sleep(0.3)

    def is_whole(self, nodes: int = 1) -> bool:
        with suppress(OSError, ValueError):
            health = self.get("/_cluster/health")
            return health["number_of_nodes"] >= nodes and health["status"] in ("green", "yellow")
        return False

    def get(self, path: str) -> Any:
        token = base64.b64encode(f"{USER}:{self.password}".encode()).decode()
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"Basic {token}"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.loads(answer.read())

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End the server and what it started: they are a process group of their own."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            self.process.wait()
            self.process = None

    def __enter__(self) -> "Node":
        self.configure()
        self.start()
        self.wait()
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()


@contextmanager
def cluster_of(home: Path, folder: Path, names: Sequence[str]) -> Iterator[list[Node]]:
    """Several nodes that know one another and one password."""
    password = secrets.token_hex(12)
    nodes = [Node(home, folder / name, name, password) for name in names]
    seeds = [f"127.0.0.1:{node.transport}" for node in nodes]
    try:
        for node in nodes:
            node.folder.mkdir()
            node.cluster = {"discovery.seed_hosts": seeds, "cluster.initial_master_nodes": list(names)}
            node.configure()
            node.start()
        for node in nodes:
            node.wait(len(nodes))
        yield nodes
    finally:
        for node in nodes:
            node.kill()


def settings_of(url: str, user: str, password: str, index: str, **more: Any) -> dict[str, Any]:
    """As portal.settings.ELASTICSEARCH has them."""
    given = {"hosts": url.split(","), "user": user, "password": password, "api_key": "", "ca": "", "index": index}
    return {**given, "replicas": 0, **more}


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """Not under the run's own folder, which nobody but its owner may enter."""
    folder = Path(tempfile.mkdtemp(prefix="portal-elastic-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def elastic_settings(server_folder: Path) -> Iterator[dict[str, Any]]:
    """Where the server of this run answers. Mark the test `needs_elasticsearch` and xdist_group("elasticsearch")."""
    index = f"portal-test-{secrets.token_hex(4)}"
    if url := os.environ.get("ELASTICSEARCH_URL"):
        user, password = os.environ.get("ELASTICSEARCH_USER", ""), os.environ.get("ELASTICSEARCH_PASSWORD", "")
        yield settings_of(url, user, password, index)
        return
    folder = server_folder / "one"
    folder.mkdir()
    with Node(Path(os.environ["ELASTICSEARCH_HOME"]), folder) as node:
        yield settings_of(node.url, USER, node.password, index)
