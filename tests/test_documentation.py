"""The documents agree with the code: names, commands, variables, packages, rooms."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "recommendations", "news", "search")
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", *(f"{app}/README.md" for app in APPS))
MOST_COLUMNS, MOST_LINES_OF_THE_DOOR = 120, 120
# Made by commands, or named as examples.
NOT_THERE = ("var/", "data/demo/", "tests/<", "templates/<")
_QUOTED = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.]+(?:/[\w.*]+)+/?|\w+\.(?:py|md|yaml|txt|toml)")
_LINK = re.compile(r"(?<!!)\[[^]]*\]\(([^)]+)\)|^\[[^]]+\]: (\S+)", re.MULTILINE)


def text_of(document: str) -> str:
    return (ROOT / document).read_text()


def section(document: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    return text_of(document).split(f"\n## {heading}\n")[1].split("\n## ")[0]


def rows(document: str, heading: str) -> list[list[str]]:
    """The cells of each row of the tables under a heading; a table's own heading stands above a rule."""
    lines = section(document, heading).splitlines()
    told = [line for line, below in zip(lines, [*lines[1:], ""], strict=True) if not below.startswith("|---")]
    return [line.strip("| ").split(" | ") for line in told if line.startswith("| ")]


def first_column(document: str, heading: str) -> list[str]:
    return [cells[0] for cells in rows(document, heading)]


def variables_of_settings() -> dict[str, str | None]:
    """Name → default as the environment would have it; None where the default is worked out."""
    found: dict[str, str | None] = {}
    for node in ast.walk(ast.parse(text_of("portal/settings.py"))):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        called = ast.unparse(node.func)
        if called == "env" or called.startswith("env.") or called == "os.environ.get":
            given = node.args[1:2] or [keyword.value for keyword in node.keywords if keyword.arg == "default"]
            found[str(node.args[0].value)] = _as_text(given[0])
    return found


def _as_text(default: ast.expr) -> str | None:
    try:
        value = ast.literal_eval(default)
    except ValueError:
        return None
    return ",".join(value) if isinstance(value, list) else str(value).lower() if value in (True, False) else str(value)


def example() -> dict[str, str]:
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", text_of(".env.example"), re.MULTILINE))


def test_the_door_is_short():
    assert len(text_of("README.md").splitlines()) <= MOST_LINES_OF_THE_DOOR


@pytest.mark.parametrize("document", [*DOCUMENTS, ".env.example", "search/data/NOTICE"])
def test_lines_fit_a_screen(document: str):
    assert not [line for line in text_of(document).splitlines() if len(line) > MOST_COLUMNS]


def paths_in(document: str) -> Iterator[str]:
    for quoted in _QUOTED.findall(text_of(document)):
        if _PATH.fullmatch(quoted) and not quoted.startswith(NOT_THERE):
            yield quoted


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if name != "CHANGELOG.md"])
def test_every_file_that_a_document_names_is_there(document: str):
    """From the top, from the document's own folder, or the tests' or templates' names beside a folder named before."""
    folder = (ROOT / document).parent
    places = (ROOT, folder, *sorted(ROOT.glob("tests/*/")), *sorted(folder.glob("*/")))
    assert not [path for path in paths_in(document) if not any([*place.glob(path.rstrip("/"))] for place in places)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str):
    wrong = []
    for inline, listed in _LINK.findall(text_of(document)):
        target, _, anchor = (inline or listed).partition("#")
        if target.startswith("https://"):
            continue
        path = (ROOT / document).parent / target
        headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE) if path.is_file() else []
        known = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
        if not path.exists() or (anchor and anchor not in known):
            wrong.append(inline or listed)
    assert not wrong


def test_what_is_to_be_changed_stands_where_the_door_says():
    places = [_QUOTED.findall(cells[1]) for cells in rows("README.md", "Where to change what")]
    named = [(path, name) for path, name in ((quoted[0], quoted[-1]) for quoted in places) if path.endswith(".py")]
    assert named and not [name for path, name in named if "/" not in name and name not in text_of(path)]


@pytest.mark.parametrize("app", APPS)
def test_the_door_draws_and_the_app_explains_each_room(app: str):
    rooms = {path.parent.name for path in (ROOT / app).glob("*/__init__.py")} - {
        "management",
        "migrations",
        "templatetags",
    }
    told, drawn = text_of(f"{app}/README.md"), section("README.md", "The house")
    assert not [room for room in rooms if f"`{room}/" not in told or room not in drawn]


def test_every_variable_of_the_settings_stands_in_the_table_and_in_the_example():
    names = set(variables_of_settings())
    assert set(re.findall(r"`([A-Z_]+)`", " ".join(first_column("portal/README.md", "Environment")))) == names
    assert set(example()) == names


def test_the_example_has_the_defaults():
    given = example()
    assert not {
        name: (value, given[name])
        for name, value in variables_of_settings().items()
        if value not in (None, given[name])
    }


def test_every_command_stands_in_the_operations():
    commands = {path.stem for app in APPS for path in (ROOT / app).glob("management/commands/[!_]*.py")}
    assert commands == set(re.findall(r"`(\w+)`", " ".join(first_column("portal/README.md", "Operations"))))


def test_every_package_has_its_reason():
    pinned = {re.split(r"[=\[]", line)[0] for line in text_of("requirements.txt").splitlines() if "==" in line}
    assert {name for cell in first_column("portal/README.md", "Dependencies") for name in cell.split(", ")} == pinned


def test_every_decision_has_its_number_its_date_and_what_would_reopen_it():
    decisions = re.split(r"\n(?=\d+\. \*\*)", section("portal/README.md", "Decisions"))[1:]
    assert [int(decision.split(".")[0]) for decision in decisions] == list(range(1, len(decisions) + 1))
    assert not [text[:60] for text in decisions if not re.search(r"20\d\d-\d\d-\d\d", text) or "*Reopen:*" not in text]


def test_the_notice_names_the_word_lists_in_their_versions():
    notice = text_of("search/data/NOTICE")
    lists = re.findall(r"^((?:wordfreq|simplemma)==\S+)", text_of("requirements.txt"), re.MULTILINE)
    assert lists and not [pin for pin in lists if pin.replace("==", " ") not in notice]
