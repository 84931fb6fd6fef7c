"""Make .venv out of requirements.txt and go on inside it, so that a bare Python can run manage.py.

Standard library only, and nothing newer than Python 3.6, annotations included: it must be able to say that a Python
is too old.
"""

import errno
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
FULL = (errno.ENOSPC, errno.EDQUOT)
NEEDED_BYTES = 900 * 1024 * 1024
# The one that comes with Python 3.11 takes half as long again for a hundred packages.
INSTALLER = "pip==26.3"


def in_words(swedish: str, english: str) -> str:
    """Choose by the terminal's language: nothing else is known before Django is there."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return swedish if spoken.startswith("sv") else english


def give_up(swedish: str, english: str, code: int = 1) -> "NoReturn":
    """Say what is wrong, in the terminal's language, and end with this exit code."""
    print(in_words(swedish, english), file=sys.stderr)
    sys.exit(code)


def interrupted() -> "NoReturn":
    """Ctrl-C, at whatever moment; 130 is what shells expect of it."""
    give_up("\nAvbrutet.", "\nInterrupted.", 130)


def disk_is_full() -> "NoReturn":
    """Say that the disk is full, and end."""
    give_up(
        "Disken är full: frigör utrymme och försök igen.",
        "The disk is full: free some space and try again.",
    )


def cannot_write(folder: Path, error: OSError) -> "NoReturn":
    """Say why nothing can be written in this folder, and end."""
    if error.errno in FULL:
        disk_is_full()
    give_up(
        f"Det går inte att skriva i {folder}, där portalen (PORTAL_VAR) har det den skapar: {error.strerror}.",
        f"{folder}, where the portal keeps what it makes (PORTAL_VAR), can't be written in: {error.strerror}.",
    )


def enter(argv: "list[str]") -> None:
    """Return when this interpreter has what requirements.txt names; else become one that has."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        give_up(
            f"Python 3.11 eller senare behövs; det här är {found}.",
            f"Python 3.11 or newer is needed; this is {found}.",
        )
    if os.environ.get("PORTAL_NO_VENV") == "1":
        return
    python = VENV / "bin" / "python"
    if not python.exists() or _read_stamp() != _stamp(python):
        try:
            _install(python)
        except OSError as error:
            if error.errno in FULL:
                disk_is_full()
            raise
    if Path(sys.prefix).resolve() != VENV.resolve():
        sys.stdout.flush()
        os.execv(str(python), [str(python), *argv])


def _stamp(python: Path) -> str:
    """What the environment is made of: the pins, and the interpreter, which a system upgrade may replace."""
    pins = hashlib.sha256((ROOT / "requirements.txt").read_bytes()).hexdigest()
    return f"{pins} {os.path.realpath(str(python))}"


def _read_stamp() -> str:
    stamp = VENV / "requirements.stamp"
    return stamp.read_text() if stamp.exists() else ""


def _install(python: Path) -> None:
    if shutil.disk_usage(str(ROOT)).free < NEEDED_BYTES:
        disk_is_full()
    # Made for another interpreter, or never finished: begin again. Only the pins differ: install over it.
    if not python.exists() or not _read_stamp().endswith(" " + os.path.realpath(str(python))):
        _make()
    print(in_words("Installerar requirements.txt …", "Installing requirements.txt …"), flush=True)
    # Python compiles what it imports the first time; compiling everything takes as long as all the rest.
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-compile"]
    for wanted in ([INSTALLER], ["--requirement", str(ROOT / "requirements.txt")]):
        _run([*pip, *wanted], "Paketen kunde inte installeras", "The packages could not be installed")
    (VENV / "requirements.stamp").write_text(_stamp(python))


def _make() -> None:
    if Path(sys.prefix).resolve() == VENV.resolve():
        return  # running inside it: pip alone brings it up to date
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        give_up(
            "Pythons modul venv saknas: installera den, på Debian med apt-get install python3-venv.",
            "Python's venv module is missing: install it, on Debian with apt-get install python3-venv.",
        )
    print(in_words("Skapar .venv …", "Creating .venv …"), flush=True)
    _run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        "Den virtuella miljön kunde inte skapas",
        "The virtual environment could not be made",
    )


def _run(command: "list[str]", swedish: str, english: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines() or ["?"]
        if "No space left" in done.stderr + done.stdout:
            disk_is_full()
        errors = [line for line in said if line.startswith("ERROR:")] or said
        give_up(swedish + ": " + errors[-1], english + ": " + errors[-1])
