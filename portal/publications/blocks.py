"""The running text of a page: a StreamField whose blocks stay out of migrations."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock

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


# The sizes in which readers get a picture, the largest first: it gives the page its width and height.
# WebP, which Willow writes without what the camera noted (a place, a time); JPEG would keep it.
PICTURE_SPECS = tuple(f"width-{width}|format-webp" for width in (1280, 480, 800))


class PictureChooserBlock(ImageChooserBlock):
    def bulk_to_python(self, values: Any) -> list[Any]:
        """All images of a text with their renditions, in two queries."""
        images = self.model_class.objects.prefetch_renditions(*PICTURE_SPECS).in_bulk(values)
        return [images.get(value) for value in values]


class PictureBlock(blocks.StructBlock):
    image = PictureChooserBlock(label=_("image"))
    alternative = blocks.CharBlock(
        label=_("text instead of the image"),
        required=False,
        max_length=250,
        help_text=_("What the image tells, for those who can't see it"),
    )
    is_decorative = blocks.BooleanBlock(
        label=_("decorative"), required=False, help_text=_("It tells nothing that the text does not")
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)
    source = blocks.CharBlock(label=_("source"), required=False, max_length=160)

    class Meta:
        icon = "image"
        label = _("image")
        template = "components/blocks/picture.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["alternative"] and cleaned["is_decorative"]:
            told = gettext("A decorative image has no text. Remove it, or untick “decorative”.")
        elif self.is_deferred_validation or cleaned["alternative"].strip() or cleaned["is_decorative"]:
            return cleaned
        else:
            told = gettext("Write what the image tells, or tick “decorative”.")
        raise blocks.StructBlockValidationError(block_errors={"alternative": ValidationError(told)})


class BodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(label=_("heading"), icon="title", template="components/blocks/heading.html")
    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES, template="components/blocks/text.html")
    quote = QuoteBlock()
    table = TableBlock(label=_("table"), template="components/blocks/table.html")
    document = DocumentBlock()
    picture = PictureBlock()


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
