"""Who may ask for a withdrawal and confirm it, which pages it takes down, and how it is carried out."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtail.permissions import page_permission_policy
from wagtail.signals import page_unpublished
from wagtail.users.models import UserProfile

from portal.forms.refusals import Refused
from portal.models import Publication, Withdrawal
from portal.publications.statuses import REPLACED
from portal.publications.translations import SUMMARY_LANGUAGE
from portal.publications.versions import Links
from portal.scheduling.telling_publishers import publishers_of
from portal.withdrawals.telling import telling


def pages_to_withdraw(page: Any) -> list[Any]:
    """The public pages that go: of an original all its translations too, of a translation itself alone.

    Aliases follow the page that they show.
    """
    if page.locale.language_code != settings.LANGUAGE_CODE:
        return [page] if page.live else []
    others = page.get_translations().live().filter(alias_of=None).select_related("locale").specific()
    return [*([page] if page.live else []), *others]


def may_ask(page: Any, user: Any) -> bool:
    """Whether somebody may ask for this page to be withdrawn: they may edit it, and it has readers."""
    is_live = isinstance(page, Publication) and page.live and not page.alias_of_id
    return bool(is_live and page.permissions_for_user(user).can_edit())


def may_confirm(withdrawal: Withdrawal, user: Any) -> bool:
    """Whether somebody may confirm it: another than who asked, with the right to take down each page.

    A page that is locked, since it is in review or has a time to be published, can be withdrawn all the same.
    """
    pages = pages_to_withdraw(withdrawal.page.specific)
    may = all(page_permission_policy.user_has_permission_for_instance(user, "publish", page) for page in pages)
    return bool(pages and may and withdrawal.asked_by_id != user.pk)


def may_call_off(withdrawal: Withdrawal, user: Any) -> bool:
    """Whether somebody may drop it: who asked for it, and who may confirm it."""
    return withdrawal.asked_by_id == user.pk or may_confirm(withdrawal, user)


def holds_again(page: Publication) -> list[Publication]:
    """The public versions that would hold again without this page, since it replaces them."""
    if page.status == REPLACED:
        return []
    keys = Links.load().before.get(page.translation_key, set())
    return list(Publication.objects.published().filter(translation_key__in=keys, locale=page.locale_id))


@transaction.atomic
def ask(withdrawal: Withdrawal, user: Any) -> None:
    """Store a new withdrawal, write it in the page's log and mail those who may confirm it."""
    withdrawal.asked_by = user
    withdrawal.save()
    page = withdrawal.page
    log(page, "portal.withdrawal.ask", user=user, data=withdrawal.noted())
    for person in publishers_of(page):
        if may_confirm(withdrawal, person):
            _mail(person, page, user)


def _mail(person: Any, page: Publication, asker: Any) -> None:
    address = settings.WAGTAILADMIN_BASE_URL + reverse("portal_withdraw", args=[page.pk])
    with override(UserProfile.get_for_user(person).get_preferred_language()):
        subject = _("To be withdrawn: “%(title)s”") % {"title": page.title}
        text = _("%(name)s asks for it. Read the reason, and confirm it or call it off:")
        told = text % {"name": asker.get_full_name() or asker.username}
        send_mail(" ".join(subject.split()), f"{told}\n{address}\n", None, [person.email])


@transaction.atomic
def confirm(withdrawal: Withdrawal, user: Any) -> None:
    """Take the pages down. Their addresses then answer 410 with the reason; feeds and open data have it, too.

    Raises Refused when the user may not confirm it, or when a translation has come that lacks a reason.
    """
    if not may_confirm(withdrawal, user):
        raise Refused(_("Another person than the one who asked has to confirm it."))
    pages = pages_to_withdraw(withdrawal.page.specific)
    if not withdrawal.reason_en and any(page.locale.language_code == SUMMARY_LANGUAGE for page in pages):
        raise Refused(_("There is an English page now. Call this off, and ask again with a reason in English."))
    with telling(withdrawal):
        # The original last: its event speaks for its translations, whose own would be told beside it otherwise.
        for page in reversed(pages):
            if review := page.current_workflow_state:
                # Its end would bring the page back.
                review.cancel(user=user)
            UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)
            log(page, "portal.withdrawal.confirm", user=user, data=withdrawal.noted())
    _call_off_translations(withdrawal.page)


def _call_off_translations(page: Page) -> None:
    """Take back the times at which translations of a withdrawn original would come out: Wagtail does so for pages that
    are taken down, and these are not public yet.
    """
    if page.locale.language_code == settings.LANGUAGE_CODE:
        others = [str(pk) for pk in page.get_translations().not_live().values_list("pk", flat=True)]
        Revision.page_revisions.filter(object_id__in=others).update(approved_go_live_at=None)


@transaction.atomic
def call_off(withdrawal: Withdrawal, user: Any) -> None:
    """Drop a withdrawal that has not been confirmed."""
    log(withdrawal.page, "portal.withdrawal.call_off", user=user, data=withdrawal.noted())
    withdrawal.delete()


def _on_unpublish(instance: Page, **kwargs: Any) -> None:
    """Drop what was asked for of a page that is down, also in another way: it is not to hold for its next version."""
    Withdrawal.objects.filter(page=instance.pk).delete()


def connect() -> None:
    """Drop requests when pages are taken down. Called once, when the app is ready."""
    page_unpublished.connect(_on_unpublish, dispatch_uid="portal.withdrawals")
