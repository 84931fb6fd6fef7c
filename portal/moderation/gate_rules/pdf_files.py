"""The rule of PDF files: they are tagged, so that a screen reader can follow them. Source: ISO 14289-1 (PDF/UA)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model

from portal.files.pdf_tags import is_tagged
from portal.moderation.gate_rules.links import links_in
from portal.moderation.gate_rules.rule import Rule, Severity
from portal.moderation.gate_rules.wording import digest
from portal.moderation.obstacles import Obstacle


class PdfsAreTagged(Rule):
    """Every PDF that the page offers is tagged."""

    code = "pdf_tagged"
    label = _("PDF files are tagged for screen readers")
    severity = Severity.WARNING

    def concerns(self, page: Any) -> bool:
        return any(_pdfs(page))

    def find(self, page: Any) -> Iterator[Obstacle]:
        for field, document in _pdfs(page):
            if not is_tagged(document):
                told = gettext("“%(title)s” is not tagged: a screen reader can't follow it. Export it as a tagged PDF.")
                yield Obstacle(told % {"title": document.title}, field, digest(document.pk, document.get_file_hash()))


def _pdfs(page: Any) -> Iterator[tuple[str, Any]]:
    """The PDF documents that a page offers, each once, with the field that has it."""
    fields = {row.document_id: "documents" for row in page.documents.all()} if hasattr(page, "documents") else {}
    for block in page.body:
        if block.block_type == "document" and block.value.get("document"):
            fields.setdefault(block.value["document"].pk, "body")
    for link in links_in(page):
        if link.kind == "document":
            fields.setdefault(int(link.target), link.field)
    documents = get_document_model().objects.in_bulk(fields)
    for key, field in fields.items():
        if key in documents and documents[key].file_extension.lower() == "pdf":
            yield field, documents[key]
