"""The admin's forms of documents and images."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from portal.references.reference_index import is_used


class NotExchanged:
    """The file of what is in use can't be replaced: people have read and approved it."""

    used: Any

    def clean_file(self: Any) -> Any:
        """The uploaded file, with an error at the field when a page uses the one before."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and self.instance.pk and is_used(self.instance):
            self.add_error("file", self.used)
        return file


class DocumentForm(NotExchanged, BaseDocumentForm):
    """The form of a document."""

    used = _("A page uses this file. Upload the new one as a document of its own.")

    def clean_title(self) -> str:
        """The title, with an error when a page uses the document: readers see it there, and two have read the page."""
        title: str = self.cleaned_data["title"]
        if "title" in self.changed_data and self.instance.pk and is_used(self.instance):
            self.add_error("title", _("A page uses this document, and readers see its title. Change it in the page."))
        return title


class ImageForm(NotExchanged, BaseImageForm):
    """The form of an image."""

    used = _("A page uses this image. Upload the new one as an image of its own.")
