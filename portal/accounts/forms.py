"""The forms of accounts: Wagtail's, with the region that somebody writes for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from portal.models import Region, RegionalContact


class WritesForRegion(forms.Form):
    """For forms of accounts: the field for the region, which is stored beside the account."""

    region = forms.ModelChoiceField(
        label=_("Writes for region"),
        required=False,
        queryset=Region.objects.all(),
        help_text=_(
            "May write the region's own procurement notices and submit them. For those who have the role "
            "“Regional contacts”, or another that lets them into the admin"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account: Any = self.instance  # type: ignore[attr-defined]
        contact = RegionalContact.objects.filter(user=account.pk).first() if account.pk else None
        self.initial["region"] = contact and contact.region_id

    def save(self, commit: bool = True) -> Any:
        """Save the account, and for which region it writes; with `commit` only, as its other choices."""
        account = super().save(commit)  # type: ignore[misc]
        if commit and "region" in self.fields:
            if region := self.cleaned_data["region"]:
                RegionalContact.objects.update_or_create(user=account, defaults={"region": region})
            else:
                RegionalContact.objects.filter(user=account).delete()
        return account


class RegionalUserForm(WritesForRegion, UserEditForm):
    """The form for an account."""


class RegionalUserCreationForm(WritesForRegion, UserCreationForm):
    """The form for a new account."""
