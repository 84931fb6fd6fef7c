"""The admin's forms of documents and images."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from portal.references.reference_index import is_used


class NotExchanged:
    """A file is not exchanged behind the back of those who have read it in a page, approved it or published it."""

    used: Any

    def clean_file(self: Any) -> Any:
        """Refuse another file in the place of one that is in use."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and self.instance.pk and is_used(self.instance):
            self.add_error("file", self.used)
        return file


class DocumentForm(NotExchanged, BaseDocumentForm):
    """The form of a document, which stays the one that was read."""

    used = _("A page uses this file. Upload the new one as a document of its own.")


class ImageForm(NotExchanged, BaseImageForm):
    """The form of an image, which stays the one that was seen."""

    used = _("A page uses this image. Upload the new one as an image of its own.")
