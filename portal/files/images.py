"""Who may fetch an image file: anyone, when a public page shows it in that size. All others are a 404."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.static import serve as serve_file
from wagtail.images import get_image_model
from wagtail.images.forms import BaseImageForm
from wagtail.images.permissions import permission_policy

from portal.files.documents import is_shown
from portal.publications.blocks import PICTURE_SPECS
from portal.references.reference_index import is_used

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


class ImageForm(BaseImageForm):
    """The form of an image. The file of an image in use can't be replaced: people have seen and approved it."""

    def clean_file(self) -> Any:
        """The uploaded file, with an error at the field when a page uses the image."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and self.instance.pk and is_used(self.instance):
            told = _("A page uses this image. Upload the new one as an image of its own.")
            self.add_error("file", told)
        return file
