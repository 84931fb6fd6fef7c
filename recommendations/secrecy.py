"""What readers see of a secret case, and what must not be named there.

It is an allow-list: a field that is added later stays hidden until it is named here. A listed text that names the
product or its maker is left out as well; before that, the form refuses to publish it (`named_secrets`).
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

# Words of a name that are shorter than this ("the", "AB", "2") are in too many texts to give it away.
SHORTEST_WORD = 4
# Names of this length are also found where they are written in two words or with a hyphen.
LONG_NAME = 6

# Fields on where the page is and since when. Nobody writes words in them; the slug is replaced by Case.keep_secret.
PLACE = frozenset(
    (
        *("id", "page_ptr", "publication_ptr", "path", "depth", "numchild", "content_type", "locale"),
        *("translation_key", "alias_of", "slug", "url_path", "show_in_menus", "live", "live_revision"),
        *("latest_revision", "has_unpublished_changes", "first_published_at", "last_published_at", "expire_at"),
    )
)
FACTS = frozenset({"is_secret", "is_example", "status", "level", "dated_on", "date_precision"})
TEXTS = ("anonymous_title", "ingress", "summary_en", "stage_reason", "case_number", "change_note", "change_note_en")
# The kinds of blocks in the running text. Blocks with a document are added when it is marked as public.
BLOCKS = frozenset({"heading", "text", "quote", "table"})
# The fields of a stage, then the tags and many-to-many fields of the case.
STAGE = frozenset({"id", "page", "sort_order", "stage", "started_on", "ended_on", "is_pause"})
CHOICES = frozenset({"product_area_items", "regions", "healthcare_regions"})

_DOCUMENT_LINK = re.compile(r'<a\b[^>]*\blinktype="document"[^>]*>')
_ID = re.compile(r'\bid="(\d+)"')


def names_a_secret(text: str, names: Iterable[str]) -> bool:
    """Whether a text holds one of these names, or a word of one that gives it away. Case, accents and hyphens don't
    matter.

    >>> names_a_secret("nytt-arende-om-novosenss", ["NovoSenss X1"])
    True
    >>> names_a_secret("Ett ärende om glukosmätare", ["NovoSenss X1 glukosmätare"])
    False
    """
    # Once with the HTML tags, since addresses in them may hold a name, and once without, since a tag may split a word.
    told = [slugify(text), slugify(unescape(strip_tags(text)))]
    told += [_in_one(words) for words in told]
    return any(_stands_in(word, told) for name in names for word in _telling(name))


def _stands_in(word: str, told: list[str]) -> bool:
    """Whether a word is in one of the four forms of the text: with and without tags, each with and without hyphens."""
    *apart, together, stripped = told
    if any(word in words for words in apart):
        return True
    whole = _in_one(word)
    return len(whole) >= LONG_NAME and (whole in together or whole in stripped)


def _in_one(words: str) -> str:
    """The words written together."""
    return words.replace("-", "").replace("_", "")


def _telling(name: str) -> list[str]:
    """The words that give a name away: the whole name, and its longer words with capitals or digits."""
    words = [slugify(word) for word in name.split() if any(sign.isupper() or sign.isdigit() for sign in word)]
    whole = slugify(name)
    return [word for word in words if len(word) >= SHORTEST_WORD] + ([whole] if len(whole) > 2 else [])


# The page as outsiders may read it


def for_outsiders(case: "Case") -> "Case":
    """A copy of a secret case that holds only what is listed. It must not be saved.

    Rows are read only when they are asked for: lists don't show them.
    """
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
    """Give the copy the listed rows and choices, from memory where the page has them, and empty lists for all
    others.
    """
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
    """The child rows that modelcluster keeps in memory for a page: relation → rows."""
    if not hasattr(page, "_cluster_related_objects"):
        page._cluster_related_objects = {}
    return page._cluster_related_objects


def _only(row: Any, names: frozenset[str]) -> Any:
    """A copy of a row with only these fields."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name in names}
    return type(row)(**kept)


def _is_named(item: Any, names: Iterable[str]) -> bool:
    return names_a_secret(f"{item.label} {item.document.title} {item.document.filename}", names)


def _blocks(case: "Case", public: Iterable[Any], names: Iterable[str]) -> Any:
    """The running text, without blocks that are not listed or that name the product or its maker.

    Links to documents that are not public become plain words.
    """
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
    """Rich text in which links to documents that are not public are plain words."""

    def link(tag: re.Match[str]) -> str:
        found = _ID.search(tag[0])
        return tag[0] if found and _is_among(public, int(found[1])) else "<a>"

    return _DOCUMENT_LINK.sub(link, value) if isinstance(value, str) else value


# What may not be published


def named_secrets(case: "Case") -> Iterator[tuple[str, str]]:
    """(field, message) for each text for readers that names the product or its manufacturer, also in public
    documents.
    """
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
