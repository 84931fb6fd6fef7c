"""News items and their list."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from portal.models import Publication
from portal.publications.linked_data import Node, node
from portal.publications.listing import IndexPage
from portal.publications.panels import publication_edit_handler


class NewsItem(Publication):
    """A piece of news."""

    is_creatable = True
    type_code = "news"
    type_label = _("News")
    type_order = 60
    precedence = 2
    page_kind = "NewsArticle"
    feed_names: ClassVar[dict[str, str]] = {"sv": "nyheter", "en": "news"}
    edit_handler = publication_edit_handler()
    parent_page_types: ClassVar[list[str]] = ["news.NewsIndex"]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")

    def linked_data(self, address: str) -> list[Node]:
        page, *others = super().linked_data(address)
        return [page | node(self.page_kind, headline=self.marked_title, datePublished=self.date_code), *others]


class NewsIndex(IndexPage):
    """The list of news, by year."""

    type_code = "news"
    template = IndexPage.template
    subpage_types: ClassVar[list[str]] = ["news.NewsItem"]

    class Meta:
        verbose_name = _("list of news")
