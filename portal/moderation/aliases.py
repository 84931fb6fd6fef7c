"""A page in another language that follows its original: it becomes one, for readers, by the gate and with an event."""

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
    """The translation tool's view, which writes the original's words over the page, live or not, without asking.

    The original's words have passed the gate if readers see them; showing them here is publishing all the same.
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
