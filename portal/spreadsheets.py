"""Cells of the files that readers and editors open in a spreadsheet."""

FORMULA = "=+-@＝＋－＠"


def harmless(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet would reckon with it (OWASP, CSV injection)."""
    starts = text.lstrip()[:1]
    return f"'{text}" if text[:1] in ("\t", "\r", "\n") or (starts and starts in FORMULA) else text
