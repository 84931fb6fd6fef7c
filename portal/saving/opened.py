"""Who else has a page open: what they began with must stay, so that their words can be merged with others."""

from typing import Any

from wagtail.models import Revision, get_default_page_content_type


def is_open_elsewhere(revision: Revision, user: Any) -> bool:
    """Whether anybody but `user` has had the page open in the editor since this revision was written.

    An open editor tells every ten seconds that it is there. So autosave starts at most as many revisions meanwhile.
    """
    from wagtail.admin.models import EditingSession

    seen = EditingSession.objects.filter(
        content_type=get_default_page_content_type(),
        object_id=revision.object_id,
        last_seen_at__gte=revision.created_at,
    )
    return bool(seen.exclude(user_id=user.pk if user else None).exists())
