"""The form for an external link in a text. Wagtail's own fails when the address is missing from what was sent."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import ExternalLinkChooserForm, URLOrAbsolutePathField
from wagtail.admin.views.chooser import ExternalLinkView


class AddressField(URLOrAbsolutePathField):
    """An address; one that is missing is an empty one."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value or "")


class ExternalLinkForm(ExternalLinkChooserForm):
    """The form, which asks for the address that is missing."""

    url = AddressField(label=_("URL"))


class ExternalLink(ExternalLinkView):
    """The view, at Wagtail's own address."""

    form_class = ExternalLinkForm
