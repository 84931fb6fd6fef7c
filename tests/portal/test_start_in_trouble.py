"""`manage.py start` when something is wrong: one sentence says what, and nothing is left half done."""

import ast
import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from portal.devserver import bootstrap, setup_steps
from portal.devserver.atomic_files import write_whole
from tests.database import template
from tests.running import Running, environment, start

STEPS = (
    *("Database", "Vocabulary", "Roles", "Demo content", "Logins"),
    *("Address", "Static files", "Search index", "Deliveries"),
)


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize(
    ("arguments", "changes", "swedish", "english"),
    [
        (["--port", "99999"], {}, "Port 99999 finns inte", "There is no port 99999"),
        (["--port", "0"], {}, "Port 0 finns inte", "There is no port 0"),
        (["--host", "nowhere.invalid"], {}, "Det går inte att lyssna på nowhere", "It is not possible to listen on no"),
        ([], {"SEARCH_ENGINE": "solr"}, "Sökmotorn kan inte användas", "The search can't work: SEARCH_ENGINE is"),
        ([], {"PORTAL_VAR": "/etc/hostname/var"}, "Det går inte att skriva i /etc/hostname/var", "/etc/hostname/var, "),
    ],
    ids=["a port that is none", "port 0", "an unknown host", "an unknown engine", "a var that cannot be written"],
)
def test_one_sentence_says_what_is_wrong(tmp_path: Path, arguments, changes, swedish, english):
    for sentence, language in ((swedish, "sv_SE.UTF-8"), (english, "C.UTF-8")):
        done = start(tmp_path, *arguments, LC_ALL=language, **changes)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(sentence) and done.stderr.count("\n") == 1, done.stderr


@pytest.mark.slow
@pytest.mark.one_database
def test_var_has_one_owner(own_var: Path):
    with Running(own_var) as running:
        for arguments in ((), ("--prepare",), ("--reset", "--yes", "--prepare")):
            done = start(own_var, *arguments)
            assert (done.returncode, done.stdout) == (1, "")
            assert done.stderr == (
                f"A portal runs on {own_var} already (process {running.process.pid}): "
                "end that one first, or set PORTAL_VAR.\n"
            )
        assert "<html" in running.get("/")
    assert start(own_var, "--prepare").returncode == 0, "it is free when its owner has ended"


@pytest.mark.slow
@pytest.mark.one_database
def test_nothing_is_deleted_under_a_worker_of_its_own(own_var: Path):
    lives = (
        "from pathlib import Path; from portal.devserver.var_lock import share;"
        f"share(Path({str(own_var)!r})); print('shared', flush=True); input()"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", lives],
        cwd=settings.BASE_DIR,
        env={**environment(own_var), "DJANGO_SETTINGS_MODULE": "portal.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert worker.stdout and worker.stdout.readline()
    done = start(own_var, "--reset", "--yes", "--prepare")
    worker.communicate()
    assert (done.returncode, done.stderr) == (1, f"A background worker uses {own_var}: end it first.\n")
    assert (own_var / "logins.json").exists()


def begin(var: Path, until: str, number: int, wait: float = 0.0) -> tuple[int, str]:
    """Run `start --prepare` until it names a step, then send it a signal; returns how it ended and what it said."""
    process = subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "start", "--prepare"],
        env=environment(var),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    said = ""
    assert process.stdout
    while not said.endswith(until + " … "):
        letter = process.stdout.read(1)
        assert letter, said
        said += letter
    try:
        process.wait(wait)
    except subprocess.TimeoutExpired:
        process.send_signal(number)
    return process.wait(), process.communicate()[1]


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("wait", [0.0, 0.15])
def test_a_first_start_killed_at_each_step_leaves_nothing_half(tmp_path: Path, wait: float):
    (tmp_path / "portal.sqlite3").write_bytes(Path(template()).read_bytes())
    for step in STEPS[1:]:
        begin(tmp_path, step, signal.SIGKILL, wait)
    done = start(tmp_path, "--prepare")
    assert done.returncode == 0, done.stderr
    passwords = json.loads((tmp_path / "logins.json").read_text())
    with sqlite3.connect(tmp_path / "portal.sqlite3") as database:
        users = dict(database.execute("SELECT username, password FROM auth_user"))
        [files] = zip(*database.execute("SELECT file FROM wagtaildocs_document"), strict=True) or [()]
        publications = database.execute("SELECT count(*) FROM portal_publication").fetchone()[0]
    database.close()
    assert users.keys() == passwords.keys() == setup_steps.LOGINS.keys()
    assert all(PBKDF2PasswordHasher().verify(passwords[name], users[name]) for name in users)
    assert {f"documents/{path.name}" for path in (tmp_path / "media" / "documents").iterdir()} == set(files)
    assert publications > 20
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
    with Running(tmp_path) as running:
        assert "<html" in running.get("/")


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("step", ["Vocabulary", "Static files", "Search index"])
def test_ctrl_c_while_it_prepares_is_one_word(tmp_path: Path, step: str):
    (tmp_path / "portal.sqlite3").write_bytes(Path(template()).read_bytes())
    assert begin(tmp_path, step, signal.SIGINT) == (130, "\nInterrupted.\n")


@pytest.mark.django_db
def test_who_was_made_by_a_start_that_was_killed_can_log_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(setup_steps, "LOGINS_FILE", tmp_path / "logins.json")
    make = get_user_model().objects.create_user

    def killed(name: str, *args: Any, **more: Any) -> Any:
        if name == "publicist":
            raise KeyboardInterrupt
        return make(name, *args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(type(get_user_model().objects), "create_user", staticmethod(killed))
        with pytest.raises(KeyboardInterrupt):
            setup_steps.make_logins()
    setup_steps.make_logins()
    passwords = setup_steps.read_logins()
    assert passwords.keys() == setup_steps.LOGINS.keys()
    for user in get_user_model().objects.all():
        assert user.check_password(passwords[user.username]), user.username


@pytest.mark.parametrize("text", ["", '{"static": "ab', "[]"])
def test_half_a_file_of_an_earlier_version_stops_nobody(text: str, tmp_path: Path):
    (tmp_path / "start.json").write_text(text)
    assert setup_steps._read(tmp_path / "start.json") == {}
    (tmp_path / "secret_key").write_text("")
    write_whole(tmp_path / "secret_key", "nyckel", only_new=True)
    write_whole(tmp_path / "secret_key", "en annan", only_new=True)
    assert (tmp_path / "secret_key").read_text() == "nyckel"
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret_key", "start.json"]


def test_an_old_python_can_read_far_enough_to_be_told_that_it_is_old():
    """What Python 3.6 refuses: newer syntax, and built-in types with square brackets where they are evaluated."""
    for path in (settings.BASE_DIR / "manage.py", Path(bootstrap.__file__)):
        tree = ast.parse(path.read_text(), feature_version=(3, 6))
        futures = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
        names = [node.value for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
        built_in = [name.id for name in names if isinstance(name, ast.Name) and name.id in ("list", "dict", "tuple")]
        assert not futures and not built_in, path
