"""Turning a translated page into an alias, which shows the text of its original from then on.

For readers this is publishing, so it passes the gate and writes an event like any other way to publish.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.signals import page_published
from wagtail_localize.models import TranslationSource
from wagtail_localize.views.convert import convert_to_alias

from portal.moderation.obstacles import NotReady, Obstacle
from portal.moderation.publish_gate import let_through


def become_alias(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """The view that turns a translation into an alias. It stands in front of the view of wagtail-localize.

    That view overwrites the page with its original's text, whether the page is live or not, and asks no gate. Here the
    change is let through when the original is public: its words have passed the gate. Raises PermissionDenied for
    somebody who may not publish the page, and NotReady when the original is not public.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    source = TranslationSource.objects.filter(
        object_id=page.translation_key,
        specific_content_type=page.content_type_id,
        translations__target_locale=page.locale_id,
    ).first()
    original = source.get_source_instance() if source else None
    if request.method != "POST" or original is None or not (page.live or original.live):
        return convert_to_alias(request, page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    if not original.live:
        raise NotReady(page, [Obstacle(_("Readers can't see the page that it would follow. Publish that one first."))])
    with let_through(original.specific.live_revision_id):
        answer = convert_to_alias(request, page_id)
    if page.live:  # of one that was not, the tool tells itself
        alias = page.specific_class.objects.get(pk=page.pk)
        page_published.send(type(alias), instance=alias, revision=original.live_revision, alias=True)
    return answer
