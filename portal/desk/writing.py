"""What I write: the buttons that begin a page, and my texts on their way to readers."""

from typing import Any

from django.conf import settings
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.models import Page, PageLogEntry, WorkflowState
from wagtail.permissions import page_permission_policy

from portal.desk.panel import MOST_ROWS, DeskRow, Listing, Panel, edited, kind, when
from portal.publications.page_types import page_types

LATELY = 5


class WriteNew(Panel):
    """A button for each type of publication that the user may write, to its form under the right index page."""

    name = "write_new"
    template_name = "portal/admin/desk_write_new.html"
    order = 50

    @cached_property
    def found(self) -> list[tuple[str, str]]:
        """Rows of (type, address of the form). Originals are written in the site's first language; the index pages in
        other languages are offered only to those who may write nowhere else.
        """
        writable = set(page_types().values())
        parents = page_permission_policy.instances_user_has_permission_for(self.request.user, "add")
        indexes = [model for written in writable for model in written.allowed_parent_page_models()]
        places = parents.type(*indexes).select_related("locale").order_by("path") if indexes else []
        pairs = [
            (model, place)
            for place in places
            for model in place.specific_class.creatable_subpage_models()
            if model in writable
        ]
        native = [pair for pair in pairs if pair[1].locale.language_code == settings.LANGUAGE_CODE]
        pairs = sorted(native or pairs, key=lambda pair: (pair[0].type_order, pair[1].path))
        models = [model for model, _place in pairs]
        return [
            (
                str(model.type_label) if models.count(model) == 1 else f"{model.type_label} – {place.title}",
                reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, place.pk]),
            )
            for model, place in pairs
        ]


class Returned(Listing):
    """Pages that the user submitted, or began, and that a reader has sent back, with the reason."""

    name = "returned"
    heading = gettext_lazy("Sent back to you")
    columns = (gettext_lazy("Reason"), gettext_lazy("Sent back by"), gettext_lazy("When"))
    order = 200

    def rows(self) -> list[DeskRow]:
        mine = self.editable.filter(owner=self.request.user)
        began = self.editable_keys.filter(pk__in=mine.values("pk"))
        back = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, object_id__in=self.editable_keys)
        back = back.exclude(current_task_state=None).filter(Q(requested_by=self.request.user) | Q(object_id__in=began))
        back = back.select_related("current_task_state__task", "current_task_state__finished_by")
        states = list(back.order_by("-current_task_state__finished_at")[: MOST_ROWS + 1])
        pages = Page.objects.in_bulk({int(state.object_id) for state in states})
        return [
            edited(page, *_answer(state.current_task_state))
            for state in states
            if (page := pages.get(int(state.object_id)))
        ]


def _answer(state: Any) -> tuple[Any, ...]:
    reader = user_display_name(state.finished_by) if state.finished_by else ""
    by = " · ".join(filter(None, [reader, state.task.name]))
    return state.comment or _("No reason was given."), by, when(state.finished_at)


class Drafts(Listing):
    """Pages with words of the user that readers do not see yet, and where these words are on their way."""

    name = "drafts"
    heading = gettext_lazy("My drafts")
    columns = (gettext_lazy("Type"), gettext_lazy("State"), gettext_lazy("Last saved"))
    empty = gettext_lazy(
        "You have no drafts. Begin with one of the buttons above: the first time you save makes a draft, "
        "which only you and your colleagues in the admin see. When it is ready, submit it to a second reader."
    )
    guide = "new"
    order = 220

    @property
    def invites(self) -> bool:
        return page_permission_policy.user_has_permission(self.request.user, "add")

    def rows(self) -> list[DeskRow]:
        user = self.request.user
        mine = self.editable.filter(Q(latest_revision__user=user) | Q(owner=user), has_unpublished_changes=True)
        back = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, object_id__in=self.editable_keys)
        returned = [int(key) for key in back.values_list("object_id", flat=True)]
        drafts = mine.exclude(pk__in=returned).order_by("-latest_revision_created_at")
        pages = drafts.prefetch_workflow_states().annotate_approved_schedule()[: MOST_ROWS + 1]
        return [edited(page, kind(page), state_words(page), when(page.latest_revision_created_at)) for page in pages]


def state_words(page: Any) -> str:
    """Where the words of a page are on their way to readers."""
    if (workflow := page.current_workflow_state) and workflow.current_task_state:
        return _("Waits for: %(step)s") % {"step": workflow.current_task_state.task.name}
    if page.approved_schedule:
        return _("Scheduled")
    if page.live:
        return _("Changes to a public page") if page.has_unpublished_changes else _("Public")
    return _("Not submitted")


class LatelyEdited(Listing):
    """The pages that the user saved last. It takes the place of Wagtail's panel, which also names pages to those who
    may no longer see them.
    """

    name = "lately_edited"
    heading = gettext_lazy("Your most recent edits")
    columns = (gettext_lazy("Type"), gettext_lazy("When"))
    order = 250

    def rows(self) -> list[DeskRow]:
        mine = PageLogEntry.objects.filter(user=self.request.user.pk, action="wagtail.edit")
        mine = mine.filter(page__in=self.editable.values("pk")).order_by()
        last = mine.values("page_id").annotate(last=Max("timestamp")).order_by("-last")[:LATELY]
        times = {row["page_id"]: row["last"] for row in last}
        pages = Page.objects.in_bulk(times)
        return [edited(pages[key], kind(pages[key]), when(time)) for key, time in times.items() if key in pages]
