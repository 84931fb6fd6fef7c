"""The thesaurus: devices, methods and conditions, each with the words for it in five languages.

`load_vocabulary` adds the rows of portal/data/thesaurus_*.toml. From then on editors own them.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Max
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel

from portal.vocabulary.models import ProductArea, ProgrammeArea

LANGUAGES = ("sv", "en", "nb", "da", "fi")


def lines_of(text: str) -> list[str]:
    """The words that an editor wrote one on each line: single-spaced, without empty lines and repetitions."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if words := " ".join(line.split()):
            found.setdefault(words.casefold(), words)
    return list(found.values())


def as_spoken(label: str) -> str:
    """A word in the form by which words are compared: in lower case, single-spaced."""
    return " ".join(label.casefold().split())


class ConceptManager(models.Manager["Concept"]):
    """Queries over concepts."""

    def labels_taken(self, apart_from: int | None = None) -> dict[str, str]:
        """Word, as compared → the Swedish name of the concept that has it. `apart_from` is the id of a concept to
        leave out.
        """
        taken: dict[str, str] = {}
        others = self.exclude(pk=apart_from) if apart_from else self.all()
        for texts in others.values_list(*LANGUAGES):
            name, *_others = lines_of(texts[0]) or [""]
            taken.update((as_spoken(label), name) for text in texts for label in lines_of(text))
        return taken

    def stamp(self) -> str:
        """A text that differs whenever a concept has been added, changed or deleted, in one query."""
        state = self.aggregate(rows=Count("pk"), last=Max("updated_at"), newest=Max("pk"))
        return f"{state['rows']}-{state['newest'] or 0}-{state['last'].timestamp() if state['last'] else 0:.6f}"


class Concept(models.Model):
    """A thing with the words for it, the preferred one first in each language. A word belongs to one concept only."""

    class Kind(models.TextChoices):
        """What kind of thing it is."""

        DEVICE = "device", _("Device")
        METHOD = "method", _("Method")
        CONDITION = "condition", _("Condition")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.DEVICE)
    product_area = models.ForeignKey(
        ProductArea,
        verbose_name=_("product area"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="concepts",
    )
    programme_area = models.ForeignKey(
        ProgrammeArea,
        verbose_name=_("programme area"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="concepts",
    )
    broader = models.ForeignKey(
        "self",
        verbose_name=_("broader concept"),
        help_text=_("Who searches for that one finds this one, too"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="narrower",
    )
    sv = models.TextField(_("Swedish"), help_text=_("One word or phrase on each line, the preferred one first"))
    en = models.TextField(_("English"), blank=True)
    nb = models.TextField(_("Norwegian"), blank=True)
    da = models.TextField(_("Danish"), blank=True)
    fi = models.TextField(_("Finnish"), blank=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ConceptManager()

    panels = [
        MultiFieldPanel(["code", "kind", "broader", "product_area", "programme_area"], _("Filing")),
        MultiFieldPanel(list(LANGUAGES), _("Words")),
    ]

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        ordering = ["sv"]

    def __str__(self) -> str:
        return self.name

    @property
    def labels(self) -> dict[str, list[str]]:
        """Language → words, the preferred one first."""
        return {language: lines_of(getattr(self, language)) for language in LANGUAGES}

    @property
    @display(description=_("preferred word"))
    def name(self) -> str:
        """The preferred Swedish word."""
        return next(iter(lines_of(self.sv)), self.code)

    @property
    def label(self) -> str:
        """The preferred word in the active language, in Swedish where there is no other."""
        words = lines_of(self.en) if get_language() == "en" else []
        return words[0] if words else self.name

    def clean(self) -> None:
        """Tidy the words. Raise ValidationError when there is no Swedish one, another concept has one, or a circle
        appears.
        """
        super().clean()
        taken = Concept.objects.labels_taken(apart_from=self.pk)
        faults: dict[str, Any] = {}
        for language, words in self.labels.items():
            setattr(self, language, "\n".join(words))
            if double := [word for word in words if as_spoken(word) in taken]:
                faults[language] = list(_homographs(double, taken))
        if not self.sv:
            faults["sv"] = _("A concept needs at least one Swedish word.")
        if self.pk and self.pk in self._above():
            faults["broader"] = _("The broader concept is itself narrower than this one.")
        if faults:
            raise ValidationError(faults)

    def _above(self) -> list[int]:
        """The ids of the broader concept, of the one broader than that, and so on; each once."""
        above: list[int] = []
        key = self.broader_id
        while key and key not in above:
            above.append(key)
            key = Concept.objects.values_list("broader_id", flat=True).get(pk=key)
        return above


def _homographs(words: Iterable[str], taken: dict[str, str]) -> Iterable[ValidationError]:
    """An error for each of these words, naming the concept that has it."""
    told = _("“%(word)s” stands in the concept “%(concept)s” already.")
    for word in words:
        yield ValidationError(told, params={"word": word, "concept": taken[as_spoken(word)]})
