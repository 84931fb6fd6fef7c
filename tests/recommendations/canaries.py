"""A case with a made-up word in every field. Fields are found by looking at the model, so that new ones are
included.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import Document
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from recommendations.models import Case
from recommendations.secrecy import FACTS, PLACE

Word = Callable[[str], str]
# Remarks that editors make in the admin, and a vocabulary.
NO_WORDS = ("wagtail_admin_comments", "product_area_items")


def fill(page: Case, word: Word) -> None:
    """Put `word(field)` into every field, row, block and attachment that holds words. Save it as a revision after."""
    for field in page._meta.concrete_fields:
        if field.name not in PLACE | FACTS and not field.is_relation:
            _set(page, field, word)
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        if name not in NO_WORDS:
            manager: Any = getattr(page, name)
            manager.set([_row(relation.related_model, name, word)])


def _set(row: Any, field: Any, word: Word, prefix: str = "") -> None:
    if isinstance(field, StreamField):
        blocks_of = field.stream_block.child_blocks.items()
        raw = [{"type": name, "value": _value(block, f"{field.name}{name}", word)} for name, block in blocks_of]
        setattr(row, field.name, field.to_python(raw))
    elif isinstance(field, models.CharField | models.TextField) and not field.choices:
        setattr(row, field.name, word(f"{prefix}{field.name}"))
    elif field.choices:
        setattr(row, field.name, field.choices[0][0])
    elif isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        setattr(row, field.name, date(2024, 5, 17))


def _row(model: Any, name: str, word: Word) -> Any:
    row = model()
    for field in model._meta.concrete_fields:
        if field.primary_key or isinstance(field, ParentalKey):
            continue
        if not field.is_relation:
            _set(row, field, word, name)
        elif issubclass(field.related_model, Document):
            setattr(row, field.name, attachment(word, name))
        elif field.name == "tag":
            tagged = field.related_model.objects.get_or_create(name=word(name), slug=word(name).lower())
            setattr(row, field.name, tagged[0])
    return row


def _value(block: Any, name: str, word: Word) -> Any:
    if isinstance(block, blocks.StructBlock):
        return {part: _value(inner, f"{name}{part}", word) for part, inner in block.child_blocks.items()}
    if isinstance(block, DocumentChooserBlock):
        return attachment(word, name).pk
    if isinstance(block, ImageChooserBlock):
        return Image.objects.create(title=word(f"{name}title"), file=get_test_image_file(f"{word(name)}.png")).pk
    if isinstance(block, TableBlock):
        return {"data": [[word(name)]], "table_caption": word(f"{name}caption")}
    if isinstance(block, blocks.RichTextBlock):
        linked = attachment(word, f"{name}link")
        return f'<p>{word(name)} <a linktype="document" id="{linked.pk}">fil</a></p>'
    if isinstance(block, blocks.URLBlock):
        return f"https://{word(name)}.example/"
    if isinstance(block, blocks.BooleanBlock):
        return False
    if isinstance(block, blocks.ChoiceBlock):
        return ""
    is_told = isinstance(block, blocks.FieldBlock) and not isinstance(block, blocks.ChooserBlock)
    assert is_told, f"say how a block {type(block).__name__} is filled"
    return word(name)


def attachment(word: Word, name: str) -> Document:
    """A file that tells by its title, its name and its content."""
    file = ContentFile(word(f"{name}content").encode(), f"{word(f'{name}file')}.txt")
    return Document.objects.create(title=word(f"{name}title"), file=file)
