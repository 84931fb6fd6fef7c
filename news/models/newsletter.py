"""Newsletters: an editorial, and publications chosen by an editor, grouped by topic."""

from typing import Any, ClassVar, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from portal.models import Publication
from portal.publications.blocks import TEXT_FEATURES, SeenPageBlock, SeenRowsBlock, Stream
from portal.publications.linked_data import Node, node
from portal.publications.listing import IndexPage
from portal.publications.originals import with_original_changes
from portal.publications.panels import publication_edit_handler


class TopicItemBlock(blocks.StructBlock):
    """A publication in a newsletter, with two lines about it."""

    page = SeenPageBlock(
        label=_("publication"),
        page_type="portal.Publication",
        help_text=_("Readers see it as long as it is public"),
    )
    blurb = blocks.TextBlock(
        label=_("two lines about it"),
        required=False,
        help_text=_("Leave it empty to show the ingress of the publication"),
    )


class TopicBlock(blocks.StructBlock):
    """A topic with its publications."""

    title = blocks.CharBlock(label=_("topic"), help_text=_("What these publications have in common"))
    items = SeenRowsBlock(TopicItemBlock(), label=_("publications"), help_text=_("In the order in which they are read"))

    class Meta:
        icon = "list-ul"
        label = _("topic")


class LetterTextBlock(blocks.StructBlock):
    """A passage of the letter under a heading of its own."""

    title = blocks.CharBlock(label=_("heading"), help_text=_("What it is about, in a few words"))
    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES, help_text=_("Running text with links"))

    class Meta:
        icon = "pilcrow"
        label = _("text of its own")


class TopicsBlock(blocks.StreamBlock):
    """The topics of a newsletter, and texts between them."""

    topic = TopicBlock()
    text = LetterTextBlock()


class LetterPart(NamedTuple):
    """A topic with its publications and what stands below each, or a text in Wagtail's rich text."""

    title: str
    items: list[tuple[Any, str]]
    text: str


class Newsletter(Publication):
    """One issue of the newsletter."""

    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    editorial = RichTextField(_("editorial"), blank=True, features=TEXT_FEATURES)
    topics = Stream(TopicsBlock(), verbose_name=_("topics"), blank=True)
    meetings = models.TextField(_("next meetings and deadlines"), blank=True)
    subject = models.CharField(_("subject of the mail"), max_length=150, blank=True)
    preheader = models.CharField(_("preheader"), max_length=140, blank=True)

    is_creatable = True
    type_code = "newsletter"
    type_label = _("Newsletter")
    type_order = 50
    precedence = 1
    page_kind = "PublicationIssue"
    data_labels: ClassVar[dict[str, Any]] = {"number": _("number")}
    feed_names: ClassVar[dict[str, str]] = {"sv": "nyhetsbrev", "en": "newsletters"}
    called = ("nyhetsbrev", "newsletter", "nyhetsbrev", "nyhedsbrev", "uutiskirje")
    required_to_publish: ClassVar[tuple[str, ...]] = ("ingress", "number")
    field_help: ClassVar[dict[str, Any]] = {
        "number": _("The number of the issue"),
        "editorial": _("A few words to the readers, before the topics"),
        "topics": _("Each topic with its publications, in the order of the letter"),
        "meetings": _("Days and what is to be decided or handed in, one on each line"),
        "subject": _("Leave it empty to send the letter under its title"),
        "preheader": _("The line after the subject in a list of mails. Leave it empty to show the ingress there"),
    }
    edit_handler = publication_edit_handler(
        [
            *("number", "editorial", HelpPanel(template="news/admin/proposals_link.html"), "topics", "meetings"),
            MultiFieldPanel(["subject", "preheader"], heading=_("In the list of mails")),
        ]
    )
    parent_page_types: ClassVar[list[str]] = ["news.NewsletterIndex"]

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")

    def linked_data(self, address: str) -> list[Node]:
        page, *others = super().linked_data(address)
        return [page | node(self.page_kind, issueNumber=self.number, datePublished=self.date_code), *others]

    def public_parts(self) -> list[LetterPart]:
        """The topics and texts in their order, without pages that are not public and topics without any page."""
        topics = [part.value["items"] for part in self.topics if part.block_type == "topic"]
        chosen = [item["page"].pk for items in topics for item in items if item["page"]]
        found = with_original_changes(
            list(Publication.objects.published().select_related("locale").filter(pk__in=chosen))
        )
        public = {page.pk: page.for_outsiders() for page in found}
        parts = []
        for part in self.topics:
            items = [
                (public[item["page"].pk], item["blurb"] or public[item["page"].pk].ingress)
                for item in part.value.get("items", [])
                if item["page"] and item["page"].pk in public
            ]
            text = part.value["text"].source if part.block_type == "text" else ""
            if items or text:
                parts.append(LetterPart(part.value["title"], items, text))
        return parts

    def published_data(self) -> dict[str, Any]:
        return {**super().published_data(), "number": self.number}

    def extra_text(self) -> list[str]:
        parts = [text for part in self.public_parts() for text in (part.title, part.text)]
        return [self.editorial, *filter(None, parts), self.meetings]


class NewsletterIndex(IndexPage):
    """The list of newsletters, by year."""

    type_code = "newsletter"
    template = IndexPage.template
    is_mailed = True
    subpage_types: ClassVar[list[str]] = ["news.Newsletter"]

    class Meta:
        verbose_name = _("list of newsletters")
