"""Which image files anyone may fetch: what a public page shows, as the page shows it. All others do not exist."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.static import serve as serve_file
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy

from portal.files.file_access import is_shown
from portal.publications.blocks import PICTURE_SPECS

# How long caches elsewhere may show an image that has been taken away here.
SECONDS = 60


def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file under MEDIA_URL: to readers the renditions of what is public, to those who choose images all of them.

    Originals keep what the camera wrote into them, a place perhaps, and so do the admin's own thumbnails: they never
    go out. Documents have a view of their own. Raises Http404.
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
    policy: Any = permission_policy
    may = (policy.user_has_permission_for_instance(user, action, image) for action in ("choose", "change"))
    return user.has_perm("wagtailadmin.access_admin") and any(may)
