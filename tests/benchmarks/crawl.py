"""What every public address answers: two crawls of one database, with the code before and after a change, are compared.

`python -m tests.benchmarks crawl > before.json`, change the code, `… > after.json`, `diff before.json after.json`.
"""

import hashlib
import re
from collections import deque
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client

from tests.benchmarks.options import Options

FIRST = ("/", "/en/", "/sitemap.xml", "/robots.txt", "/sok/?q=insulin", "/sok/?q=glukos&format=json", "/en/sok/?q=pump")
_LINKS = re.compile(r'\b(?:href|src|action)="([^"]+)"|<(?:loc|link)>([^<]+)<')
# What is another at each request.
_OF_THE_MOMENT = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(r"/static/[\w./-]+"),
    re.compile(r"<lastBuildDate>[^<]+<"),
    re.compile(r'"made_at": "[^"]+"'),
)
# Beyond this the combinations of facets go on for ever.
MOST_PARAMETERS = 1


def figures(options: Options) -> dict[str, Any]:
    """Address → status, type, where it leads and a digest of the body without what is of the moment."""
    client = Client(SERVER_NAME=urlsplit(settings.BASE_URL).hostname or "127.0.0.1")
    pending, found = deque(FIRST), dict[str, Any]()
    while pending:
        address = pending.popleft()
        if address in found:
            continue
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        found[address] = [
            answer.status_code,
            answer.headers.get("Content-Type", ""),
            answer.headers.get("Location", ""),
            digest(body),
        ]
        if not answer.headers.get("Content-Type", "").startswith(("image/", "application/pdf")):
            pending.extend(sorted(links(body.decode(errors="replace"), address) - found.keys()))
    return dict(sorted(found.items()))


def digest(body: bytes) -> str:
    text = body.decode(errors="surrogateescape")
    for pattern in _OF_THE_MOMENT:
        text = pattern.sub("", text)
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:16]


def links(text: str, address: str) -> set[str]:
    """The addresses on this site that a page, feed or sitemap names, with few parameters at most."""
    own = urlsplit(settings.BASE_URL)
    there = set()
    for found in _LINKS.finditer(text):
        parts = urlsplit(urljoin(f"{settings.BASE_URL}{address}", unescape(found[1] or found[2])))
        if parts.netloc != own.netloc or parts.path.startswith(("/admin", "/static")):
            continue
        if parts.query.count("=") <= MOST_PARAMETERS:
            there.add(parts.path + (f"?{parts.query}" if parts.query else ""))
    return there
