"""The gate in front of a page's own methods."""

from typing import Any

from portal.moderation.four_eyes import is_settled
from portal.moderation.publish_gate import keeps_back, pass_through
from portal.publications.forms import PublicationForm
from portal.releases.holding import hold
from portal.saving.opened import is_open_elsewhere


class ReadByTwo:
    """For page types: publishing and saving ask the gate first (portal.moderation.publish_gate)."""

    base_form_class = PublicationForm

    def publish(self, revision: Any, user: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision if the gate lets it through, else raise NotReady before anything is changed.

        A page that is in a release is kept for its moment.
        """
        with pass_through(revision, user):
            if hold(revision, user, skip_permission_checks=kwargs.get("skip_permission_checks", False)):
                return None
            return super().publish(revision, user, *args, **kwargs)  # type: ignore[misc]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the page, unless readers would then see words that have not passed the gate: these stay a draft.

        Raises NotReady when the save would make the page live without the gate's consent.
        """
        fields = kwargs.get("update_fields")
        if (fields is None or "live" in fields) and keeps_back(self):
            return
        super().save(*args, **kwargs)  # type: ignore[misc]

    def save_revision(self, *args: Any, overwrite_revision: Any = None, **kwargs: Any) -> Any:
        """Save a revision. Autosave overwrites the latest one, but not if others have approved, scheduled or published
        it, or may have begun to write on it.
        """
        if overwrite_revision is not None and overwrite_revision == self.latest_revision:  # type: ignore[attr-defined]
            user = args[0] if args else kwargs.get("user")
            stays = is_settled(overwrite_revision) or is_open_elsewhere(overwrite_revision, user)
            overwrite_revision = None if stays else overwrite_revision
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)  # type: ignore[misc]
