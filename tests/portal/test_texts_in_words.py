"""The parts of running text, sources and a newsletter's topics compared in words."""

from collections.abc import Iterator
from typing import Any

import pytest
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from news.models import NewsItem, Newsletter
from tests.factories import make
from tests.portal.naming import document
from tests.portal.test_every_field_in_words import NEW, TEXT, lines, versions

pytestmark = pytest.mark.django_db


def image() -> Any:
    return get_image_model().objects.create(title="Bilden", file=get_test_image_file())


def page_of(title: str, **values: Any) -> Any:
    return make(NewsItem, title=title, **values)


def rich(text: str) -> Any:
    return blocks.RichTextBlock().to_python(text)


PICTURE = {"image": None, "alternative": "", "is_decorative": False, "caption": "", "source": ""}
# The parts of a text, each filled in with new words, or with something that was chosen.
BLOCKS: dict[str, tuple[Any, str]] = {
    "body.heading": (lambda: [("heading", NEW)], TEXT),
    "body.text": (lambda: [("text", rich(f"<p>{NEW}</p>"))], TEXT),
    "body.quote.text": (lambda: [("quote", {"text": NEW, "source": ""})], TEXT),
    "body.quote.source": (lambda: [("quote", {"text": "", "source": NEW})], TEXT),
    "body.table": (lambda: [("table", {"data": [[NEW]]})], TEXT),
    "body.document.document": (lambda: [("document", {"document": document()})], "Nytt: ”Dokument: Bilagan”"),
    "body.document.title": (lambda: [("document", {"document": None, "title": NEW})], TEXT),
    "body.picture.image": (lambda: [("picture", {**PICTURE, "image": image()})], "Nytt: ”Bild: Bilden”"),
    **{
        f"body.picture.{name}": (lambda name=name: [("picture", {**PICTURE, name: NEW})], TEXT)
        for name in ("alternative", "caption", "source")
    },
    "sources.source.title": (lambda: [("source", {"title": NEW, "note": "", "url": ""})], TEXT),
    "sources.source.note": (lambda: [("source", {"title": "", "note": NEW, "url": ""})], TEXT),
    "sources.source.url": (
        lambda: [("source", {"title": "", "note": "", "url": "https://exempel.se"})],
        "Nytt: ”https://exempel.se”",
    ),
    "topics.topic.title": (lambda: [("topic", {"title": NEW, "items": []})], TEXT),
    "topics.topic.items.page": (lambda: topic(page=page_of("Mätaren"), blurb=""), "Nytt: ”Publikation: Mätaren”"),
    "topics.topic.items.blurb": (lambda: topic(page=None, blurb=NEW), TEXT),
    "topics.text.title": (lambda: [("text", {"title": NEW, "text": rich("")})], TEXT),
    "topics.text.text": (lambda: [("text", {"title": "", "text": rich(f"<p>{NEW}</p>")})], TEXT),
}
# What a part says only to those who read the page aloud, or to nobody.
SILENT = {"body.picture.is_decorative"}


def topic(**item: Any) -> list[tuple[str, Any]]:
    return [("topic", {"title": "", "items": [item]})]


@pytest.mark.parametrize("name", BLOCKS)
def test_each_part_of_a_text_has_its_sentence(name) -> None:
    before, after = versions(make(Newsletter))
    value, told = BLOCKS[name]
    setattr(after, name.partition(".")[0], value())
    assert lines(before, after) == [told]


def test_no_part_of_a_text_is_without_a_sentence() -> None:
    fields: dict[str, Any] = {name: Newsletter._meta.get_field(name) for name in ("body", "sources", "topics")}
    assert {leaf for name in fields for leaf in leaves(name, fields[name].stream_block)} == {*BLOCKS} | SILENT


def leaves(name: str, block: Any) -> Iterator[str]:
    if isinstance(block, blocks.ListBlock):
        yield from leaves(name, block.child_block)
    elif children := getattr(block, "child_blocks", None):
        for child in children:
            yield from leaves(f"{name}.{child}", children[child])
    else:
        yield name


def test_of_a_chosen_page_that_readers_can_not_see_nothing_is_told() -> None:
    before, after = versions(make(Newsletter))
    after.topics = topic(page=page_of("Mätaren", publish=False), blurb="")
    assert lines(before, after) == []
