"""The board: pages in columns by what is next for them, cases by their stage and recommendations by day of review.

A page type says what its columns are (`PageType.board_by`), so that the board names no type.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, OuterRef, Value, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.models import Locale, Page, WorkflowState

from portal.accounts.account_name import account_name
from portal.desk.menu_page import MenuPage
from portal.desk.publication_list import ForEditors
from portal.desk.review_days import REVIEWS, in_work, review_group, review_line
from portal.models import Publication
from portal.permissions.page_access import pages_in_hand
from portal.publications.filing import filed_by
from portal.publications.page_types import page_types
from portal.publications.partial_dates import Precision
from portal.selections.facets import facets

MOST_CARDS = 8
# The facets that the board can be narrowed by.
NARROWED_BY = ("area", "region")


class Card(NamedTuple):
    """A page on the board: title, address of its editor, and lines that say where it stands. Empty lines are left out.

    `marks` are words on its state, `since` how long it has been there, `holder` who has it now.
    """

    title: str
    url: str
    number: str
    marks: str
    since: str
    review: Any
    holder: str


class BoardColumn(NamedTuple):
    """One stage: its word, how many pages it has, the first of them, and the list that has them all."""

    label: Any
    number: int
    cards: list[Card]
    url: str


class BoardPart(NamedTuple):
    """The columns of one page type that have pages, and the words of those that have none."""

    label: str
    code: str
    columns: list[BoardColumn]
    empty: list[str]


class BoardFilters(forms.Form):
    """What the board is narrowed by. It stands in the address, so that a link is a board of one's own.

    Until another language is chosen the pages are those in the site's own, that is each publication once.
    """

    area = forms.ChoiceField(required=False)
    region = forms.ChoiceField(required=False)
    language = forms.ModelChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        queryset=Locale.objects.all(),
        to_field_name="language_code",
        empty_label=gettext_lazy("All"),
    )

    def __init__(self, asked: QueryDict) -> None:
        super().__init__({"language": settings.LANGUAGE_CODE, **asked.dict()})
        for code in NARROWED_BY:
            field: Any = self.fields[code]
            field.label = facets()[code].label
            field.choices = [("", _("All")), *((value.code, value.label) for value in facets()[code].values())]
        language: Any = self.fields["language"]
        language.label_from_instance = lambda locale: locale.get_display_name()

    def narrow(self, pages: Any) -> Any:
        """The pages that the filters leave. What is not a choice narrows nothing, and the form says so."""
        self.is_valid()
        for code in NARROWED_BY:
            if value := self.cleaned_data.get(code):
                pages = pages.filter(filed_by(facets()[code].rule((value,))))
        language = self.cleaned_data.get("language")
        return pages.filter(locale=language) if language else pages

    def chosen(self) -> dict[str, str]:
        """The valid filters as parameters of an address; the list of publications has them by the same names."""
        values = {name: getattr(value, "language_code", value) for name, value in self.cleaned_data.items()}
        return {name: str(value) for name, value in values.items() if value}


def parts(user: Any, filters: BoardFilters) -> list[BoardPart]:
    """The board of what somebody may edit or has to review: three queries for each type, however many there are."""
    mine = Publication.objects.filter(in_work(), pk__in=pages_in_hand(user).values("pk"))
    pages = filters.narrow(mine)
    return [_part(model, pages, filters.chosen()) for model in page_types().values() if model.board_by]


def _part(model: Any, pages: Any, chosen: Mapping[str, str]) -> BoardPart:
    by_review = model.board_by == "review"
    words = REVIEWS if by_review else model.statuses
    content_type = ContentType.objects.get_for_model(model)
    found = pages.filter(content_type=content_type)
    found = found.annotate(place=review_group() if by_review else F("status"))
    numbers = dict(found.order_by().values_list("place").annotate(Count("pk")))
    cards = _cards(model, found, F("review_by" if by_review else "dated_on").asc(nulls_last=True))
    columns = [
        BoardColumn(
            words[code],
            numbers[code],
            cards[code],
            f"{reverse('publications:index')}?"
            + urlencode({"content_type": content_type.pk, model.board_by: code, "board": "yes", **chosen}),
        )
        for code in words
        if numbers.get(code)
    ]
    empty = [str(label) for code, label in words.items() if not numbers.get(code)]
    return BoardPart(str(model._meta.verbose_name_plural), model.type_code, columns, empty)


def _cards(model: Any, found: Any, order: Any) -> dict[str, list[Card]]:
    """The first cards of each column, by its code."""
    found = found.annotate(
        nth=Window(RowNumber(), partition_by=F("place"), order_by=[order, F("pk").asc()]),
        writer_name=account_name(OuterRef("latest_revision__user")),
        withholds=F(model.withholding) if model.withholding else Value(False),
    )
    rows = found.filter(nth__lte=MOST_CARDS).select_related("locale").defer_streamfields()
    pages = list(rows.order_by("place", "nth"))
    # Wagtail's prefetch_workflow_states finds none by way of Publication, which is neither Page nor the page's type.
    states = WorkflowState.objects.active().filter(object_id__in=[str(page.pk) for page in pages])
    states = states.filter(base_content_type=ContentType.objects.get_for_model(Page))
    under_way = {int(state.object_id): state for state in states.select_related("current_task_state__task")}
    cards: dict[str, list[Card]] = {}
    for page in pages:
        cards.setdefault(page.place, []).append(_card(model, page, under_way.get(page.pk)))
    return cards


def _card(model: Any, page: Any, state: WorkflowState | None) -> Card:
    marks = [
        _("Secret") if page.withholds else "",
        page.status_label if model.board_by == "review" and page.live else "",
        "" if page.live or model.board_by == "review" else _("Not published yet"),
        page.locale.get_display_name() if page.locale.language_code != settings.LANGUAGE_CODE else "",
    ]
    return Card(
        title=page.draft_title or page.title,
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        number=page.case_number,
        marks=" · ".join(filter(None, marks)),
        since=_since(page) if model.board_by == "status" else "",
        review=review_line(page),
        holder=_holder(page, state),
    )


def _since(page: Any) -> str:
    """How long a page has had its status, as far as its date is known."""
    if not page.dated_on:
        return _("The day it came here is not stated")
    days = (timezone.localdate() - page.dated_on).days
    if page.date_precision != Precision.DAY or days < 0:
        return _("Here from %(date)s") % {"date": page.date_words}
    return ngettext("%(number)d day here", "%(number)d days here", days) % {"number": days}


def _holder(page: Any, state: Any) -> str:
    """Who has the page now: a step of the review, or who wrote in its draft last. Empty where nothing is on its way."""
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return _("Sent back to its writer")
    if state and state.current_task_state:
        return _("Waits for: %(step)s") % {"step": state.current_task_state.task.name}
    if page.has_unpublished_changes and page.writer_name:
        return _("Draft, last saved by %(name)s") % {"name": page.writer_name}
    return ""


class Board(MenuPage):
    """The page with the board."""

    template_name = "portal/admin/board.html"
    page_title = gettext_lazy("Board")
    header_icon = "table"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = BoardFilters(self.request.GET)
        return {**super().get_context_data(**kwargs), "parts": parts(self.request.user, filters), "filters": filters}


@hooks.register("register_admin_urls")
def board_address() -> list[Any]:
    """The address of the board."""
    return [path("board/", Board.as_view(), name="portal_board")]


@hooks.register("register_admin_menu_item")
def board_in_the_menu() -> ForEditors:
    """The board, after the list of publications."""
    return ForEditors(gettext_lazy("Board"), reverse("portal_board"), name="board", icon_name="table", order=160)
