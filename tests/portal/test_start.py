"""`manage.py start` as its user meets it."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from portal.devserver import bootstrap
from portal.devserver.supervisor import run_apart
from tests.running import Running, environment, start


def rows(var: Path, table: str) -> int:
    database = sqlite3.connect(var / "portal.sqlite3")
    with database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def alive(pids: set[int]) -> set[int]:
    def runs(pid: int) -> bool:
        try:
            return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False

    return {pid for pid in pids if runs(pid)}


def gone(pids: set[int], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while alive(pids) and time.monotonic() < until:
        time.sleep(0.1)
    return not alive(pids)


@pytest.mark.slow
@pytest.mark.one_database
def test_start_after_start_keeps_everything(own_var: Path):
    tables = ("wagtailcore_page", "portal_region", "auth_user", "auth_group", "portal_publicationevent")
    before = {table: rows(own_var, table) for table in tables}
    made = {name: (own_var / name).read_text() for name in ("secret_key", "logins.json")}
    assert before["wagtailcore_page"] > 20

    again = start(own_var, "--prepare")

    assert again.returncode == 0, again.stderr
    assert {table: rows(own_var, table) for table in tables} == before
    assert {name: (own_var / name).read_text() for name in made} == made
    assert again.stdout.count("there already") == 8


# Such a text is fixed when it is made: whoever makes it decides the language for the process's life.
CHOOSER = """
import django
django.setup()
from portal.devserver.setup_steps import steps
next(steps("")).do()
from recommendations.models import Recommendation
print(Recommendation.get_edit_handler().get_form_class().base_fields["decider"].widget.choose_one_text)
"""


@pytest.mark.slow
@pytest.mark.one_database
def test_the_process_that_makes_the_database_speaks_swedish_to_editors_afterwards(tmp_path: Path):
    run = [sys.executable, "-c", CHOOSER]
    made = subprocess.run(run, env=environment(tmp_path), cwd=bootstrap.ROOT, capture_output=True, text=True)
    assert made.stdout.strip() == "Välj organisation", made.stderr


@pytest.mark.slow
@pytest.mark.one_database
def test_secrets_are_for_their_owner_alone(prepared_var: Path):
    for name in ("secret_key", "logins.json"):
        assert (prepared_var / name).stat().st_mode & 0o777 == 0o600
    passwords = json.loads((prepared_var / "logins.json").read_text())
    assert len(set(passwords.values())) == 6


@pytest.mark.slow
@pytest.mark.one_database
def test_reset_asks_and_begins_anew(own_var: Path):
    (own_var / "portal.sqlite3").unlink()  # quicker than the real one: what counts is what becomes of the rest
    kept = (own_var / "secret_key").read_text()
    asked = start(own_var, "--reset", "--prepare")
    assert asked.returncode == 1
    assert "Nothing was deleted." in asked.stderr
    assert (own_var / "secret_key").read_text() == kept

    elsewhere = start(own_var, "--reset", "--yes", "--prepare", DATABASE_URL="sqlite:////nowhere/else.sqlite3")
    assert elsewhere.returncode == 1
    assert "DATABASE_URL names another" in elsewhere.stderr
    assert (own_var / "logins.json").exists()


@pytest.mark.slow
@pytest.mark.one_database
def test_a_site_under_a_real_name_is_left_alone(own_var: Path):
    with sqlite3.connect(own_var / "portal.sqlite3") as database:
        database.execute("UPDATE wagtailcore_site SET hostname = 'portal.example', port = 443")
    database.close()
    assert start(own_var, "--prepare", "--port", "8123").returncode == 0
    with sqlite3.connect(own_var / "portal.sqlite3") as database:
        assert database.execute("SELECT hostname, port FROM wagtailcore_site").fetchall() == [("portal.example", 443)]
    database.close()


@pytest.mark.slow
@pytest.mark.one_database
def test_it_shows_address_and_logins_and_ends_with_all_its_children(own_var: Path):
    passwords = json.loads((own_var / "logins.json").read_text())
    with Running(own_var) as running:
        assert "<html" in running.get("/")
        said = running.log.read_text()
        family = running.family()
        assert len(family) == 5  # itself, gunicorn with two workers, the background worker
    assert running.process.returncode == 0
    assert gone(family)
    assert running.url in said
    assert all(name in said and password in said for name, password in passwords.items())


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 0)], ids=["kill -9", "Ctrl-C"])
def test_children_end_with_start(own_var: Path, number: int, code: int):
    with Running(own_var) as running:
        family = running.family()
        running.process.send_signal(number)
        assert running.process.wait(30) == code
        assert gone(family)


def children(running: Running) -> list[int]:
    """The eldest first: the background worker, and when another has come in its place, gunicorn."""
    pid = running.process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.slow
@pytest.mark.one_database
def test_a_child_that_dies_comes_back_and_readers_see_nothing_of_it(own_var: Path):
    with Running(own_var) as running:
        for _name in ("worker", "web"):
            killed = children(running)[0]
            os.kill(killed, signal.SIGKILL)
            for _visit in range(30):
                assert "<html" in running.get("/"), "nobody is turned away"
                time.sleep(0.1)
            assert gone({killed})
            until = time.monotonic() + 30
            while killed in children(running) or len(children(running)) < 2 or not running.answers():
                assert time.monotonic() < until and running.process.poll() is None
                time.sleep(0.1)
        assert "<html" in running.get("/")
    assert running.process.returncode == 0


@pytest.mark.slow
@pytest.mark.one_database
def test_a_busy_port_is_one_sentence(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = start(tmp_path, "--port", str(port))
        swedish = start(tmp_path, "--port", str(port), LC_ALL="sv_SE.UTF-8")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Port {port} on 127.0.0.1 is busy: choose another with --port.\n"
    assert swedish.stderr == f"Port {port} på 127.0.0.1 är upptagen: välj en annan med --port.\n"


def test_work_apart_reports_how_it_ended(capfd: pytest.CaptureFixture[str]):
    assert run_apart(lambda: None)
    assert not run_apart(lambda: 1 / 0)
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_the_environment_is_made_beside_manage_py_of_the_list_there():
    assert (bootstrap.ROOT, bootstrap.VENV) == (settings.BASE_DIR, settings.BASE_DIR / ".venv")
    assert (bootstrap.ROOT / "requirements.txt").is_file()


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A made environment that the bootstrap takes for its own; making or entering another is an error."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/bin/sh")
    (tmp_path / "requirements.txt").write_text("one==1\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.delenv("PORTAL_NO_VENV", raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    return python


def test_a_current_environment_is_entered_without_installing(venv: Path, monkeypatch: pytest.MonkeyPatch):
    entered: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda path, argv: entered.append(argv))
    monkeypatch.setattr(bootstrap, "_run", lambda *words: pytest.fail("installs"))
    (venv.parent.parent / "requirements.stamp").write_text(bootstrap._stamp(venv))
    bootstrap.enter(["manage.py", "start"])
    bootstrap.enter(["manage.py", "test", "-k", "x"])
    assert entered == [[str(venv), "manage.py", "start"], [str(venv), "manage.py", "test", "-k", "x"]]


def test_other_pins_are_installed_once_for_start_and_test_alike(venv: Path, monkeypatch: pytest.MonkeyPatch):
    commands: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda path, argv: None)
    monkeypatch.setattr(bootstrap, "_run", lambda command, *words: commands.append(command))
    (venv.parent.parent / "requirements.stamp").write_text(f"older {os.path.realpath(venv)}")
    bootstrap.enter(["manage.py", "start"])
    bootstrap.enter(["manage.py", "test"])
    assert [command[-1] for command in commands] == [bootstrap.INSTALLER, str(bootstrap.ROOT / "requirements.txt")]


@pytest.mark.parametrize(
    ("broken", "value", "sentence"),
    [
        ("OLDEST", (99, 0), "Python 3.11 or newer is needed; this is 3."),
        ("NEEDED_BYTES", 1 << 60, "The disk is full: free some space and try again."),
        ("importlib.util.find_spec", lambda name: None, "Python's venv module is missing"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    venv: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    broken: str,
    value: object,
    sentence: str,
):
    if "." in broken:
        monkeypatch.setattr(broken, value)
    else:
        monkeypatch.setattr(bootstrap, broken, value)
    with pytest.raises(SystemExit) as end:
        bootstrap.enter(["manage.py", "start"])
    assert end.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith(sentence)
    assert said.count("\n") == 1
