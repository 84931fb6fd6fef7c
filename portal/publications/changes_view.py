"""“Changes in words” in the menus of a page: what differs between two published versions, or in the draft."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.dateformat import format as written
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, Revision

from portal.models import Publication, PublicationEvent
from portal.publications.field_comparison import FieldChange
from portal.publications.version_comparison import differences, proposed_note

VIEW = "portal_changes_in_words"


class Version(NamedTuple):
    """A published version, or the draft: its revision, and how it is called in the list to choose from."""

    revision: Revision
    label: str
    is_draft: bool = False


def may_compare(page: Any, user: Any) -> bool:
    """Whether somebody may compare the versions of a page: those who may edit it, once it has been published."""
    if not isinstance(page, Publication) or page.alias_of_id or not page.first_published_at:
        return False
    return bool(page.permissions_for_user(user).can_edit())


def versions_of(page: Any) -> list[Version]:
    """The versions of a page that were published and are still kept, oldest first, then its draft if it has one."""
    told = PublicationEvent.objects.filter(page_id=page.pk).exclude(revision_id=None).order_by("pk")
    first: dict[int | None, PublicationEvent] = {}
    for event in told.only("revision_id", "created_at"):
        first.setdefault(event.revision_id, event)
    there = Revision.page_revisions.filter(object_id=str(page.pk)).in_bulk(list(first))
    found = [Version(there[key], _when(event.created_at)) for key, event in first.items() if key in there]
    latest = page.get_latest_revision()
    if latest and latest.pk not in first:
        found.append(Version(latest, _("The draft of %(when)s") % {"when": _when(latest.created_at)}, is_draft=True))
    return found


def _when(moment: Any) -> str:
    return written(timezone.localtime(moment), "j F Y H:i")


class ChangesButton(PageMenuItem):
    """The button in the menus of a page."""

    label = gettext_lazy("Changes in words")
    icon_name = "history"
    url_name = VIEW

    def is_shown(self, user: Any) -> bool:
        """Whether the user may compare the page's versions."""
        return may_compare(self.page.specific, user)


class ChangesView(WagtailAdminTemplateMixin, TemplateView):
    """Shows what changed between two chosen versions. From the draft the editor may take a proposal for the note."""

    template_name = "portal/admin/changes_in_words.html"
    header_icon = "history"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer. Raises PermissionDenied."""
        self.page: Any = get_object_or_404(Publication, pk=kwargs["page_id"]).specific
        if not may_compare(self.page, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Of which page."""
        return _("Changes in “%(title)s”") % {"title": self.page.get_admin_display_title()}

    @cached_property
    def versions(self) -> list[Version]:
        """What can be chosen."""
        return versions_of(self.page)

    @cached_property
    def chosen(self) -> tuple[Version, Version] | None:
        """The older and the newer version to compare: as asked for, else the last two. None when there is one alone."""
        asked = {self.request.GET.get("before"), self.request.GET.get("after")}
        found = [version for version in self.versions if str(version.revision.pk) in asked]
        pair = found if len(found) == 2 else self.versions[-2:]
        return (pair[0], pair[1]) if len(pair) == 2 else None

    @cached_property
    def found(self) -> list[FieldChange]:
        """What differs between the two, in the editor's language."""
        return self._differences()

    def _differences(self) -> list[FieldChange]:
        return differences(*(version.revision.as_object() for version in self.chosen)) if self.chosen else []

    @cached_property
    def is_locked(self) -> bool:
        """Whether the page is locked for this editor."""
        return bool(self.page.permissions_for_user(self.request.user).page_locked())

    @cached_property
    def note(self) -> str:
        """The proposal for “what changed”, in the language of the page.

        It is made only of a draft without a note of its own, against what readers see, or saw last. A note reaches
        everybody, also where the page keeps something back: of such a page there is none.
        """
        if not self.chosen or self.is_locked or not self._is_of_readers(self.chosen):
            return ""
        pages: list[Any] = [version.revision.as_object() for version in self.chosen]
        draft = pages[-1]
        has_own = draft.change_note and draft.change_note != self.page.change_note
        if has_own or any(page.for_outsiders().is_abridged for page in (*pages, self.page)):
            return ""
        with override(self.page.locale.language_code):
            return proposed_note(self._differences())

    def _is_of_readers(self, chosen: tuple[Version, Version]) -> bool:
        """Whether the chosen are the draft and the version that readers see or, of a page taken down, saw last."""
        older, newer = chosen
        seen = self.page.live_revision_id if self.page.live else self.versions[-2].revision.pk
        return newer.is_draft and older.revision.pk == seen

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the versions, the two that are compared, and what differs."""
        told = {"page": self.page, "versions": self.versions, "chosen": self.chosen, "found": self.found}
        return {**super().get_context_data(**kwargs), **told, "note": self.note}

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put the proposal into a new draft, in the name of whoever took it, and open that in the editor."""
        # One save after the other: what is read from here on is what the save before this one left.
        Page.objects.select_for_update().filter(pk=self.page.pk).values_list("pk").first()
        self.page = Publication.objects.get(pk=self.page.pk).specific
        if self.is_locked:
            raise PermissionDenied
        # Autosave writes over the same revision, so the words are asked for, not the revision's number.
        if not self.note or self.note != request.POST.get("note"):
            messages.warning(request, _("The draft has changed meanwhile. Read what differs now."))
            return redirect(VIEW, self.page.pk)
        draft = self.page.get_latest_revision_as_object()
        draft.change_note = self.note
        # Like any draft it may lack what publishing asks for, or have an address that was taken meanwhile.
        draft.save_revision(user=request.user, log_action=True, clean=False)
        messages.success(request, _("The proposal stands under “What changed”. Read it, and change it as you like."))
        return redirect("wagtailadmin_pages:edit", self.page.pk)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """The address of the view."""
    return [path("publications/<int:page_id>/changes/", ChangesView.as_view(), name=VIEW)]


@hooks.register("register_page_header_buttons")
def in_the_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[ChangesButton]:
    """The button in the menu beside the page's name."""
    yield ChangesButton(page=page, priority=65)
