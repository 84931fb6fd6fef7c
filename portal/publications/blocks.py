"""The blocks that editors build the text of a page from. Migrations do not list them (see `Stream`)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock

from portal.permissions.compared import SeenPageBlockComparison, SeenRowsComparison
from portal.publications.field_help import DOCUMENT_HELP

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]


class SeenPageBlock(blocks.PageChooserBlock):
    """A page, which a comparison of two versions names only to those who may see it."""

    def get_comparison_class(self) -> type[SeenPageBlockComparison]:
        """For Wagtail's comparisons, and those of `portal.saving`."""
        return SeenPageBlockComparison


class SeenRowsBlock(blocks.ListBlock):
    """A list of blocks, in which a comparison of two versions shows each part as it shows it alone."""

    def get_comparison_class(self) -> type[SeenRowsComparison]:
        """For Wagtail's comparisons, and those of `portal.saving`."""
        return SeenRowsComparison


class QuoteBlock(blocks.StructBlock):
    """A quotation, with its source where one is known."""

    text = blocks.TextBlock(label=_("text"), help_text=_("The words themselves, without quotation marks"))
    source = blocks.CharBlock(
        label=_("source"), required=False, help_text=_("Who said it: a function or an organisation, or a title")
    )

    class Meta:
        icon = "openquote"
        label = _("quote")
        template = "components/blocks/quote.html"


class DocumentBlock(blocks.StructBlock):
    """A link to an uploaded document, under its own title or another one."""

    document = DocumentChooserBlock(label=_("document"), help_text=DOCUMENT_HELP["document"])
    title = blocks.CharBlock(label=_("title"), required=False, help_text=DOCUMENT_HELP["title"])

    class Meta:
        icon = "doc-full"
        label = _("document")
        template = "components/blocks/document.html"


# The widths in pixels in which readers get a picture. The largest comes first: it gives the page width and height.
# WebP, because Willow (Wagtail's image library) then leaves out what the camera noted, such as place and time; in a
# JPEG it would stay.
PICTURE_SPECS = tuple(f"width-{width}|format-webp" for width in (1280, 480, 800))


class PictureChooserBlock(ImageChooserBlock):
    """An image chooser that fetches all pictures of a page together."""

    def bulk_to_python(self, values: Any) -> list[Any]:
        """Fetch the images of a text with their renditions, in two queries.

        `values` are the ids of images. Returns one image for each of them in the same order, None where it was deleted.
        """
        images = self.model_class.objects.prefetch_renditions(*PICTURE_SPECS).in_bulk(values)
        return [images.get(value) for value in values]


class PictureBlock(blocks.StructBlock):
    """An image with a caption and its source. It either has a text for those who can't see it, or is decorative."""

    image = PictureChooserBlock(
        label=_("image"), help_text=_("Choose a picture, or upload it there. Say below what it tells")
    )
    alternative = blocks.CharBlock(
        label=_("text instead of the image"),
        required=False,
        max_length=250,
        help_text=_("What the image tells, for those who can't see it"),
    )
    is_decorative = blocks.BooleanBlock(
        label=_("decorative"), required=False, help_text=_("It tells nothing that the text does not")
    )
    caption = blocks.CharBlock(
        label=_("caption"), required=False, max_length=250, help_text=_("What stands below the picture")
    )
    source = blocks.CharBlock(
        label=_("source"), required=False, max_length=160, help_text=_("Who made the picture, and who allows its use")
    )

    class Meta:
        icon = "image"
        label = _("image")
        template = "components/blocks/picture.html"

    def clean(self, value: Any) -> Any:
        """Refuse an image with neither a text nor the tick “decorative”, or with both. A draft may still lack them.

        Raises StructBlockValidationError, with the message at the field `alternative`.
        """
        cleaned = super().clean(value)
        if cleaned["alternative"] and cleaned["is_decorative"]:
            told = gettext("A decorative image has no text. Remove it, or untick “decorative”.")
        elif self.is_deferred_validation or cleaned["alternative"].strip() or cleaned["is_decorative"]:
            return cleaned
        else:
            told = gettext("Write what the image tells, or tick “decorative”.")
        raise blocks.StructBlockValidationError(block_errors={"alternative": ValidationError(told)})


# The editor of tables (Handsontable) has no Swedish: its menu gets its words here, in the editor's language.
TABLE_OPTIONS = {
    "language": "en-US",  # its own name for the words that it has
    "contextMenu": {
        "items": {
            "row_above": {"name": _("Insert row above")},
            "row_below": {"name": _("Insert row below")},
            "columns": "---------",
            "col_left": {"name": _("Insert column to the left")},
            "col_right": {"name": _("Insert column to the right")},
            "removal": "---------",
            "remove_row": {"name": _("Remove row")},
            "remove_col": {"name": _("Remove column")},
            "steps": "---------",
            "undo": {"name": _("Undo")},
            "redo": {"name": _("Redo")},
        }
    },
}


class BodyBlock(blocks.StreamBlock):
    """The kinds of blocks that the running text of a publication may have."""

    heading = blocks.CharBlock(
        label=_("heading"),
        icon="title",
        template="components/blocks/heading.html",
        help_text=_("The heading of a section, in a few words"),
    )
    text = blocks.RichTextBlock(
        label=_("text"),
        features=TEXT_FEATURES,
        template="components/blocks/text.html",
        help_text=_("Running text. Choose what to add with / or with the buttons"),
    )
    quote = QuoteBlock()
    table = TableBlock(
        label=_("table"),
        table_options=TABLE_OPTIONS,
        template="components/blocks/table.html",
        help_text=_("Say which row or column has the headings: without them it can't be published"),
    )
    document = DocumentBlock()
    picture = PictureBlock()


class SourceBlock(blocks.StructBlock):
    """One source of a publication: a title, and where they are known a note and an address."""

    title = blocks.CharBlock(label=_("title"), help_text=_("What the source is called, as on its own page"))
    note = blocks.CharBlock(
        label=_("note"), required=False, help_text=_("Who published it and when, or the page that is meant")
    )
    url = blocks.URLBlock(
        label=_("address"), required=False, help_text=_("Where it can be read, beginning with https://")
    )

    class Meta:
        icon = "link"
        label = _("source")


class SourcesBlock(blocks.StreamBlock):
    """The list of sources at the end of a publication."""

    source = SourceBlock()


class Stream(StreamField):
    """A StreamField whose blocks are not written into migrations, so that adding a block makes no migration."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Say how the field is made, without its blocks; Django writes this into migrations."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
