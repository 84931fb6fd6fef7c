"""The shape of templates and style sheets: short lines, no language by its name, nothing that no page uses."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
STYLES = ROOT / "portal" / "static" / "css"
SCRIPTS = ROOT / "portal" / "static" / "js"
APPS = ("portal", "recommendations", "news", "search")
LONGEST_LINE = 120
# Class names that no file of this project writes: Wagtail's and htmx's own markup has them.
OF_OTHERS = {
    "modeladmin",
    "listing",
    "result-list",
    "actions",
    "messages",
    "login",
    "htmx-request",
    "changelist-filter",
    "wagtail-sidebar",
    "header-title",
    "w-header__title",
    "listing-results",
}
# Django writes the name of a field or a row's state after these.
BEGINNINGS_OF_OTHERS = ("field-",)

_COMPARISON = re.compile(r"(?i)LANGUAGE_CODE\b[^%]*?(?:==|!=|\bin\b)|(?:==|!=|\bin\b)\s*LANGUAGE_CODE\b")
_BARE_HTMX = re.compile(r"(?<![\w-])hx-[a-z]")
_TABLE_ROLE = re.compile(r'\brole="(?:table|rowgroup|row|columnheader|rowheader|cell)"')
_RULE = re.compile(r"([^{};]+)\{")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_ID = re.compile(r"#([A-Za-z_][\w-]*)")
_SELECTED_ATTRIBUTE = re.compile(r"\[(data-[\w-]+)(?:=\"([^\"]*)\")?")
_ATTRIBUTE = re.compile(r"\b(class|classname|id|data-[\w-]+)=\"([^\"]*)\"")
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}")


def templates() -> Iterator[tuple[str, str]]:
    """Path and text of each."""
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix in (".html", ".mjml", ".txt"):
            yield str(path.relative_to(ROOT)), path.read_text()


def test_no_line_of_a_template_is_long() -> None:
    assert not [
        f"{path}:{number}"
        for path, text in templates()
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]


def test_no_template_asks_for_a_language_by_its_name() -> None:
    assert not [f"{path}: {found[0]}" for path, text in templates() for found in _COMPARISON.finditer(text)]


def test_attributes_for_htmx_are_valid_html() -> None:
    assert not [f"{path}: {found[0]}" for path, text in templates() for found in _BARE_HTMX.finditer(text)]


def test_tables_need_no_roles() -> None:
    """The checker of W3C forbids them; that a table laid out as a list is still one is tested in the browser."""
    assert not [f"{path}: {found[0]}" for path, text in templates() for found in _TABLE_ROLE.finditer(text)]


def test_each_name_in_a_style_sheet_stands_on_some_page() -> None:
    there = {*_in_templates(), *_in_scripts(), *_in_modules()} | OF_OTHERS
    dead = [
        f"{path.name}: {name}"
        for path in sorted(STYLES.glob("*.css"))
        for name in sorted(_names(path.read_text()) - there)
        if not name.startswith(BEGINNINGS_OF_OTHERS)
    ]
    assert not dead


def _names(sheet: str) -> set[str]:
    """The classes, ids, and data attributes with their values that its selectors name."""
    rules = _RULE.findall(_CSS_COMMENT.sub("", sheet))
    selectors = " ".join(rule for rule in rules if not rule.strip().startswith("@"))
    attributes = {name for found in _SELECTED_ATTRIBUTE.findall(selectors) for name in found if name}
    return {*_CLASS.findall(selectors), *_ID.findall(selectors), *attributes}


def _in_templates() -> Iterator[str]:
    """Classes and ids, data attributes with their values, and names that a template hands to another."""
    for _path, text in templates():
        markup = _TAG.sub("", text)
        for name, value in _ATTRIBUTE.findall(markup):
            yield from (name, *value.split())


def _in_scripts() -> Iterator[str]:
    for path in SCRIPTS.glob("*.js"):
        text = path.read_text()
        yield from (f"data-{name}" for name in re.findall(r"dataset\.(\w+)", text))
        yield from (word for string in re.findall(r'"([^"]*)"', text) for word in string.split())


def _in_modules() -> Iterator[str]:
    """Codes that templates write as values of attributes, and classes that forms and panels are given."""
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield from re.findall(r'"([\w-]+)"', path.read_text())
