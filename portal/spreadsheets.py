"""Texts in files that are opened in a spreadsheet."""

FORMULA = "=+-@＝＋－＠"


def harmless(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula (OWASP, CSV injection)."""
    starts = text.lstrip()[:1]
    return f"'{text}" if text[:1] in ("\t", "\r", "\n") or (starts and starts in FORMULA) else text
