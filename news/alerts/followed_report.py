"""What is followed by mail, and by how many: a page of the admin without anybody's address."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from news.alerts.naming import address_of, followed
from news.entries import FeedVocabulary
from news.models import Alert
from portal.desk.menu_page import MenuPage

VIEW = "news_followed"
MOST = 50


@dataclass(frozen=True)
class FollowedRow:
    """A selection or a publication, by name and address, and its numbers of followers in all and by frequency."""

    name: str
    address: str
    number: int
    frequencies: tuple[int, ...]


def followed_rows() -> list[FollowedRow]:
    """What most follow first. A selection that two languages follow stands once in each."""
    frequencies = {f"of_{code}": Count("pk", filter=Q(frequency=code)) for code in Alert.Frequency.values}
    getting = Alert.objects.getting_mail().order_by().values("query", "number", "language")
    counted = list(getting.annotate(total=Count("pk"), one=Max("pk"), **frequencies).order_by("-total", "-one")[:MOST])
    alerts, vocabulary = Alert.objects.in_bulk([row["one"] for row in counted]), FeedVocabulary.load()
    return [
        FollowedRow(
            followed(alerts[row["one"]], vocabulary),
            address_of(alerts[row["one"]]),
            row["total"],
            tuple(row[name] for name in frequencies),
        )
        for row in counted
    ]


class FollowedReport(MenuPage):
    """The page."""

    template_name = "news/admin/followed.html"
    page_title = gettext_lazy("Followed by e-mail")
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer. Raises PermissionDenied."""
        if not request.user.has_perm("news.view_subscriber"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the rows."""
        told = {"rows": followed_rows(), "frequencies": Alert.Frequency.labels, "most": MOST}
        return super().get_context_data(**told, **kwargs)


class FollowedItem(MenuItem):
    """Its menu item, for those who see the register of subscribers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("news.view_subscriber"))


@hooks.register("register_reports_menu_item")
def in_the_menu() -> MenuItem:
    """Add it to the menu of reports."""
    return FollowedItem(FollowedReport.page_title, reverse(VIEW), name=VIEW, icon_name="mail", order=125)


@hooks.register("register_admin_urls")
def address_of_the_report() -> list[Any]:
    """Its address."""
    return [path("followed/", FollowedReport.as_view(), name=VIEW)]
