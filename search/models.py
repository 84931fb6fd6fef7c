"""What editors own and see of search: synonyms, best bets, questions with poor answers, texts of documents."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel

from portal.models import Leased, LeasedQuerySet, Publication
from portal.publications.prepared_query import PreparedQuery
from portal.vocabulary.thesaurus import lines_of
from search.text.tokenizer import fold, places


def phrase_key(text: str) -> str:
    """The words of a text however they are cased, accented and set apart: what a whole question is known by."""
    return " ".join(fold(text[start:end]) for start, end in places(text))


def _ways_to_ask(line: str) -> Iterator[str]:
    """A line as it is typed and by its stems, which is how questions are looked up."""
    from search.index.site_analyzer import analysis

    yield phrase_key(line)
    for language in ("sv", "en"):
        yield " ".join(fold(word.stem) for word in analysis().words(line, language))


@lru_cache(2)
def _mapping(rows: tuple[str, ...], version: str) -> dict[str, tuple[str, ...]]:
    """Made anew when a row has changed, or the analysis that knows the stems: version."""
    found: dict[str, dict[str, None]] = {}
    for lines in map(lines_of, rows):
        for line in lines:
            for key in filter(None, _ways_to_ask(line)):
                found.setdefault(key, {}).update(dict.fromkeys(other for other in lines if other != line))
    return {key: tuple(others) for key, others in found.items()}


class Synonym(models.Model):
    """Words that mean the same to those who search. Read with every question, so a change acts at once."""

    words = models.TextField(_("words"), help_text=_("Two or more words or phrases that mean the same, one a line"))
    note = models.TextField(_("note"), blank=True, help_text=_("For editors: why, and who asked for it"))

    panels = [FieldPanel("words"), FieldPanel("note")]

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return " = ".join(lines_of(self.words))

    def clean(self) -> None:
        super().clean()
        lines = lines_of(self.words)
        self.words = "\n".join(lines)
        if len({phrase_key(line) for line in lines}) < 2:
            raise ValidationError({"words": _("Write at least two different words, each on a line of its own.")})

    @classmethod
    def mapping(cls) -> Mapping[str, tuple[str, ...]]:
        """Words as typed or by their stems, folded → the other lines of the rows they stand in. One query."""
        from search.index.site_analyzer import analysis

        rows = tuple(words for (words,) in _SYNONYMS.rows())
        return _mapping(rows, analysis().version) if rows else {}


_SYNONYMS = PreparedQuery(lambda _: Synonym.objects.order_by("pk").values_list("words"))


class BestBet(models.Model):
    """A publication that editors want first for certain questions, for as long as it is public."""

    phrases = models.TextField(
        _("questions"), help_text=_("The whole question, one a line; case and accents make no difference")
    )
    page = models.ForeignKey(
        Publication, verbose_name=_("publication"), on_delete=models.CASCADE, related_name="best_bets"
    )
    from_day = models.DateField(_("from"), null=True, blank=True)
    until_day = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day"))
    note = models.TextField(_("note"), blank=True, help_text=_("For editors: why, and who asked for it"))

    panels = [
        FieldPanel("phrases"),
        PageChooserPanel("page", "portal.Publication"),
        FieldRowPanel([FieldPanel("from_day"), FieldPanel("until_day")]),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = _("best bet")
        verbose_name_plural = _("best bets")
        ordering = ["phrases"]

    def __str__(self) -> str:
        return ", ".join(lines_of(self.phrases))

    def clean(self) -> None:
        super().clean()
        self.phrases = "\n".join(lines_of(self.phrases))
        if not self.phrases:
            raise ValidationError({"phrases": _("Write at least one question.")})
        if self.from_day and self.until_day and self.until_day < self.from_day:
            raise ValidationError({"until_day": _("The last day comes before the first one.")})

    @classmethod
    def for_question(cls, text: str, language: str = "") -> list[int]:
        """The ids of the public pages chosen for a question, in the order of choosing; one query where there are none.

        Language: that of the list that they stand in; any when none is named.
        """
        today, asked = timezone.localdate(), phrase_key(text)
        chosen = [
            page_id
            for phrases, page_id, from_day, until_day in _BEST_BETS.rows()
            if (from_day or today) <= today <= (until_day or today)
            if asked and asked in map(phrase_key, lines_of(phrases))
        ]
        if not chosen:
            return []
        pages = Publication.objects.filter(pk__in=chosen)
        public = pages.listed_in(language) if language else pages.published()
        shown = set(public.values_list("pk", flat=True))
        return [page_id for page_id in dict.fromkeys(chosen) if page_id in shown]


_COLUMNS = ("phrases", "page_id", "from_day", "until_day")
_BEST_BETS = PreparedQuery(lambda _: BestBet.objects.order_by("pk").values_list(*_COLUMNS))


class PoorQuestionQuerySet(models.QuerySet["PoorQuestion"]):
    """Queries over questions with poor answers."""

    def make_room(self) -> int:
        """Forget what is too old and, when the table is full, the rarest and oldest tenth. Returns how many rows."""
        too_old = self.filter(first_day__lt=timezone.localdate() - PoorQuestion.KEPT)
        gone = too_old.delete()[0] if too_old.exists() else 0
        if self.count() >= PoorQuestion.MOST_ROWS:
            kept = PoorQuestion.MOST_ROWS * 9 // 10
            rarest = self.order_by(F("times").desc(), "-last_day", "-pk").values_list("pk", flat=True)[kept:]
            gone += self.filter(pk__in=list(rarest)).delete()[0]
        return gone


class PoorQuestion(models.Model):
    """A question that found nothing, or only what is like it. Says nothing of who asked, nor when in the day."""

    KEPT = timedelta(days=90)
    MOST_ROWS = 5_000

    text = models.CharField(_("question"), max_length=200)
    language = models.CharField(_("language"), max_length=10)
    times = models.PositiveIntegerField(_("times"), default=1)
    hits = models.PositiveIntegerField(_("hits"), default=0)
    stage = models.CharField(_("answered by"), max_length=20, blank=True)
    first_day = models.DateField(_("first day"), default=timezone.localdate, db_index=True)
    last_day = models.DateField(_("last day"), default=timezone.localdate)

    objects = PoorQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question with a poor answer")
        verbose_name_plural = _("questions with poor answers")
        ordering = ["-times", "-last_day"]
        constraints = [models.UniqueConstraint(fields=["text", "language"], name="one_row_per_question")]

    def __str__(self) -> str:
        return self.text


class ExtractedText(Leased):
    """The text of a document's file, or why it gave none. Goes with the document; anew when the file is another.

    Begins as a row without a text, which a worker holds while it reads the file.
    """

    document = models.OneToOneField(
        "wagtaildocs.Document", verbose_name=_("document"), on_delete=models.CASCADE, related_name="extracted_text"
    )
    # Of the file that was read; another one's, or none, as long as the document's own has not been.
    file_hash = models.CharField(_("fingerprint of the file"), max_length=40, blank=True)
    text = models.TextField(_("text"), blank=True)
    # For whoever asks why a document is not found; empty when its text was read to the end.
    fault = models.CharField(_("fault"), max_length=200, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    # Whether the index has shown the text since.
    shown = models.BooleanField(_("shown in search"), default=False)

    objects = LeasedQuerySet["ExtractedText"].as_manager()

    class Meta:
        verbose_name = _("text of a document")
        verbose_name_plural = _("texts of documents")

    def __str__(self) -> str:
        return f"{self.document_id}: {self.fault or len(self.text)}"
