"""Tables as files that a spreadsheet opens: as Swedish Excel reads them, and with no text that it would run."""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

# No cell can hold them (XML 1.0, 2.2).
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
FORMULA = "=+-@＝＋－＠"
# Excel takes a file for UTF-8 only if it begins with this.
BYTE_ORDER_MARK = "\ufeff"


def harmless(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula (OWASP, CSV injection)."""
    text = _NO_TEXT.sub("", text)
    starts = text.lstrip()[:1]
    return f"'{text}" if text[:1] in ("\t", "\r", "\n") or (starts and starts in FORMULA) else text


def as_csv(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """The rows as a CSV file, line by line: with semicolons, as Swedish Excel has them, and a byte order mark."""
    yield BYTE_ORDER_MARK.encode()
    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=";").writerow([harmless(_text(cell)) for cell in row])
        yield line.getvalue().encode()


def _text(cell: Any) -> str:
    if isinstance(cell, datetime.datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)


class OpensInExcel:
    """For Wagtail's views that export a list: CSV and XLSX that Excel opens, and texts that it does not run.

    The view is a SpreadsheetExportMixin; `row_of` says what its columns hold.
    """

    def row_of(self, item: Any) -> dict[str, Any]:
        """The row of one item: field → value."""
        row: dict[str, Any] = super().to_row_dict(item)  # type: ignore[misc]
        return row

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """The row as Wagtail writes it to either file."""
        return {name: harmless(value) if isinstance(value, str) else value for name, value in self.row_of(item).items()}

    def stream_csv(self: Any, queryset: Iterable[Any]) -> Iterator[bytes]:
        """The list as CSV, in place of Wagtail's with commas."""
        headings = [self.get_heading(queryset, field) for field in self.list_export]
        return as_csv([headings, *(self.row_of(item).values() for item in queryset)])
