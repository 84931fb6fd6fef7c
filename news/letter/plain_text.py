"""Sanitized HTML as plain text that reads well in a mail: paragraphs, lists, tables and the addresses of links."""

from collections.abc import Iterator
from textwrap import wrap

from lxml.html import HtmlElement, fragment_fromstring

# Columns of a line: mail programs quote it and it still fits in 80 (RFC 3676, section 4.2).
WIDTH = 72
_BLOCKS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "dl", "dt", "dd", "blockquote", "footer", "hr", "figure", "figcaption"),
    *("table", "caption", "thead", "tbody", "tr"),
}

# What a <br> is until its paragraph is filled; the line ends of the source are blanks.
_BREAK = "\u2028"


def plain_text(html: str) -> str:
    """The text, with an empty line between paragraphs, and no line end at its end."""
    return "\n\n".join(_blocks(fragment_fromstring(html, create_parent="div"))) if html.strip() else ""


def filled(text: str, first: str = "", rest: str = "") -> str:
    """A paragraph in lines of WIDTH columns at most; longer words, such as addresses, stay whole.

    `first` stands before its first line, `rest` before the others.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(
        row
        for number, line in enumerate(lines)
        for row in wrap(
            line,
            WIDTH,
            initial_indent=rest if number else first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def _blocks(element: HtmlElement, first: str = "", rest: str = "") -> Iterator[str]:
    """The paragraphs inside an element. `first` is the mark of a list item, which stands before the first of them."""
    words = element.text or ""
    for child in element:
        if child.tag not in _BLOCKS:
            words += _inline(child) + (child.tail or "")
            continue
        for paragraph in (filled(_spaced(words), first, rest), *_block(child, first, rest)):
            if paragraph:
                yield paragraph
                first = rest
        words = child.tail or ""
    if paragraph := filled(_spaced(words), first, rest):
        yield paragraph


def _block(element: HtmlElement, first: str, rest: str) -> Iterator[str]:
    if element.tag in ("ul", "ol"):
        marks = ("- " if element.tag == "ul" else f"{number}. " for number in range(1, len(element) + 1))
        items = (_blocks(item, rest + mark, rest + " " * len(mark)) for item, mark in zip(element, marks, strict=True))
        yield "\n".join("\n".join(item) for item in items)
    elif element.tag == "tr":
        yield filled(" | ".join(_spaced(_inline(cell)) for cell in element), first, rest)
    elif element.tag in ("table", "thead", "tbody"):
        yield "\n".join(_blocks(element, first, rest))
    elif element.tag == "blockquote":
        yield from _blocks(element, rest + "    ", rest + "    ")
    elif element.tag == "hr":
        yield rest + "* * *"
    elif element.tag == "h2":
        yield filled(_spaced(_inline(element)).upper(), first, rest)
    else:
        yield from _blocks(element, first, rest)


def _inline(element: HtmlElement) -> str:
    """The words of an element inside a line: a link with its address after it, a picture by what it tells."""
    if element.tag == "br":
        return _BREAK
    if element.tag == "img":
        return f"[{element.get('alt')}]" if element.get("alt") else ""
    words = (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element)
    address = element.get("href", "").removeprefix("mailto:") if element.tag == "a" else ""
    return f"{words} ({address})" if address and address not in words else words


def _spaced(words: str) -> str:
    """With single blanks; the line breaks of <br> stay, those of the source do not."""
    return "\n".join(" ".join(line.split()) for line in words.split(_BREAK))
