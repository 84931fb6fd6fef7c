"""The text mail: the letter as one would write it in a mail, without marks of HTML."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from news.feeds import clean
from news.letter.content import Letter, LetterItem, LetterSection
from news.letter.plain_text import WIDTH, filled, plain_text


def text_mail(letter: Letter) -> str:
    """The body of the mail in lines of 72 columns; only addresses may be longer."""
    with override(letter.language):
        blocks = [
            filled(letter.kicker),
            filled(letter.heading) + "\n" + "=" * min(len(letter.heading), WIDTH),
            filled(_("This is an example with invented content.")) if letter.is_example else "",
            filled(letter.ingress),
            *(block for part in letter.parts for block in _part(part)),
            "\n".join(_closing(letter)),
        ]
    return clean("\n\n".join(block for block in blocks if block)) + "\n"


def _part(part: LetterSection) -> Iterator[str]:
    if part.heading:
        # One more empty line parts it from what is above.
        yield "\n" + filled(part.heading.upper())
    yield plain_text(clean(part.html))
    for item in part.items:
        yield _item(item)


def _item(item: LetterItem) -> str:
    mark = " (" + _("Example") + ")" if item.is_marked else ""
    said = ". ".join(filter(None, (item.verdict_label, item.standing, item.date_words)))
    lines = (filled(item.title + mark, "* ", "  "), filled(said, "  ", "  "), filled(item.blurb, "  ", "  "))
    return "\n".join([*filter(None, lines), f"  {item.url}"])


def _closing(letter: Letter) -> Iterator[str]:
    yield "-- "
    yield filled(letter.contact_function)
    yield filled(letter.organisation)
    if letter.contact_email:
        yield letter.contact_email
    yield _("Read the letter on the web:") + f" {letter.url}"
    if letter.end_url:
        yield ""
        yield filled(_("You get this letter because you have asked for it."))
        yield _("Change your subscription:") + f" {letter.manage_url}"
        yield _("End your subscription:") + f" {letter.end_url}"
