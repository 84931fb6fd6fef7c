"""The running text of a page: a StreamField whose blocks stay out of migrations."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"))
    source = blocks.CharBlock(label=_("source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("quote")
        template = "components/blocks/quote.html"


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("document"))
    title = blocks.CharBlock(label=_("title"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("document")
        template = "components/blocks/document.html"


class BodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(label=_("heading"), icon="title", template="components/blocks/heading.html")
    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES, template="components/blocks/text.html")
    quote = QuoteBlock()
    table = TableBlock(label=_("table"), template="components/blocks/table.html")
    document = DocumentBlock()


class SourceBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"))
    note = blocks.CharBlock(label=_("note"), required=False)
    url = blocks.URLBlock(label=_("address"), required=False)

    class Meta:
        icon = "link"
        label = _("source")


class SourcesBlock(blocks.StreamBlock):
    source = SourceBlock()


class Stream(StreamField):
    """A StreamField that migrations see without its blocks, so that a new block makes no migration."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
