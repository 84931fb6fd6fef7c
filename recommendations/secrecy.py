"""What a secret case shows to outsiders: the one list that every way out reads, and what may not be named there.

Everything that is not on the list is not there for readers: a field that is added later stays inside until it is
named here. What is on the list and names the product or its maker all the same is left out, too; the form refuses it
before that (`named_secrets`).
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations

from portal.files.text_extractors import text_of

if TYPE_CHECKING:
    from recommendations.models.case import Case

# Shorter words ("the", "AB", "2") stand in too many texts to say anything.
SHORTEST_WORD = 4
# So long a name is one also where it is written in two words or with a hyphen.
LONG_NAME = 6

# Where the page is, and since when: nothing that anybody writes, but for the address, which `keep_secret` sees to.
PLACE = frozenset(
    (
        *("id", "page_ptr", "publication_ptr", "path", "depth", "numchild", "content_type", "locale"),
        *("translation_key", "alias_of", "slug", "url_path", "show_in_menus", "live", "live_revision"),
        *("latest_revision", "has_unpublished_changes", "first_published_at", "last_published_at", "expire_at"),
    )
)
FACTS = frozenset({"is_secret", "is_example", "status", "level", "dated_on", "date_precision"})
TEXTS = ("anonymous_title", "ingress", "summary_en", "stage_reason", "case_number", "change_note")
# Of running text, the blocks of these kinds; a document only if it is marked as public.
BLOCKS = frozenset({"heading", "text", "quote", "table"})
# Rows and choices, and of rows the fields.
STAGE = frozenset({"id", "page", "sort_order", "stage", "started_on", "ended_on", "is_pause"})
CHOICES = frozenset({"product_area_items", "regions", "healthcare_regions"})

_DOCUMENT_LINK = re.compile(r'<a\b[^>]*\blinktype="document"[^>]*>')
_ID = re.compile(r'\bid="(\d+)"')


def names_a_secret(text: str, names: Iterable[str]) -> bool:
    """Whether the text holds one of the names or a telling word of it, whatever its case, accents and hyphens.

    >>> names_a_secret("nytt-arende-om-novosenss", ["NovoSenss X1"])
    True
    >>> names_a_secret("Ett ärende om glukosmätare", ["NovoSenss X1 glukosmätare"])
    False
    """
    # With the tags, whose addresses may tell, and without, since they may stand inside a word.
    told = [slugify(text), slugify(unescape(strip_tags(text)))]
    told += [_in_one(words) for words in told]
    return any(_stands_in(word, told) for name in names for word in _telling(name))


def _stands_in(word: str, told: list[str]) -> bool:
    *apart, together, stripped = told
    if any(word in words for words in apart):
        return True
    whole = _in_one(word)
    return len(whole) >= LONG_NAME and (whole in together or whole in stripped)


def _in_one(words: str) -> str:
    return words.replace("-", "").replace("_", "")


def _telling(name: str) -> list[str]:
    """What gives a name away: the whole of it, and its longer words that are written like names."""
    words = [slugify(word) for word in name.split() if any(sign.isupper() or sign.isdigit() for sign in word)]
    whole = slugify(name)
    return [word for word in words if len(word) >= SHORTEST_WORD] + ([whole] if len(whole) > 2 else [])


# The page as outsiders may read it.


def for_outsiders(case: "Case") -> "Case":
    """A copy of a secret case with what is on the list; not to be saved. Lists, which show no rows, ask for none."""
    shown, names = type(case)(), case.secret_names()
    for field in case._meta.concrete_fields:
        if field.name in PLACE or field.name in FACTS:
            setattr(shown, field.attname, getattr(case, field.attname))
    for name in TEXTS:
        text = getattr(case, name)
        setattr(shown, name, "" if names_a_secret(text, names) else text)
    shown.title = shown.draft_title = case.title_for_outsiders()
    _share_rows(case, shown)
    marked: Any = SimpleLazyObject(
        lambda: [item for item in case.documents.all() if item.is_public and not _is_named(item, names)]
    )
    _rows(shown)["documents"] = marked
    _rows(shown)["stages"] = SimpleLazyObject(lambda: [_only(stage, STAGE) for stage in case.stages.all()])
    shown.body = _blocks(case, marked, names)
    shown.is_abridged = True
    return shown


def _share_rows(case: "Case", shown: "Case") -> None:
    """Rows and choices that are on the list as the page has them in memory, else as the database has; no others."""
    shown._state.adding, shown._state.db = False, case._state.db
    shown._state.fields_cache.update({name: row for name, row in case._state.fields_cache.items() if name in PLACE})
    fetched = getattr(case, "_prefetched_objects_cache", {})
    shown._prefetched_objects_cache = {name: fetched[name] for name in CHOICES if name in fetched}
    relations = [relation.get_accessor_name() for relation in get_all_child_relations(case)]
    for name in (*relations, *(field.name for field in case._meta.many_to_many)):
        if name not in CHOICES:
            _rows(shown)[name] = []
        elif name in _rows(case):
            _rows(shown)[name] = _rows(case)[name]


def _rows(page: Any) -> dict[str, Any]:
    if not hasattr(page, "_cluster_related_objects"):
        page._cluster_related_objects = {}
    return page._cluster_related_objects


def _only(row: Any, names: frozenset[str]) -> Any:
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name in names}
    return type(row)(**kept)


def _is_named(item: Any, names: Iterable[str]) -> bool:
    return names_a_secret(f"{item.label} {item.document.title} {item.document.filename}", names)


def _blocks(case: "Case", public: Iterable[Any], names: Iterable[str]) -> Any:
    """The running text without what is not on the list, names what is secret, or leads to a document inside."""
    blocks = [
        {**block, "value": _without_documents(block["value"], public)}
        for block in _listed_blocks(case, public)
        if not names_a_secret(str(block["value"]), names)
    ]
    return case._meta.get_field("body").to_python(blocks)


def _listed_blocks(case: "Case", public: Iterable[Any]) -> list[dict[str, Any]]:
    def is_listed(block: dict[str, Any]) -> bool:
        if block["type"] == "document":
            return _is_among(public, block["value"].get("document"))
        return block["type"] in BLOCKS

    return [block for block in case.body.get_prep_value() if is_listed(block)]


def _is_among(items: Iterable[Any], document_id: int | None) -> bool:
    return any(item.document_id == document_id for item in items)


def _without_documents(value: Any, public: Iterable[Any]) -> Any:
    """Rich text whose links to documents that are not public are their words alone."""

    def link(tag: re.Match[str]) -> str:
        found = _ID.search(tag[0])
        return tag[0] if found and _is_among(public, int(found[1])) else "<a>"

    return _DOCUMENT_LINK.sub(link, value) if isinstance(value, str) else value


# What may not be published.


def named_secrets(case: "Case") -> Iterator[tuple[str, str]]:
    """(field, message) for each text for outsiders that names the product or its manufacturer."""
    told = _("This names what is secret: the product or its manufacturer.")
    names = case.secret_names()
    for name in TEXTS:
        if names_a_secret(getattr(case, name), names):
            yield name, told
    public = [item for item in case.documents.all() if item.is_public and item.document_id]
    if names_a_secret(str(_listed_blocks(case, public)), names):
        yield "body", told
    for item in public:
        if _is_named(item, names):
            named = _("The label, title or file name of the document “%(label)s” names what is secret.")
            yield "documents", named % {"label": item.label}
        elif names_a_secret(text_of(item.document), names):
            within = _("The text of the document “%(label)s” names what is secret.")
            yield "documents", within % {"label": item.label}
