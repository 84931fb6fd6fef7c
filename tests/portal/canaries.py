"""Pages and files that only some users may see. Everything that names them holds the made-up word ZKANARIE."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Comment, PageViewRestriction, ReferenceIndex
from wagtail_localize.models import Translation, TranslationSource

from news.models import NewsItem
from portal.models import PublicationDocument
from recommendations.models import Case, Recommendation
from tests.factories import ProductAreaFactory, make

WORD = "zkanarie"


def make_canaries(author: Any) -> dict[str, Any]:
    """One page for each state in which a page is hidden, by the name of the state."""
    area = ProductAreaFactory(name="Fågelområdet", slug="fagelomradet")
    document = _document()
    _make_image()

    def named(state: str, model: Any = Recommendation, **fields: Any) -> Any:
        page = make(
            model,
            title=f"Zkanarie fågel {state}",
            slug=f"zkanarie-{state}",
            ingress=f"Zkanarie ingress {state}",
            owner=author,
            areas=[area],
            **fields,
        )
        PublicationDocument.objects.create(page=page, document=document, title=f"Zkanarie bilaga {state}")
        return page

    pages = {"draft": named("draft", publish=False), "unpublished": named("unpublished"), "group": named("group")}
    pages["expired"] = named("expired")
    pages["scheduled"] = named("scheduled", publish=False)
    pages["branch"] = named("branch", NewsItem, publish=False)
    pages["changed"] = make(Recommendation, title="Öppen fågel", slug="oppen-fagel", owner=author)
    pages["secret"] = make(
        Case, title="En metod", slug="en-metod", publish=False, product="Zkanarie X1", is_secret=True, owner=author
    )
    pages["unpublished"].unpublish()
    pages["expired"].expire_at = timezone.now() - timedelta(days=1)
    pages["expired"].unpublish(set_expired=True)
    pages["scheduled"].go_live_at = timezone.now() + timedelta(days=1)
    closed = PageViewRestriction.objects.create(page=pages["group"], restriction_type="groups")
    closed.groups.add(Group.objects.get_or_create(name="De invigda")[0])
    _change(pages["changed"], document)
    for name, page in pages.items():
        page = type(page).objects.get(pk=page.pk)
        if name == "changed":
            continue
        page.body = [("document", {"document": document, "title": "Zkanarie i texten"})]
        at = page.go_live_at if name == "scheduled" else None
        page.save_revision(user=author, log_action=True, approved_go_live_at=at)
        ReferenceIndex.create_or_update_for_object(page)
        Comment.objects.create(page=page, user=author, text="Zkanarie kommentar", contentpath="ingress")
        type(page).objects.filter(pk=page.pk).update(locked=True, locked_by=author, locked_at=timezone.now())
    return pages


def _change(page: Any, document: Document) -> None:
    changed = type(page).objects.get(pk=page.pk)
    changed.title, changed.slug, changed.ingress = "Zkanarie fågel changed", "zkanarie-changed", "Zkanarie ingress"
    changed.save_revision(user=page.owner, log_action=True)


def _document() -> Document:
    document = Document(title="Zkanarie dokument")
    document.file.save("zkanarie-fil.txt", ContentFile(b"zkanarie inuti"))
    document.save()
    document.tags.add("zkanarie-tagg")
    return document


def _make_image() -> None:
    image = Image(title="Zkanarie bild")
    file: ImageFile = get_test_image_file()
    image.file.save("zkanarie-bild.png", file)
    image.save()


def translate(page: Any, locale: Any) -> Translation:
    source, _created = TranslationSource.get_or_create_from_instance(page)
    source.update_from_db()
    return Translation.objects.create(source=source, target_locale=locale)
