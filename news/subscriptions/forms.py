"""The forms by which somebody asks for the newsletter, or to be told of what happens in a selection."""

import re
from contextlib import suppress
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from news.models import Alert
from news.subscriptions.subscribing import canonical

# Without quotation marks: what stands within them can be anything, and would stand in the head of a mail.
PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")


class AskingForm(forms.Form):
    """What both forms have: the mail address."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("This is not an e-mail address that we can send to. Write it like name@region.se."),
            "max_length": _("This address is too long. An address has at most 254 characters."),
        },
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
    )
    # People don't see it. Programs that fill in every form do.
    website = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off"}))

    def clean_email(self) -> str:
        """The address. Raises ValidationError for one that no mail can be written to, though it may be one."""
        email: str = self.cleaned_data["email"]
        with suppress(UnicodeError):
            if PLAIN.fullmatch(email.rpartition("@")[0]):
                return canonical(email)
        raise ValidationError(self.fields["email"].error_messages["invalid"], code="invalid")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "subscribe-%s", "label_suffix": "", **kwargs})
        # An address that is refused is named by the sentence beside it.
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                self.fields[name].widget.attrs |= {
                    "aria-invalid": "true",
                    "aria-describedby": f"subscribe-{name}-error",
                }


class SubscribeForm(AskingForm):
    """Asks for the newsletter in a language."""

    language = forms.ChoiceField(
        label=_("Language of the newsletter"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class AlertForm(AskingForm):
    """Asks to be told, as often as a mail may come. The language is that of the page."""

    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=Alert.Frequency.choices,
        initial=Alert.Frequency.DAILY,
        widget=forms.RadioSelect,
    )
