"""Releases for tests, and pages that two people have read and whose steps are taken."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from portal.models import Release
from portal.releases import planning
from recommendations.models import Recommendation
from tests.portal.people import Desk
from tests.portal.refused import complete, drafted, recorded, reviewed


def read_by_two(model: Any, people: dict[str, Desk], **fields: Any) -> Any:
    """A page that was never public, lacks nothing, is decided if need be, and has been reviewed by Olle and Rut."""
    page = complete(model, publish=False, **fields)
    reviewed(drafted(page, people["olle"].user, people["rut"].user, ingress="Två har läst den."))
    if model is Recommendation:
        recorded(page)
    return page


def release_of(*pages: Any, by: Desk, at: datetime | None = None) -> Release:
    """A release in an hour, or at the given moment, with these pages in it."""
    at = at or timezone.now() + timedelta(hours=1)
    release = Release.objects.create(name="Beslut i november", at=at, set_by=by.user)
    planning.add(release, pages, by.user)
    return Release.objects.get(pk=release.pk)


def moment_comes(release: Release) -> None:
    """The moment of a release is now, and no wait is left."""
    planning.move(release, timezone.now(), release.set_by)


def live(*pages: Any) -> list[bool]:
    """Whether each of these pages is public now."""
    now = dict(Page.objects.filter(pk__in=[page.pk for page in pages]).values_list("pk", "live"))
    return [now[page.pk] for page in pages]
