"""Labels that Wagtail makes of the names of fields and of groups, and so has in English only."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers
from wagtail.admin.forms.collections import CollectionViewRestrictionForm
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.models import AbstractGroupApprovalTask

from portal.accounts.rights import role_name
from portal.forms.checkboxes import RoleCheckboxes

LABELS: list[tuple[Any, dict[str, Any]]] = [
    (choosers.ExternalLinkChooserForm.base_fields, {"link_text": _("Link text")}),
    (choosers.AnchorLinkChooserForm.base_fields, {"link_text": _("Link text")}),
    (choosers.PhoneLinkChooserForm.base_fields, {"phone_number": _("Phone number"), "link_text": _("Link text")}),
    (
        choosers.EmailLinkChooserForm.base_fields,
        {"email_address": _("Email address"), "link_text": _("Link text"), "subject": _("Subject")},
    ),
]
# The forms of Wagtail that offer roles to readers of the admin.
NAMING_ROLES: list[Any] = [PageViewRestrictionForm, CollectionViewRestrictionForm]


def register() -> None:
    """Give them labels that are translated. Called once, when the app is ready."""
    for fields, labels in LABELS:
        for name, label in labels.items():
            fields[name].label = label
    AbstractGroupApprovalTask.admin_form_widgets["groups"] = RoleCheckboxes
    for form in NAMING_ROLES:
        form.base_fields["groups"].label_from_instance = role_name
