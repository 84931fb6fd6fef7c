"""The demo content: a tree of pages in Swedish, some of them in English too, from portal/data/demo/*.toml."""

import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page, Site

from portal.models import (
    HomePage,
    Publication,
    PublicationDocument,
    SiteSettings,
    StandardPage,
)
from portal.publications.page_types import page_types

DATA = Path(settings.BASE_DIR) / "portal" / "data" / "demo"
IN_DAYS = "_in_days"
# In the order in which they refer to one another.
FILES = (
    ("cases", "case"),
    ("assessments", "assessment"),
    ("procurements", "procurement"),
    ("recommendations", "recommendation"),
    ("news", "news"),
    ("news", "newsletter"),
)
# What a row calls a field, for short.
CALLED = {"case": "case_page", "status": "standing"}


def rows_of(name: str, table: str) -> list[dict[str, Any]]:
    """The rows of one table in a file of the demo content (portal/data/demo)."""
    rows: list[dict[str, Any]] = tomllib.loads((DATA / f"{name}.toml").read_text()).get(table, [])
    return rows


def resolve_days(row: dict[str, Any]) -> dict[str, Any]:
    """Dates that are given as days from today, as dates."""
    today = timezone.localdate()
    return {
        key.removesuffix(IN_DAYS): today + timedelta(days=value) if key.endswith(IN_DAYS) else value
        for key, value in row.items()
    }


