"""Newsletters: an editorial, and publications chosen by an editor, grouped by topic."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import RichTextField

from portal.models import Publication
from portal.publications.blocks import TEXT_FEATURES, Stream
from portal.publications.linked_data import Node, node
from portal.publications.listing import IndexPage
from portal.publications.originals import with_original_changes
from portal.publications.panels import publication_edit_handler


class TopicItemBlock(blocks.StructBlock):
    """A publication in a newsletter, with two lines about it."""

    page = blocks.PageChooserBlock(
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
    items = blocks.ListBlock(
        TopicItemBlock(), label=_("publications"), help_text=_("In the order in which they are read")
    )

    class Meta:
        icon = "list-ul"
        label = _("topic")


class TopicsBlock(blocks.StreamBlock):
    """The topics of a newsletter."""

    topic = TopicBlock()


class Newsletter(Publication):
    """One issue of the newsletter."""

    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    editorial = RichTextField(_("editorial"), blank=True, features=TEXT_FEATURES)
    topics = Stream(TopicsBlock(), verbose_name=_("topics"), blank=True)
    meetings = models.TextField(_("next meetings"), blank=True)

    is_creatable = True
    type_code = "newsletter"
    type_label = _("Newsletter")
    type_order = 50
    page_kind = "PublicationIssue"
    data_labels: ClassVar[dict[str, Any]] = {"number": _("number")}
    feed_names: ClassVar[dict[str, str]] = {"sv": "nyhetsbrev", "en": "newsletters"}
    called = ("nyhetsbrev", "newsletter", "nyhetsbrev", "nyhedsbrev", "uutiskirje")
    required_to_publish: ClassVar[tuple[str, ...]] = ("ingress", "number")
    field_help: ClassVar[dict[str, Any]] = {
        "number": _("The number of the issue"),
        "editorial": _("A few words to the readers, before the topics"),
        "topics": _("Each topic with its publications, in the order of the letter"),
        "meetings": _("Days and what is to be decided, one meeting on each line"),
    }
    edit_handler = publication_edit_handler(["number", "editorial", "topics", "meetings"])
    parent_page_types: ClassVar[list[str]] = ["news.NewsletterIndex"]

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")

    def linked_data(self, address: str) -> list[Node]:
        page, *others = super().linked_data(address)
        return [page | node(self.page_kind, issueNumber=self.number, datePublished=self.date_code), *others]

    def public_topics(self) -> list[tuple[str, list[tuple[Any, str]]]]:
        """The topics as (title, [(publication, blurb)]), without pages that are not public and topics without any
        page.
        """
        chosen = [item["page"].pk for topic in self.topics for item in topic.value["items"] if item["page"]]
        found = with_original_changes(
            list(Publication.objects.published().select_related("locale").filter(pk__in=chosen))
        )
        public = {page.pk: page.for_outsiders() for page in found}
        topics = []
        for topic in self.topics:
            items = [
                (public[item["page"].pk], item["blurb"] or public[item["page"].pk].ingress)
                for item in topic.value["items"]
                if item["page"] and item["page"].pk in public
            ]
            if items:
                topics.append((topic.value["title"], items))
        return topics

    def published_data(self) -> dict[str, Any]:
        return {**super().published_data(), "number": self.number}

    def extra_text(self) -> list[str]:
        return [self.editorial, *(title for title, _items in self.public_topics()), self.meetings]


class NewsletterIndex(IndexPage):
    """The list of newsletters, by year."""

    type_code = "newsletter"
    template = IndexPage.template
    subpage_types: ClassVar[list[str]] = ["news.Newsletter"]

    class Meta:
        verbose_name = _("list of newsletters")
