"""A publication as a short readable text in Markdown: title, verdict, facts, ingress."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.open_data.current import Item
from portal.open_data.tables import OF_ALL, cell_in, in_language, value_of
from portal.publications.statuses import is_past

# What stands elsewhere in the text, or is about the data and not about the publication.
ELSEWHERE = {"title", "ingress", "language", "address", "url"}
IN_PARAGRAPHS = ELSEWHERE | {"summary_en", "products", "conditions", "verdict"}
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|])")


def plain(text: Any) -> str:
    """A text in one line that Markdown takes for nothing but words.

    >>> plain("[x]")
    '\\\\[x\\\\]'
    """
    return _SIGNS.sub(r"\\\1", " ".join(str(text).split()))


def facts_of(said: Item, but: Collection[str] = ELSEWHERE) -> Iterator[tuple[str, str]]:
    """(label, words) for each value that the publication says, in the active language, which is that of the page."""
    language = said["language"]
    for name, label in {**OF_ALL, **in_language()}.items():
        if name not in but and (words := cell_in(value_of(said, name), language)):
            yield capfirst(label), words


def warning_of(said: Item) -> str:
    """What must stand before the title: that it was replaced or withdrawn, or that its original says otherwise."""
    language = said["language"]
    if is_past((said.get("status") or {}).get("code", "")):
        return cell_in(said["status"], language)
    return cell_in(said.get("original"), language)


def in_markdown(said: Item, rights: str) -> str:
    """The text. `said` is a publication in one language, or an edition of it; `rights` says how it may be used."""
    language = said["language"]
    warning = warning_of(said)
    lines = [f"# {plain(': '.join(filter(None, [warning, said['title']])))}", ""]
    # As on the page: what does not hold any more gives no verdict.
    if warning:
        said = {**said, "verdict": None, "products": ()}
    if verdict := cell_in(said.get("verdict"), language):
        lines += [f"**{plain(verdict)}**", ""]
    for product in said.get("products") or ():
        lines.append(f"- {plain(cell_in(product, language))}")
    lines += [""] if said.get("products") else []
    for name in ("conditions", "ingress"):
        lines += [plain(said[name]), ""] if said.get(name) else []
    lines += [f"- {plain(label)}: {plain(words)}" for label, words in facts_of(said, IN_PARAGRAPHS)]
    if summary := said.get("summary_en"):
        lines += ["", f"## {plain(_('Summary in English'))}", "", plain(summary)]
    return "\n".join([*lines, "", f"<{said['url']}>", "", plain(rights), ""])
