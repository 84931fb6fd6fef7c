"""What an outsider with a link gets: the draft as readers would see it, a form for comments, or that the link is over.

A token that no link has answers as any address with nothing behind it. Whoever has a true one had the link, and is told
when it has ended. Comments are sent to an address without the token, so that no line about a refused form has it.
"""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.login_limits import Wait, count
from portal.files.file_access import closed_files
from portal.models import Attempt, PreviewLink
from portal.moderation.four_eyes import fingerprint
from portal.preview_links.comments import OutsiderForm, add_comment
from portal.preview_links.sharing import Preview, ended, note_opening, preview_of

# Not passed on: the page is rendered as for anyone, also for an editor who looks.
OWN_TO_VISITOR = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")
SENT = "sent"


@dataclass(frozen=True)
class SharedPreview:
    """What the page's template shows around a draft that is shared by a link (`request.shared_preview`)."""

    link: PreviewLink
    token: str
    form: OutsiderForm
    csrf_token: str
    is_sent: bool
    # What readers have at the page's address now: nothing, other words, or these.
    public_url: str
    is_public_word_for_word: bool
    # Documents and images that only drafts use: no link opens them.
    files: list[Any]
    # Why the comment was not taken, beside what the form says.
    refusal: str = ""


@never_cache
@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The draft with this token, or that the link no longer works. Raises Http404 for a token that no link has."""
    preview = _preview(token)
    if ended(preview):
        return _over(request)
    is_sent = SENT in request.GET
    if request.method == "GET" and not is_sent:
        note_opening(preview.link)
    return _rendered(request, preview, token, OutsiderForm(preview.shown.for_outsiders()), is_sent=is_sent)


@never_cache
@require_POST
def take_comment(request: HttpRequest) -> HttpResponse:
    """Store a comment and go back to the draft. What was written is shown again when it can't be taken."""
    token = request.POST.get("token", "")
    preview = _preview(token)
    if ended(preview):
        return _over(request, request.POST.get("text", ""))
    form = OutsiderForm(preview.shown.for_outsiders(), request.POST)
    if not form.is_valid():
        return _rendered(request, preview, token, form)
    if not form.cleaned_data["website"]:
        try:
            count(Attempt.Door.COMMENT, str(preview.link.pk), request)
        except Wait as wait:
            return _rendered(request, preview, token, form, refusal=wait.told())
        part: Any = form.fields["part"]
        chosen = form.cleaned_data["part"]
        add_comment(preview.link, chosen, dict(part.choices)[chosen], form.cleaned_data["text"])
    return _sealed(redirect(f"{reverse('preview_link', args=[token])}?{SENT}=1#comment"))


def _preview(token: str) -> Preview:
    if preview := preview_of(token):
        return preview
    raise Http404("No such page")


def _rendered(
    request: HttpRequest, preview: Preview, token: str, form: OutsiderForm, *, is_sent: bool = False, refusal: str = ""
) -> HttpResponse:
    """The page by Wagtail's own preview, which renders it at its own address and in its own language."""
    link, page, shown = preview.link, preview.page, preview.shown
    public = page.live_revision if page.live else None
    around = SharedPreview(
        link=link,
        token=token,
        form=form,
        csrf_token=get_token(request),
        is_sent=is_sent,
        public_url=page.url if page.live else "",
        is_public_word_for_word=bool(public and fingerprint(public.content) == link.fingerprint),
        files=closed_files(shown.for_outsiders()),
        refusal=refusal,
    )
    visitor = copy(request)
    visitor.META = {name: value for name, value in request.META.items() if name not in OWN_TO_VISITOR}
    response: HttpResponse = shown.make_preview_request(visitor, extra_request_attrs={"shared_preview": around})
    return _sealed(response)


def _over(request: HttpRequest, text: str = "") -> HttpResponse:
    """A plain page for somebody who had a link. Not why it ended: that is between the editors."""
    return _sealed(render(request, "portal/preview_ended.html", {"text": text}, status=410))


def _sealed(response: HttpResponse) -> HttpResponse:
    """With what keeps the address to whoever has it. Other sites are told the host at the most.

    Not "no-referrer": browsers then send the form without its origin, and Django refuses it as forged.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
