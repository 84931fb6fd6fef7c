"""Noting which questions get poor answers, in the register that editors read: never who asked, never at a cost.

A question is kept only when nothing in it looks like a person's number, address or telephone.
"""

import logging
import re
import unicodedata

from django.db.models import F
from django.utils import timezone

from portal.outbox.patience import patient_for
from portal.selections.selection import LONGEST_QUESTION, Selection, clean_question
from search.models import PoorQuestion
from search.query.builder import PARTS, SIMILAR

logger = logging.getLogger(__name__)

# Stages that answer with what is like the question, not with what was asked for.
POOR_STAGES = (PARTS, SIMILAR)
# How long a reader may wait for another who writes, in milliseconds.
PATIENCE = 20
# Six digits are a day of birth; anything but letters may stand between them. Case numbers of that length are lost too.
_MANY_DIGITS = re.compile(r"\d(?:[\W_]*\d){5}")
_MAIL = re.compile(r"@|[(\[{]\s*(?:at|a)\s*[)\]}]|snabel-?\s?a\b|\w\s+at\s+\w+(?:\.|\s+(?:dot|punkt)\s+)\w")


def is_personal(text: str) -> bool:
    """Whether a text looks as if it held a personal identity number, a mail address or a telephone number."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    return bool(_MANY_DIGITS.search(plain) or _MAIL.search(plain))


def note(selection: Selection, total: int, stage: str) -> None:
    """Write down a question that found nothing or only what is like it; the rest is none of the register's business.

    Cheap, and silent whatever happens: a reader never waits for another who writes, a count may be lost instead.
    Questions within facets are left out, since a facet alone can leave nothing.
    """
    text = clean_question(selection.q.lower())[:LONGEST_QUESTION]
    if not text or selection.chosen or (total and stage not in POOR_STAGES) or is_personal(text):
        return
    try:
        with patient_for(PATIENCE):
            _count(text, selection.language, total, stage[:20])
    except Exception as error:
        # The database's own words could quote the question.
        logger.warning("A question could not be noted: %s", type(error).__name__)


def make_room() -> None:
    """The worker's part: forget what is older than it may be."""
    PoorQuestion.objects.make_room()


def _count(text: str, language: str, hits: int, stage: str) -> None:
    today = timezone.localdate()
    rows = PoorQuestion.objects.filter(text=text, language=language)
    if rows.update(times=F("times") + 1, hits=hits, stage=stage, last_day=today):
        return
    if PoorQuestion.objects.count() < PoorQuestion.MOST_ROWS:
        PoorQuestion.objects.create(text=text, language=language, hits=hits, stage=stage)
