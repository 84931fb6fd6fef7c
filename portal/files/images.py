"""Who may fetch an image file: anyone, when a public page shows it in that size. All others are a 404."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.static import serve as serve_file
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy

from portal.files.file_access import is_shown
from portal.publications.blocks import PICTURE_SPECS

# How long caches outside may keep an image, and so show it after it has been taken away here.
SECONDS = 60


def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file under MEDIA_URL: to anyone the sizes that public pages show, to people who choose images also others.

    Originals are never given to readers, since they hold what the camera wrote, perhaps a place; nor are the admin's
    thumbnails. Documents have a view of their own. Raises Http404.
    """
    rendition = get_image_model().get_rendition_model().objects.filter(file=name).select_related("image").first()
    public = bool(rendition and rendition.filter_spec in PICTURE_SPECS and is_shown(rendition.image))
    if not public:
        image = rendition.image if rendition else get_image_model().objects.filter(file=name).first()
        if image is None or not may_choose(request.user, image):
            raise Http404("No image matches the given query.")
    response = serve_file(request, name, document_root=str(settings.MEDIA_ROOT))
    if public:
        patch_cache_control(response, public=True, max_age=SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def may_choose(user: Any, image: Any) -> bool:
    """Whether somebody may choose this image in the admin or change it."""
    policy: Any = permission_policy
    may = (policy.user_has_permission_for_instance(user, action, image) for action in ("choose", "change"))
    return user.has_perm("wagtailadmin.access_admin") and any(may)
