"""The checklist beside the editor: what a page still lacks before review and publication, and what is in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.models import Page, Revision

from portal.moderation.four_eyes import reading_of
from portal.moderation.gate_rules.rule import GateStep, Rule, Severity, rules_of
from portal.moderation.models import ReadByTwo
from portal.moderation.obstacles import Obstacle, anchor_of, name_of
from portal.moderation.publish_gate import of_the_model, too_few, untaken
from portal.moderation.warning_reasons import Reason, reasons_for
from portal.saving.creator import MakesOnePage
from portal.saving.editor import OverwritesNothing


@dataclass(frozen=True)
class Line:
    """One line: what is said, and the field that it leads to, if it is one of the form."""

    message: str
    field: str = ""
    anchor: str = ""
    reason: Reason | None = None


class Checklist:
    """What the gate would say of a page's latest saved words, and what it has nothing against."""

    def __init__(self, revision: Revision) -> None:
        self._revision = revision
        self._page: Any = revision.as_object()
        self._rules = rules_of(self._page)

    @cached_property
    def before_review(self) -> list[Line]:
        """What keeps the page from being submitted."""
        found = [*self._broken(Severity.OBSTACLE, GateStep.SUBMISSION), *of_the_model(self._page)]
        return [self._line(obstacle) for obstacle in found]

    @cached_property
    def before_publication(self) -> list[Line]:
        """What else keeps it from being published."""
        found = list(self._broken(Severity.OBSTACLE, GateStep.PUBLICATION))
        # What readers see already has been let through.
        if not Page.objects.filter(pk=self._page.pk, live_revision=self._revision.pk).exists():
            reading = reading_of(self._revision)
            found += too_few(reading.people) or untaken(self._page, reading)
        return [self._line(obstacle) for obstacle in found]

    @cached_property
    def warnings(self) -> list[Line]:
        """What is warned of, with the reason that was given for publishing nevertheless."""
        given = reasons_for(self._page)
        found = self._broken(Severity.WARNING)
        return [self._line(warning, given.get((warning.rule, warning.about))) for warning in found]

    @cached_property
    def notes(self) -> list[Line]:
        """What is told and stops nothing."""
        return [self._line(note) for note in self._broken(Severity.NOTE)]

    @cached_property
    def in_order(self) -> list[Line]:
        """The rules that the page keeps."""
        kept = [rule for rule in self._rules if not self._found[rule] and rule.concerns(self._page)]
        return [self._line(Obstacle(told, rule.field)) for rule in kept if (told := rule.kept(self._page))]

    @property
    def still_to_do(self) -> int:
        """How many things stop the page."""
        unanswered = [line for line in self.warnings if line.reason is None]
        return len(self.before_review) + len(self.before_publication) + len(unanswered)

    @property
    def has_open_warnings(self) -> bool:
        """Whether a warning has no reason yet."""
        return any(line.reason is None for line in self.warnings)

    @cached_property
    def _found(self) -> Mapping[Rule, list[Obstacle]]:
        return {rule: list(rule.broken(self._page)) for rule in self._rules}

    def _broken(self, severity: Severity, step: GateStep | None = None) -> Iterator[Obstacle]:
        for rule in self._rules:
            if rule.severity is severity and step in (None, rule.step):
                yield from self._found[rule]

    def _line(self, found: Obstacle, reason: Reason | None = None) -> Line:
        if not found.field:
            return Line(found.message, reason=reason)
        return Line(found.message, name_of(self._page, found.field), anchor_of(self._page, found.field), reason)


class ChecklistPanel(BaseSidePanel):
    """The side panel of Wagtail's editor that shows the checklist. Wagtail renders it again after each autosave."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """The button that opens it, with the number of things to do."""

        aria_label = _("Show or hide the checklist")
        icon_name = "tasks"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            checklist = self.panel.checklist
            return {**super().get_context_data(parent_context), "count": checklist.still_to_do if checklist else 0}

    name = "checklist"
    title = _("Checklist")
    template_name = "portal/admin/checklist.html"
    order = 150

    class Media:
        """What the panel loads."""

        js: ClassVar[list[str]] = ["js/checklist.js"]

    @cached_property
    def checklist(self) -> Checklist | None:
        """The checklist of the latest saved words; None for a page that has not been saved."""
        revision = self.object.get_latest_revision() if self.object.pk else None
        return Checklist(revision) if revision else None

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        may_publish = bool(self.object.pk) and self.object.permissions_for_user(self.request.user).can_publish()
        context = super().get_context_data(parent_context)
        return {**context, "checklist": self.checklist, "may_pass_warnings": may_publish}


class HasChecklist:
    """For Wagtail's views of the editor: the checklist among the side panels, also among those that autosave renews."""

    def get_side_panels(self: Any) -> MediaContainer:
        """Wagtail's side panels with the checklist after the first, for pages that pass the gate."""
        panels = list(super().get_side_panels())  # type: ignore[misc]
        if isinstance(self.page, ReadByTwo):
            panels.insert(1, ChecklistPanel(self.page, self.request))
        return MediaContainer(panels)


class EditPage(OverwritesNothing, HasChecklist, EditView):
    """Wagtail's editor of a page, with the checklist. It overwrites nothing that others have saved."""

    def workflow_action_is_valid(self) -> bool:
        """Whether the answer can be given. Wagtail takes it for granted that the review still goes on."""
        if self.page.current_workflow_task is None:
            told = _("The review has ended meanwhile: your answer does not count. What you wrote is saved as a draft.")
            messages.warning(self.request, told)
            return False
        return bool(super().workflow_action_is_valid())


class RevertPage(OverwritesNothing, HasChecklist, RevisionsRevertView):
    """Wagtail's editor opened with an earlier version, which overwrites nothing either."""


class CreatePage(MakesOnePage, HasChecklist, CreateView):
    """Wagtail's editor of a new page, with the checklist. It makes one page, also where an answer was lost."""
