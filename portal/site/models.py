"""The start page and plain pages."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelsearch import index
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from portal.moderation.models import ReadByTwo
from portal.permissions.page_permissions import InAdmin
from portal.publications.blocks import BodyBlock, Stream
from portal.publications.linked_data import DescribesItself
from portal.publications.visibility import QuickRestrictions
from portal.references.revision_references import TellsMissing
from portal.site.home import parts


class HomePage(ReadByTwo, InAdmin, TellsMissing, DescribesItself, QuickRestrictions, Page):
    """The start page: the question, the latest decisions, what is under way, the next dates, four doors."""

    question = models.CharField(_("question"), max_length=80, default="Vad rekommenderas?")
    ingress = models.TextField(_("ingress"), blank=True)
    examples = models.TextField(
        _("example searches"), blank=True, help_text=_("One on each line: the question | what to search for")
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("question"),
        FieldPanel("ingress"),
        FieldPanel("examples"),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    page_kind = "WebSite"

    class Meta:
        verbose_name = _("start page")

    @property
    def example_searches(self) -> list[tuple[str, str]]:
        """(question as shown, words searched for) for each line of `examples`."""
        lines = [line.partition("|") for line in self.examples.splitlines() if line.strip()]
        return [(shown.strip(), words.strip() or shown.strip()) for shown, _bar, words in lines]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **parts(self.locale)}


class StandardPage(ReadByTwo, InAdmin, TellsMissing, DescribesItself, QuickRestrictions, Page):
    """A plain page: about, contact, accessibility, how a case is handled."""

    ingress = models.TextField(_("ingress"), blank=True)
    body = Stream(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("ingress"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("ingress"), index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage", "portal.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["portal.StandardPage"]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")
