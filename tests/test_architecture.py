"""The shape of the house, held against the syntax tree."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "recommendations", "news", "search")
TOP = {"manage.py", "requirements.txt", "README.md", *APPS, "templates", "tests"}
FORCED = {"pyproject.toml"}
# What a visitor of a repository looks for by these names.
EXPECTED = {"CONTRIBUTING.md", "CHANGELOG.md"}
MADE = {"var", "__pycache__"}
MOST_LINES = 300
MOST_FLAT_MODULES = 25
# Django's own classes inside a module. The docstring of the module says what a command does, and `help` tells its user.
DJANGOS = {"Meta", "Command"}
# Their bytes are part of the stamp of search/data/words: they get docstrings when that file is compiled next.
STAMPED = {"search/text/lexicon.py"}
FORBIDDEN = {"utils", "util", "helpers", "helper", "services", "common", "misc"}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it, with relative imports resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: -node.level] if node.level else ()
            yield ".".join([*above, *([node.module] if node.module else [])])


@pytest.mark.parametrize("app", APPS)
def test_imports_are_a_star(app: str) -> None:
    foreign = set(APPS) - {app} - (set() if app == "portal" else {"portal"})
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(app)
        for module in imported(path)
        if module.split(".")[0] in foreign
    ]
    assert not wrong


def models_of(*apps: str) -> set[str]:
    """The names of all classes in the models modules of these apps."""
    modules = [path for path in sources(*apps) if "models" in (path.stem, path.parent.name)]
    return {
        node.name for path in modules for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)
    }


def written(path: Path) -> Iterator[str]:
    """Every string in a file, parts of f-strings and names of keyword arguments among them."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


def named_in(text: str, apps: set[str], models: set[str]) -> bool:
    """Whether a string is a model's name, alone, after its app's, in a permission or in a lookup over relations."""
    lower = {model.lower() for model in models}
    label, dot, rest = text.partition(".")
    if dot and label in apps:
        return not rest or rest.lower().rpartition("_")[2] in lower
    return text in models or ("__" in text and not lower.isdisjoint(text.split("__")))


@pytest.mark.parametrize("app", APPS)
def test_imports_are_a_star_also_for_names_given_as_strings(app: str) -> None:
    foreign = set(APPS) - {app, "portal"}
    models = models_of(*foreign)
    assert named_in("recommendations.Case", {"recommendations"}, {"Case"})
    assert not [(path, text) for path in sources(app) for text in written(path) if named_in(text, foreign, models)]


def test_no_runtime_code_imports_the_tests() -> None:
    assert not [path for path in sources(*APPS) for module in imported(path) if module.split(".")[0] == "tests"]


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in [ROOT / "manage.py", *sources(*APPS, "tests")]
        if (lines := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert not long


@pytest.mark.parametrize("app", APPS)
def test_an_app_has_rooms_for_its_subjects(app: str) -> None:
    assert len(list((ROOT / app).glob("*.py"))) <= MOST_FLAT_MODULES


@pytest.mark.parametrize("app", APPS)
def test_every_public_part_of_the_runtime_has_a_docstring(app: str) -> None:
    assert not [name for path in sources(app) for name in undocumented(path)]


def undocumented(path: Path) -> Iterator[str]:
    """The public modules, classes and functions of a file that have no docstring.

    A method needs none when a class above it has it, too: a hook of Django or Wagtail such as `save`, `clean` or
    `ready`, or a method of the portal's own base class. What it is for is said there.
    """
    name, tree = str(path.relative_to(ROOT)), ast.parse(path.read_text())
    if not ast.get_docstring(tree):
        yield name
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    if name not in STAMPED:
        yield from (f"{name}: {part}" for part in _undocumented_in(module, tree))


def _undocumented_in(owner: Any, tree: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node in tree.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_") or node.name in DJANGOS:
            continue
        if not ast.get_docstring(node) and not _is_inherited(owner, node.name):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{part}" for part in _undocumented_in(getattr(owner, node.name), node))


def _is_inherited(owner: Any, name: str) -> bool:
    return any(name in vars(base) for base in getattr(owner, "__mro__", ())[1:])


def test_a_part_without_a_docstring_is_found() -> None:
    tree = ast.parse("class Given:\n    def save(self): ...\n    def told(self): ...\ndef _own(): ...\n")

    class Base:
        def save(self) -> None: ...

    class Given(Base):
        def told(self) -> None: ...

    module = type("module", (), {"Given": Given})
    assert list(_undocumented_in(module, tree)) == ["Given", "Given.told"]


def test_the_analysis_of_text_could_be_a_package_of_its_own() -> None:
    outside = {"django", "wagtail", *APPS}
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources("search/text")
        for module in imported(path)
        if module.split(".")[0] in outside and not module.startswith("search.text")
    ]
    assert not wrong


def test_a_class_name_means_one_thing() -> None:
    places: dict[str, list[str]] = {}
    for path in sources(*APPS):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and node.name != "Command":
                places.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert not {name: found for name, found in places.items() if len(found) > 1}


def test_nothing_that_runs_measures_itself() -> None:
    assert not [path for path in sources(*APPS) if path.stem.startswith("bench") or "benches" in path.parts]


def test_only_the_worker_starts_threads() -> None:
    starting = {str(path.relative_to(ROOT)) for path in sources(*APPS) if "Thread(" in path.read_text()}
    assert starting == {"portal/scheduling/periodic_tasks.py"}


def test_no_module_is_named_for_nothing() -> None:
    assert not [path for path in sources(*APPS, "tests") if FORBIDDEN & {path.stem, path.parent.name}]


def test_the_top_has_nine_names() -> None:
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert there - FORCED - EXPECTED - MADE == TOP


def test_requirements_are_pinned_exactly() -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert not [pin for pin in pins if pin.count("==") != 1]


def test_manage_needs_nothing_but_the_standard_library_to_begin() -> None:
    devserver = ROOT / "portal" / "devserver"
    for path in (ROOT / "portal" / "__init__.py", devserver / "__init__.py", devserver / "bootstrap.py"):
        outside = {module.split(".")[0] for module in imported(path)} & {"django", "wagtail", "portal"}
        assert not outside, path
