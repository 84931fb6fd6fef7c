"""The form in which the secretary records a decision: date, meeting, case number, verdicts, and who took part."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.forms.dates import DateField
from portal.publications.partial_dates import Precision, date_code
from recommendations.decisions import decided_of, decisions_on
from recommendations.models import Decision, Participant, Recommendation

# Empty rows: of the first decision, where nobody is known yet, and below those who met last.
FIRST_ROWS = 16
MORE_ROWS = 4
YES_OR_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))


class DecisionForm(forms.Form):
    """The decision itself. `page` is its page in the latest words, which the form is held against."""

    decided_on = DateField(label=gettext_lazy("Date of decision"))
    meeting = forms.CharField(label=gettext_lazy("Meeting"), max_length=160)
    case_number = forms.CharField(label=gettext_lazy("Case number"), max_length=60)
    # Which verdicts were shown: they may have been changed since.
    seen = forms.CharField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=gettext_lazy("This is what was decided"),
        error_messages={"required": gettext_lazy("Compare with the minutes, then tick that this is what was decided.")},
    )

    def __init__(self, *args: Any, page: Recommendation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def clean_decided_on(self) -> Any:
        """The date that the page gives."""
        day = self.cleaned_data["decided_on"]
        if not self.page.dated_on:
            raise ValidationError(_("The page has no date of decision. Write it there first."))
        if date_code(day, Precision.DAY) != self.page.date_code:
            raise ValidationError(_("The page says %(day)s. Correct one of them.") % {"day": self.page.date_words})
        return day

    def clean_case_number(self) -> str:
        """The case number that the page gives."""
        number: str = self.cleaned_data["case_number"]
        if not self.page.case_number.strip():
            raise ValidationError(_("The page has no case number. Write it there first."))
        if number != self.page.case_number.strip():
            told = _("The page says “%(number)s”. Correct one of them.")
            raise ValidationError(told % {"number": self.page.case_number})
        return number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("seen") != shown(self.page):
            raise ValidationError(
                _("The page was changed meanwhile. Read the verdicts again, then record the decision.")
            )
        return cleaned


class ParticipantForm(forms.Form):
    """One participant. Nothing is assumed: who declared nothing has not declared “none”."""

    who = forms.CharField(label=gettext_lazy("Participant"), max_length=160)
    declaration = forms.ChoiceField(
        label=gettext_lazy("Declaration of interest"),
        choices=[("", "–"), *Participant.Declaration.choices],
        error_messages={"required": gettext_lazy("The declaration of interest is missing.")},
    )
    interest = forms.CharField(
        label=gettext_lazy("Which interest"), required=False, widget=forms.Textarea(attrs={"rows": 1})
    )
    recused = forms.ChoiceField(label=gettext_lazy("Recused"), choices=[("", "–"), *YES_OR_NO], required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("declaration") == Participant.Declaration.INTEREST:
            if not cleaned.get("interest"):
                self.add_error("interest", _("Say which interest it is."))
            if not cleaned.get("recused"):
                self.add_error("recused", _("Say whether the participant was recused."))
        elif cleaned.get("declaration") and cleaned.get("interest"):
            self.add_error("declaration", _("An interest is described. Choose that there is one."))
        return cleaned


class _Participants(forms.BaseFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = gettext_lazy("Did not take part")

    def clean(self) -> None:
        if any(self.errors):
            return
        rows = self.rows()
        if not rows:
            raise ValidationError(_("Name those who took part, each with a declaration of interest."))
        if all(row["recused"] == "yes" for row in rows):
            raise ValidationError(_("Somebody who was not recused has to have taken part."))

    def rows(self) -> list[dict[str, Any]]:
        """What was said of each who took part."""
        there = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        return [row for row in there if row.get("who") and not row.get("DELETE")]


ParticipantFormSet = forms.formset_factory(
    ParticipantForm, formset=_Participants, extra=FIRST_ROWS, can_delete=True, can_delete_extra=False, max_num=60
)


def shown(page: Recommendation) -> str:
    """A short value that changes when what is decided of the page does."""
    return hashlib.sha256(json.dumps(decided_of(page), sort_keys=True).encode()).hexdigest()[:16]


def begun_with(page: Recommendation) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the form and its rows of participants begin with.

    A decision on this page that is recorded already is shown whole. Else those who met last are named, without what
    they declared then: it is declared anew for each decision.
    """
    first = {"decided_on": page.dated_on, "case_number": page.case_number}
    if own := decisions_on(page).first():
        return {**first, "meeting": own.meeting}, [_as_typed(row) for row in own.participants.all()]
    before = Decision.objects.first()
    return first, [{"who": row.who} for row in before.participants.all()] if before else []


def _as_typed(row: Participant) -> dict[str, Any]:
    recused = "yes" if row.is_recused else "no"
    return {"who": row.who, "declaration": row.declaration, "interest": row.interest, "recused": recused}


def record(page: Recommendation, form: DecisionForm, rows: Iterable[dict[str, Any]], user: Any) -> Decision:
    """Store a decision that the forms have found whole."""
    said = form.cleaned_data
    with transaction.atomic():
        decision = Decision.objects.create(
            recommendation=page.translation_key,
            revision=page.latest_revision,
            decided_on=said["decided_on"],
            meeting=said["meeting"],
            case_number=said["case_number"],
            decided=decided_of(page),
            recorded_by=user,
        )
        Participant.objects.bulk_create(
            Participant(
                decision=decision,
                who=row["who"],
                declaration=row["declaration"],
                interest=row["interest"],
                is_recused=row["recused"] == "yes",
            )
            for row in rows
        )
    return decision
