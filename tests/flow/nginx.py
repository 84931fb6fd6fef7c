"""A real nginx before the portal, with the configuration that news/nginx has for it."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests.running import free_port

CONFIGURATION = "news/nginx/portal.conf"
PATIENCE = 10
# What stands around it in Debian's own nginx.conf, without what needs root.
MAIN = """
daemon off;
master_process off;
pid {folder}/pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    {inner}
}}
"""


def nginx_path() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def configuration(files: Path, portal: str, port: int) -> str:
    """The configuration as it is, but for names and ports, and without TLS: that would need a certificate."""
    text = (settings.BASE_DIR / CONFIGURATION).read_text()
    for theirs, ours in {
        "server 127.0.0.1:8000;": f"server {portal.removeprefix('http://')};",
        "listen 80 default_server;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl": f"listen 127.0.0.1:{port}",
        "server_name portal.example;": "server_name localhost;",
        "root /srv/portal/feeds/": f"root {files}/",
    }.items():
        assert theirs in text
        text = text.replace(theirs, ours)
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith("ssl_"))


@contextmanager
def running(folder: Path, inner: str, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Run nginx with this inside of http; its errors are in the folder's `log`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, inner=inner))
    with (folder / "log").open("wb") as log:
        command = [str(nginx_path()), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        _wait_for(process, port, folder / "log")
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"nginx does not serve:\n{log.read_text()}")
