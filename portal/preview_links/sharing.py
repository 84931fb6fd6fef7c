"""Who may share a draft by a link, how the link is made and closed, and when it no longer works."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import COMMENTS_RELATION_NAME, Revision

from portal.models import PreviewLink, Publication, PublicationEvent
from portal.moderation.four_eyes import fingerprint

# For how many days a link may work.
DAYS = (3, 7, 14, 30)
TOKEN_BYTES = 24


class Preview:
    """A link with its page, which is stored now as its own type."""

    def __init__(self, link: PreviewLink, page: Any) -> None:
        self.link, self.page = link, page

    @cached_property
    def shown(self) -> Any:
        """The page as the link has it."""
        return self.page.with_content_json(dict(self.link.content))


def may_share(page: Any, user: Any) -> bool:
    """Whether somebody may share drafts of this page and close its links: those who may edit it."""
    return isinstance(page, Publication) and not page.alias_of_id and page.permissions_for_user(user).can_edit()


def why_not(page: Any) -> Promise | None:
    """In words, why there is nothing to share now; None when there is."""
    if page.get_view_restrictions().exists():
        return _("The page is closed to some readers. It can't be shared by a link.")
    if page.latest_revision_id is None:
        return _("Save it in the editor first.")
    if page.live and not page.has_unpublished_changes:
        return _("All that has been saved is public. Share the page's own address.")
    return None


@transaction.atomic
def share(page: Any, user: Any, reader: str, days: int) -> tuple[PreviewLink, str]:
    """Keep the latest saved words under a new link and write it in the page's log.

    Returns the link and its token, which is stored nowhere. `reader` is the outsider's function.
    """
    revision = Revision.objects.get(pk=page.latest_revision_id)
    # What editors say to each other stays with them.
    content = {name: value for name, value in revision.content.items() if name != COMMENTS_RELATION_NAME}
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = PreviewLink.objects.create(
        page_id=page.pk,
        token_hash=_hashed(token),
        content=content,
        fingerprint=fingerprint(content),
        saved_at=revision.created_at,
        reader=reader,
        made_by=user,
        expires_at=timezone.now() + timedelta(days=days),
    )
    log(page, "portal.preview_link.share", user=user, data=link.noted())
    return link, token


@transaction.atomic
def close(link: PreviewLink, user: Any) -> None:
    """End a link now, and write it in the page's log. Does nothing when it is closed already."""
    if PreviewLink.objects.filter(pk=link.pk, closed_at=None).update(closed_at=timezone.now()):
        log(link.page, "portal.preview_link.close", user=user, data=link.noted())


def address_of(page: Any, token: str) -> str:
    """The full address of a link, in the language of its page."""
    with override(page.locale.language_code):
        return f"{settings.BASE_URL}{reverse('preview_link', args=[token])}"


def preview_of(token: str) -> Preview | None:
    """What the link with this token shows, whether it still works or not; None for a token that no link has."""
    links = PreviewLink.objects.select_related("page", "made_by")
    link = links.filter(token_hash=_hashed(token)).first()
    if link is None:
        return None
    return Preview(link, link.page.specific)


def ended(preview: Preview) -> Promise | None:
    """In words, why the link no longer works; None while it does.

    It lives by the right of whoever shared it, and shows no more than readers would get if the page were published now.
    """
    link, page = preview.link, preview.page
    if link.closed_at:
        return _("Closed")
    if link.expires_at <= timezone.now():
        return _("Its time is over")
    if link.made_by is None or not may_share(page, link.made_by):
        return _("Whoever shared it may not edit the page any more")
    if page.get_view_restrictions().exists():
        return _("The page is closed to some readers")
    if _was_withdrawn_since(link):
        return _("The page has been withdrawn")
    if not preview.shown.for_outsiders().is_abridged and _keeps_something_back(page):
        return _("The page has become secret")
    return None


def _was_withdrawn_since(link: PreviewLink) -> bool:
    withdrawn = PublicationEvent.objects.filter(page_id=link.page_id, kind=PublicationEvent.Kind.WITHDRAWN)
    return withdrawn.filter(created_at__gte=link.made_at).exists()


def _keeps_something_back(page: Any) -> bool:
    return page.for_outsiders().is_abridged or page.get_latest_revision_as_object().for_outsiders().is_abridged


def note_opening(link: PreviewLink) -> None:
    """Count that the link was opened. By whom is not stored."""
    PreviewLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened_at=timezone.now())


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
