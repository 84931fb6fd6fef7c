"""A newsletter as the mails that it would be, shown beside the editor (portal.publications.preview_modes)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat

from news.letter.content import Letter, letter_of
from news.letter.html_mail import MOST, html_mail
from news.letter.text_mail import text_mail
from portal.models import SiteSettings


def html(request: HttpRequest, page: Any) -> HttpResponse:
    """The HTML mail itself."""
    return HttpResponse(html_mail(_letter(request, page)))


def text(request: HttpRequest, page: Any) -> HttpResponse:
    """The text mail, below what a list of mails shows, and how large the HTML mail is."""
    letter = _letter(request, page)
    size = len(html_mail(letter).encode())
    sizes = {"size": filesizeformat(size), "most": filesizeformat(MOST), "is_too_large": size > MOST}
    return render(request, "news/preview_letter.html", {"letter": letter, "text": text_mail(letter), **sizes})


def _letter(request: HttpRequest, page: Any) -> Letter:
    return letter_of(page, SiteSettings.for_request(request))
