"""A real Postfix as the portal's relay: it takes letters, brings them to a server of the test, and sends back the rest.

It needs root, as Postfix does, and leaves alone the one that the machine may have.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running import free_port

PATIENCE = 20
# What comes back is for a Maildir, as news/README.md has it for production; all else goes on to the test's server.
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = /dev/stdout
alias_maps =
alias_database =
myhostname = relay.portal.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
relayhost = [127.0.0.1]:{onward}
recipient_delimiter = +
virtual_mailbox_domains = portal.example
virtual_mailbox_base = {folder}
virtual_mailbox_maps = inline:{{ {{ bounces@portal.example = box/ }} }}
virtual_minimum_uid = 1
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
"""
SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def postfix_path() -> str | None:
    """Where it is; None where it is not or may not be started."""
    path = shutil.which("postfix") or shutil.which("postfix", path="/usr/sbin")
    return path if os.geteuid() == 0 else None


@contextmanager
def relay(onward: int) -> Iterator[tuple[int, Path]]:
    """Run it. Gives its port and the Maildir of what comes back. `onward` is the port of the server behind it."""
    folder, port = Path(tempfile.mkdtemp(prefix="relay-")), free_port()
    # Postfix's own users have to come through.
    folder.chmod(0o755)
    for name, owner in (("queue", "root"), ("data", "postfix"), ("box", "nobody"), ("etc", "root")):
        (folder / name).mkdir()
        shutil.chown(folder / name, owner)
    (folder / "etc" / "main.cf").write_text(MAIN.format(folder=folder, onward=onward))
    (folder / "etc" / "master.cf").write_text(SERVICES.format(port=port))
    command = [str(postfix_path()), "-c", str(folder / "etc")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*command, "start-fg"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        _wait_for(process, port, folder / "log")
        yield port, folder / "box"
    finally:
        # Its master has a session of its own, which a signal to the process would not reach.
        subprocess.run([*command, "abort"], stderr=subprocess.DEVNULL, check=False)
        process.wait(PATIENCE)
        shutil.rmtree(folder)


def _wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                if connection.recv(64).startswith(b"220"):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"Postfix does not serve:\n{log.read_text()}")
