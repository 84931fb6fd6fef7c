"""Publishing with an exception: an administrator skips steps of the workflow or rules of the gate, and says why.

Never skipped are the second pair of eyes, what the page's model requires, rules without which a secret would be out or
the portal would break (`Rule.may_be_skipped`), and what others have set: a time, a release, a withdrawal, a lock. The
administrator is shown the words and says to have read them, so they are one of the two; not their author.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState

from portal.models import PublicationEvent
from portal.moderation.four_eyes import Reading, approve, fingerprint, reading_of
from portal.moderation.gate_rules.rule import labels, obstacles_in, rules_of
from portal.moderation.gate_rules.wording import digest
from portal.moderation.models import ReadByTwo
from portal.moderation.obstacles import Obstacle
from portal.moderation.publish_gate import let_through, of_the_model, too_few
from portal.moderation.steps import steps_left
from portal.moderation.warning_reasons import open_warnings
from portal.permissions.written_reason import WithReason
from portal.releases.models import coming_release_of
from portal.scheduling.telling_publishers import publishers_of, tell_publishers

ACTION = "portal.publish_with_exception"
PERMISSION = "portal.publish_with_exception"


def may_override(page: Any, user: Any) -> bool:
    """Whether somebody may publish pages like this one with an exception. Django grants superusers all permissions."""
    passes_gate = isinstance(page, ReadByTwo)
    return bool(passes_gate and user.has_perm(PERMISSION) and page.permissions_for_user(user).can_publish())


@dataclass(frozen=True)
class Override:
    """A page whose latest words `user` wants to publish now, with what would be skipped and what forbids it."""

    page: Any
    user: Any

    @cached_property
    def revision(self) -> Revision | None:
        """What would be published."""
        return self.page.get_latest_revision()

    @cached_property
    def reading(self) -> Reading:
        """Who has read these words."""
        return reading_of(self.revision) if self.revision else Reading(None, frozenset(), frozenset())

    @cached_property
    def steps(self) -> list[str]:
        """The names of the steps of the page's workflow that nobody has taken for these words."""
        return steps_left(self.draft, self.reading)

    @cached_property
    def rules(self) -> list[Obstacle]:
        """What the rules of the gate have against it, that may be skipped."""
        return [found for found in self._found if found.rule not in self._firm]

    @cached_property
    def barriers(self) -> list[Obstacle]:
        """What is never skipped; empty when the page may be published."""
        if self.revision is None:
            return [Obstacle(_("Save it in the editor first."))]
        barriers = [Obstacle(told) for told in self._set_by_others()]
        barriers += [found for found in self._found if found.rule in self._firm]
        barriers += [*of_the_model(self.draft), *too_few(self.reading.people | {self.user.pk})]
        if self.reading.author == self.user.pk:
            barriers.append(Obstacle(_("You wrote these words yourself. Somebody else has to make the exception.")))
        if not (barriers or self.steps or self.rules):
            barriers.append(Obstacle(_("Nothing has to be skipped: publish it in the editor.")))
        return barriers

    @property
    def seen(self) -> str:
        """A short value that is another one when something of what the administrator is shown has changed."""
        if self.revision is None:
            return ""
        return digest(fingerprint(self.revision.content), self.steps, self.rules)

    @cached_property
    def draft(self) -> Any:
        """The page as it would be published."""
        return self.revision.as_object() if self.revision else self.page

    @cached_property
    def _found(self) -> list[Obstacle]:
        return [*obstacles_in(self.draft), *open_warnings(self.draft)] if self.revision else []

    @cached_property
    def _firm(self) -> set[str]:
        return {rule.code for rule in rules_of(self.draft) if not rule.may_be_skipped}

    def _set_by_others(self) -> Iterator[str]:
        page = self.page
        if page.alias_of_id:
            yield _("It shows the text of another page. Publish that one.")
        elif page.live and not page.has_unpublished_changes:
            yield _("Readers have these words already.")
        if page.first_published_at and not page.live:
            yield _("It has been taken from readers. It comes back by all steps of its workflow.")
        if release := coming_release_of(page.pk):
            yield _("It is kept for the release “%(release)s”. Take it out there first.") % {"release": release}
        elif page.scheduled_revision or (self.draft.go_live_at and self.draft.go_live_at > timezone.now()):
            yield _("It has a time to be published. Take the time away first.")
        if page.locked:
            yield _("Somebody has locked it. Have it unlocked first.")


@transaction.atomic
def publish(override: Override, reason: str) -> None:
    """Publish the page, write the reason in its log and mail those who may publish it.

    The workflow under way ends as cancelled, with the reason as the comment on its open step. Call it only when there
    are no `barriers`.
    """
    page, user = override.page, override.user
    revision: Any = override.revision
    steps, rules = override.steps, sorted({found.rule for found in override.rules})
    open_step = page.current_workflow_task_state
    approve(revision, user)
    with let_through(revision.pk):
        revision.publish(user=user)
    if open_step:
        cancelled = TaskState.objects.filter(pk=open_step.pk, status=TaskState.STATUS_CANCELLED)
        cancelled.update(comment=_("Published with an exception: %(reason)s") % {"reason": reason})
    event = PublicationEvent.objects.filter(page_id=page.pk, revision_id=revision.pk).order_by("-pk").first()
    # What the rules said is left out: the log stays when a page becomes secret.
    noted = {"reason": reason, "steps": steps, "rules": rules, "event": event.pk if event else None}
    log(page, ACTION, user=user, revision=revision, data=noted)
    told = {"page": override.draft, "by": user, "reason": reason, "steps": steps, "rules": _called(rules)}
    tell_publishers("portal/mail/published_with_exception", told, publishers_of(page))


def _called(rules: list[str]) -> list[Any]:
    said = labels()
    return [said.get(code, code) for code in rules]


class PublishedWithException(WithReason):
    """How a page's history tells an exception: what was skipped, and why."""

    label: Any = gettext_lazy("Published with an exception")

    def format_message(self, log_entry: Any) -> str:
        steps, rules = log_entry.data["steps"], _called(log_entry.data["rules"])
        skipped = [(_("steps skipped"), steps), (_("rules skipped"), rules)]
        told = "; ".join(f"{what}: {', '.join(map(str, names))}" for what, names in skipped if names)
        return format_html("{} ({})", super().format_message(log_entry), told)
