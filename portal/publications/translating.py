"""“Translate this page”: a translation begins as a draft with the original's words, and is a page like any other.

It is written in Wagtail's editor, where two people's words are merged and each save is kept (portal.saving). The editor
of wagtail-localize keeps words sentence by sentence beside the page, the last one wins there, and nobody reads the
whole. So the portal has none of the tool but this view and aliases (portal.moderation.aliases).
"""

from typing import Any

from django.db.models import Q
from django.db.models.signals import pre_save
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import TranslationCreator
from wagtail_localize.views.submit_translations import SubmitPageTranslationView

from portal.forms.refusals import Refused
from portal.permissions.page_access import only_seen


class TranslatePage(SubmitPageTranslationView):
    """The tool's view, which with “the pages below” would write the original's words over translations that are there,
    and takes the words that an original had when it was first translated.
    """

    def form_valid(self, form: Any) -> Any:
        """Translate. Raises Refused where a page of the other language is closed: the tool would open it again."""
        same = _closed_or_translated().filter(translation_key=self.object.translation_key, alias_of__isnull=False)
        if page := same.filter(locale__in=form.cleaned_data["locales"]).first():
            told = _("“%(title)s” is closed to readers. Whoever may open it does so first.")
            raise Refused(told % {"title": page.specific.get_admin_display_title()})
        is_with_those_below, form.cleaned_data["include_subtree"] = form.cleaned_data["include_subtree"], False
        TranslationSource.update_or_create_from_instance(self.object)
        answer = super().form_valid(form)
        for locale in form.cleaned_data["locales"] if is_with_those_below else ():
            self._translate_those_below(locale)
        return answer

    def _translate_those_below(self, locale: Any) -> None:
        there = _closed_or_translated().filter(locale=locale).values("translation_key")
        creator = TranslationCreator(self.request.user, [locale])
        pages = self.object.get_descendants().exclude(translation_key__in=there)
        for page in only_seen(pages, self.request.user).specific():
            TranslationSource.update_or_create_from_instance(page)
            creator.create_translations(page)


def _closed_or_translated() -> Any:
    """The pages that are left alone."""
    everything: Any = Page.objects
    return everything.filter(Q(alias_of=None) | Q(view_restrictions__isnull=False))


def not_used(request: HttpRequest) -> HttpResponseBase:
    """The view at all other addresses of the tool. Raises Http404."""
    raise Http404


def _in_the_page_itself(instance: Translation, **kwargs: Any) -> None:
    """Let no translation open in the tool's own editor."""
    instance.enabled = False


def connect() -> None:
    """Connect the receiver that keeps the tool's editor closed. Called once, when the app is ready."""
    pre_save.connect(_in_the_page_itself, sender=Translation, dispatch_uid="portal.publications.translating")
