"""The Elasticsearch index: its mapping, and how the values of a document become actions on it."""

from typing import Any

from elasticsearch.dsl import Document, Keyword, Long, Mapping, MetaField, Text

from portal.selections.facets import facets
from search.index.fields import BAGS, NUMBERS, ORDERED, STORED, TITLE_ORDER, keywords, version

# So many hits can be asked for, from the first one on. Elasticsearch makes room for no more than there are.
WINDOW = 1_000_000


def _mapping() -> Mapping:
    made = Mapping()
    for name in NUMBERS:
        made.field(name, Long(index=False))
    for name in ORDERED:
        made.field(name, Text(analyzer="whitespace"))
    for name in BAGS:
        made.field(name, Text(analyzer="whitespace", index_options="freqs"))
    for name in keywords():
        made.field(name, Keyword(eager_global_ordinals=name in facets(), doc_values=name in facets()))
    made.field(TITLE_ORDER, Keyword(index=False))
    made.field(STORED, Text(index=False, norms=False))
    return made


class Page(Document):
    """A publication. Its id is the page's, its version the event that it was written for."""

    class Meta:
        mapping = _mapping()
        dynamic = MetaField("strict")
        # Only what is given back is kept as text: the index is rebuilt from the database, never from itself.
        source = MetaField({"includes": [STORED, "revision_id"]})

    class Index:
        """Settings of the index."""

        settings = {"number_of_shards": 1, "refresh_interval": "1s", "max_result_window": WINDOW}


def action(index: str, page_id: int, event_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """Write a document unless a later event's is there. Without values it is a mark that the page is gone."""
    return {
        "_op_type": "index",
        "_index": index,
        "_id": str(page_id),
        "version": event_id,
        "version_type": "external_gte",
        "_source": values or {"page_id": page_id, "event_id": event_id, "newest": page_id},
    }


def versions(analysis: str) -> dict[str, str]:
    """The versions of fields and analysis that an index is marked with when it is built."""
    return {"fields": version(), "analysis": analysis}
