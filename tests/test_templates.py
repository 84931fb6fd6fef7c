"""The shape of templates: short lines, no language by its name, valid attributes."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
LONGEST_LINE = 120
# The row that lists and search share is being made one component: its lines are broken with it.
IN_WORK = ("templates/search/", "templates/components/row", "templates/components/outcome")

_COMPARISON = re.compile(r"LANGUAGE_CODE\b[^%]*?(?:==|!=|\bin\b)|(?:==|!=|\bin\b)\s*LANGUAGE_CODE\b")
_BARE_HTMX = re.compile(r"(?<![\w-])hx-[a-z]")
_TABLE = re.compile(r"<table\b[^>]*>.*?</table>", re.DOTALL)
_TABLE_ROLE = re.compile(r'\brole="(?:table|rowgroup|row|columnheader|rowheader|cell)"')


def templates() -> Iterator[tuple[str, str]]:
    """Path and text of each."""
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix in (".html", ".txt"):
            yield str(path.relative_to(ROOT)), path.read_text()


def test_no_line_of_a_template_is_long() -> None:
    assert not [
        f"{path}:{number}"
        for path, text in templates()
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > LONGEST_LINE and not path.startswith(IN_WORK)
    ]


def test_no_template_asks_for_a_language_by_its_name() -> None:
    assert not [f"{path}: {found[0]}" for path, text in templates() for found in _COMPARISON.finditer(text)]


def test_attributes_for_htmx_are_valid_html() -> None:
    assert not [f"{path}: {found[0]}" for path, text in templates() for found in _BARE_HTMX.finditer(text)]


def test_tables_have_roles_where_css_takes_their_meaning_away_and_nowhere_else() -> None:
    """The style sheet lays out `.ledger` as blocks on a phone; other tables stay tables."""
    wrong = []
    for path, text in templates():
        for table in _TABLE.findall(text):
            is_ledger = re.search(r'<table[^>]*class="[^"]*\bledger\b', table) is not None
            if is_ledger != bool(_TABLE_ROLE.search(table)):
                wrong.append(path)
    assert not wrong
