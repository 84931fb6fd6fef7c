"""Pages in every state in which the public may not read them. Each holds a made-up word that must be found nowhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Locale, Page, PageViewRestriction

from news.models import NewsItem
from portal.models import PublicationDocument, Release, ReleaseItem, StandardPage
from portal.releases.holding import hold
from recommendations.models import Case, Recommendation
from tests.factories import make, make_index, make_site

# A second word beside every canary: a search for it finds canaries without naming them.
PROBE = "sonderingsordet"
MODELS: tuple[Any, ...] = (Recommendation, NewsItem, Case, StandardPage)


@dataclass(frozen=True)
class Canary:
    """A made-up word (the canary) that no outsider may see, the page that holds it, and the addresses the page has
    had.
    """

    word: str
    page: Page
    addresses: tuple[str, ...]
    document: Document | None


def texts(word: str, model: Any, *, named: bool = True) -> dict[str, Any]:
    """A value for every text field of a page, with the canary in it. With `named` it is in title and address, too."""
    said = f"{word} {PROBE}"
    inside = {
        "ingress": said,
        "search_description": said,
        "body": [("text", f"<p>{said}</p>"), ("heading", said)],
        "summary_en": said,
        "change_note": said,
        "case_number": word,
        "contact_function": said,
        "sources": [("source", {"title": said, "note": said, "url": f"https://{word}.example/"})],
    }
    fields = {field.name for field in model._meta.get_fields()}
    values = {name: value for name, value in inside.items() if name in fields}
    return {**values, "title": said, "slug": word, "seo_title": said} if named else values


def attachment(word: str) -> Document:
    file = ContentFile(f"{word} {PROBE}".encode(), name=f"{word}.txt")
    return Document.objects.create(title=f"{word} {PROBE}", file=file)


def draft(model: Any, word: str, *, named: bool = True, **values: Any) -> Any:
    """A page that was never public, with the canary in every text."""
    values = {**texts(word, model, named=named), **values}
    if model is StandardPage:
        parent = make_site()
        values = {"title": f"Sida {StandardPage.objects.count()}", "show_in_menus": True, **values}
        values.setdefault("slug", f"sida-{StandardPage.objects.count()}")
        page = StandardPage(locale=parent.locale, live=False, **values)
        parent.add_child(instance=page)
        page.save_revision()
        return page
    page = make(model, publish=False, **values)
    page.documents.add(PublicationDocument(document=attachment(word), title=f"{word} {PROBE}"))
    page.keywords.add(word)
    page.save_revision()
    return page


def published(page: Any) -> Any:
    page.get_latest_revision().publish()
    return page.specific_class.objects.get(pk=page.pk)


def _scheduled(model: Any, word: str) -> Any:
    page = draft(model, word)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    return page


def _in_a_release(model: Any, word: str) -> Any:
    """A page that is approved and waits for the moment of its release."""
    return _kept(draft(model, word))


def _kept(page: Any) -> Any:
    if isinstance(page, StandardPage):  # releases have publications alone
        return page
    at = timezone.now() + timedelta(days=1)
    release = Release.objects.get_or_create(name=f"{PROBE} {page.pk}", defaults={"at": at})[0]
    ReleaseItem.objects.create(release=release, page=page)
    assert hold(page.get_latest_revision())
    return page


def _changed_in_a_release(model: Any, word: str) -> Any:
    """A public page whose next words wait for the moment of a release."""
    return _kept(_changed_in_draft(model, word))


def _replacing_in_a_release(model: Any, word: str) -> Any:
    """A page in a release that replaces a public one: that one tells nothing of it."""
    page = draft(model, word)
    if not isinstance(page, StandardPage):
        page.replaces = published(draft(model, "", named=False, title=f"Den som gäller {model.__name__}"))
        page.save_revision()
    return _kept(page)


def _translated_in_a_release(model: Any, word: str) -> Any:
    """The English page in a release, of a public Swedish one: that one tells nothing of it."""
    if model is StandardPage:
        return draft(model, word)
    swedish = published(draft(model, "", named=False, title=f"Bara på svenska {model.__name__}"))
    english = swedish.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    for name, value in texts(word, model).items():
        setattr(english, name, value)
    english.save_revision()
    return _kept(english)


def _expired(model: Any, word: str) -> Any:
    page = draft(model, word, named=False)
    page.expire_at = timezone.now() + timedelta(seconds=1)
    page.save_revision().publish()
    model.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    call_command("publish_scheduled")
    return page


def _unpublished(model: Any, word: str) -> Any:
    page = published(draft(model, word, named=False))
    page.unpublish()
    return page


def _closed_to_guests(model: Any, word: str) -> Any:
    page = published(draft(model, word))
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    return page


def _closed_to_a_group(model: Any, word: str) -> Any:
    page = published(draft(model, word))
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.add(Group.objects.get_or_create(name="Rådet")[0])
    return page


def _closed_then_deleted(model: Any, word: str) -> Any:
    page = _closed_to_guests(model, word)
    page.delete()
    return page


def _changed_in_draft(model: Any, word: str) -> Any:
    page = published(draft(model, "", named=False))
    for name, value in texts(word, model).items():
        setattr(page, name, value)
    page.save_revision()
    return page


def _renamed_while_a_draft(model: Any, word: str) -> Any:
    """A page whose first slug held the canary, and was changed before anybody else saw the page."""
    page = draft(model, word)
    for name, value in {**texts("", model, named=False), "title": f"Neutral {model.__name__}"}.items():
        setattr(page, name, value)
    page.slug, page.seo_title = f"neutral-{model.__name__.lower()}", ""
    if model is not StandardPage:
        page.documents.clear()
        page.keywords.clear()
    return published_now(page)


def published_now(page: Any) -> Any:
    """Publish the page as it is; returns it."""
    page.save_revision().publish()
    return page


def _secret(model: Any, word: str) -> Any:
    page = draft(model, word, product=word, manufacturer=word, is_secret=True, anonymous_title="En metod")
    return published(page)


STATES: dict[str, Callable[[Any, str], Any]] = {
    "utkast": draft,
    "tidsatt": _scheduled,
    "utgangen": _expired,
    "avpublicerad": _unpublished,
    "inloggning": _closed_to_guests,
    "grupp": _closed_to_a_group,
    "stangdborta": _closed_then_deleted,
    "andring": _changed_in_draft,
    "omdopt": _renamed_while_a_draft,
    "samlad": _in_a_release,
    "nylydelse": _changed_in_a_release,
    "ersattare": _replacing_in_a_release,
    "engelsk": _translated_in_a_release,
}


def make_canaries() -> list[Canary]:
    """One page of each type in each state, a page below a closed section, and a secret case."""
    found = []
    for state, make_state in STATES.items():
        for model in MODELS:
            found.append(_canary(f"kanarie{state}{model.__name__.lower()}", partial(make_state, model)))
    found.append(_canary("kanariehemlig", partial(_secret, Case)))
    found.append(_canary("kanarieunderstangd", _below_a_closed_section))
    return found


def _below_a_closed_section(word: str) -> Any:
    section = published(draft(StandardPage, "", named=False, title="Stängd avdelning", slug="stangd"))
    page = StandardPage(locale=section.locale, live=False, show_in_menus=True, **texts(word, StandardPage))
    section.add_child(instance=page)
    published_now(page)
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    return page


def _canary(word: str, make_page: Callable[[str], Any]) -> Canary:
    page = make_page(word)
    document = Document.objects.filter(title__startswith=f"{word} ").first()
    parent = "/" if isinstance(page, StandardPage) else make_index(type(page)).url
    addresses = dict.fromkeys((f"{parent}{word}/", f"{parent}{page.slug}/"))
    return Canary(word, page, tuple(addresses), document)