class Loader:
    """Makes the pages of an empty database. Pages are found again by their key in the data files."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.types = page_types()
        self.swedish = Locale.objects.get_or_create(language_code="sv")[0]
        self.english = Locale.objects.get_or_create(language_code="en")[0]

    def load(self) -> int:
        """Make everything; returns the number of publications."""
        self._tree()
        for name, table in FILES:
            for row in rows_of(name, table):
                self._publication(table, dict(row))
        return Publication.objects.count()

    def _tree(self) -> None:
        site_row = tomllib.loads((DATA / "site.toml").read_text())
        root = Page.get_first_root_node()
        for welcome in root.get_children():
            welcome.delete()
        root.refresh_from_db()
        home = root.add_child(instance=HomePage(locale=self.swedish, slug="start", **site_row["home"]["sv"]))
        Site.objects.all().delete()
        site = Site.objects.create(
            hostname="localhost",
            port=80,
            root_page=home,
            is_default_site=True,
            site_name=settings.WAGTAIL_SITE_NAME,
        )
        english_home = self._translation(home, site_row["home"]["en"], slug="start-en")
        for row in site_row["index"]:
            model: Any = self.types[row["key"]].allowed_parent_page_models()[0]
            page = home.add_child(
                instance=model(
                    locale=self.swedish,
                    title=row["title"],
                    slug=row["slug"],
                    ingress=row["ingress"],
                    show_in_menus=True,
                )
            )
            self.pages[row["key"]] = page
            self._translation(page, row["en"], slug=row["en"]["slug"])
        for row in rows_of("pages", "page"):
            self._standard_page(home, row)
        pages = {page.slug: page for page in StandardPage.objects.filter(locale=self.swedish)}
        chosen = {"accessibility_page": pages["tillganglighet"], "nomination_page": pages["kontakt"]}
        values = {**chosen, "shows_sample_content": True, **site_row["settings"]}
        SiteSettings.objects.update_or_create(site=site, defaults=values)
        # As it is by now: saving what was read before it had children would say that it has none.
        english_home.refresh_from_db()
        english_home.save_revision().publish()

    def _standard_page(self, home: Page, row: dict[str, Any]) -> None:
        page = home.add_child(
            instance=StandardPage(
                locale=self.swedish,
                title=row["title"],
                slug=row["slug"],
                ingress=row.get("ingress", ""),
                body=_stream(row.get("body", [])),
            )
        )
        self.pages[row["key"]] = page
        if english := row.get("en"):
            self._translation(page, english, slug=english.get("slug", row["slug"]))

    def _translation(self, page: Page, words: dict[str, Any], slug: str) -> Page:
        """The page in English: everything as in Swedish but the words that are given."""
        copy = page.specific.copy_for_translation(self.english, copy_parents=True)
        for field, value in words.items():
            if field == "keywords":
                copy.keywords.set(value)
            elif field == "topics":
                copy.topics = [("topic", self._topic(topic, self._english_or_same)) for topic in value]
            elif field not in ("slug", "key"):
                setattr(copy, field, _in_other_words(field, getattr(copy, field), value))
        if getattr(copy, "case_page", None):
            copy.case_page = self._english_or_same(copy.case_page)
        for field in copy._meta.many_to_many:
            if issubclass(field.related_model, Page):
                links = getattr(copy, field.name)
                links.set([self._english_or_same(linked) for linked in links.all()])
        copy.slug = slug
        copy.live = True
        copy.save_revision().publish()
        return copy

    def _english_or_same(self, page: Page) -> Page:
        return page.get_translation_or_none(self.english) or page

    def _publication(self, type_code: str, row: dict[str, Any]) -> None:
        row = {CALLED.get(name, name): value for name, value in resolve_days(row).items()}
        key, english, attachments = row.pop("key"), row.pop("en", None), row.pop("documents", [])
        model = self.types[type_code]
        fields = {name: model._meta.get_field(name) for name in row}
        values = {name: self._value(fields[name], value) for name, value in row.items()}
        rows = {name: values.pop(name) for name, field in fields.items() if field.many_to_many or field.one_to_many}
        page: Any = model(locale=self.swedish, **values)
        self.pages[type_code].specific.add_child(instance=page)
        for name, chosen in rows.items():
            getattr(page, name).set(chosen)
        for attachment in attachments:
            self._attach(page, attachment)
        page.save_revision().publish()
        self.pages[key] = page
        if english:
            self._translation(page, english, slug=english.get("slug", page.slug))

    def _value(self, field: Any, value: Any) -> Any:
        """What a field holds, or its rows: pages are named by their keys, the vocabulary by its codes."""
        if field.name == "body":
            return _stream(value)
        if field.name == "sources":
            return [("source", {"title": "", "note": "", "url": "", **source}) for source in value]
        if field.name == "topics":
            return [("topic", self._topic(topic)) for topic in value]
        if field.one_to_many:
            return [field.related_model(sort_order=number, **resolve_days(row)) for number, row in enumerate(value)]
        if not field.is_relation or field.name == "keywords":
            return value
        chosen = self._chosen(field, value if field.many_to_many else [value])
        return chosen if field.many_to_many else chosen[0]

    def _chosen(self, field: Any, codes: list[str]) -> list[Any]:
        if issubclass(field.related_model, Page):
            return [self.pages[code] for code in codes]
        name = getattr(field.related_model, "code_field", "code")
        return list(field.related_model._default_manager.filter(**{f"{name}__in": codes}))

    def _topic(self, topic: dict[str, Any], version: Callable[[Page], Page] = lambda page: page) -> dict[str, Any]:
        items = [{"page": version(self.pages[item["key"]]), "blurb": item.get("blurb", "")} for item in topic["items"]]
        return {"title": topic["title"], "items": items}

    def _attach(self, page: Any, attachment: dict[str, str]) -> None:
        document = get_document_model()(title=attachment["title"])
        document.file.save(attachment["filename"], ContentFile(attachment["text"].encode()))
        document.save()
        page.documents.add(PublicationDocument(document=document, title=attachment["title"]))


def _stream(parts: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """A body as in the data files, as (block type, value) pairs."""
    from wagtail.rich_text import RichText

    return [(part["type"], RichText(part["value"]) if part["type"] == "text" else part["value"]) for part in parts]


def _in_other_words(field: str, before: Any, value: Any) -> Any:
    """What a field of a translation holds; rows, in the order of those before, bring only what reads differently."""
    if field == "body":
        return _stream(value)
    if field == "sources":
        return [("source", {**block.value, **row}) for block, row in zip(before, value, strict=True)]
    if not hasattr(before, "all"):
        return value
    rows = list(before.all())
    for row, words in zip(rows, value, strict=True):
        for name, word in words.items():
            setattr(row, name, word)
    return rows
