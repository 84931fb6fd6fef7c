"""A mail provider with an API: as much of Postmark's as django-anymail asks for, on the loopback."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

# What it says in words, which django-anymail reads.
WORDS = {406: "Found inactive addresses: {}.\n Inactive recipients are ones that have generated a hard bounce."}


class Provider(ThreadingHTTPServer):
    """Keeps what it takes. `answers` has for an address the answers to come: a status, and Postmark's own code."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mails: list[dict[str, Any]] = []
        self.answers: dict[str, list[tuple[int, int]]] = {}

    @property
    def to(self) -> list[str]:
        """Who has got a mail."""
        return sorted(mail["To"] for mail in self.mails)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        provider: Any = self.server
        mail = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answers = provider.answers.get(mail["To"])
        status, code = answers.pop(0) if answers else (200, 0)
        if not code and status == 200:
            provider.mails.append(mail)
        words = WORDS.get(code, "OK").format(mail["To"])
        told = {"To": mail["To"], "MessageID": f"id-{len(provider.mails)}", "ErrorCode": code, "Message": words}
        content = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """Mail goes by this provider's API."""
    server = Provider()
    settings.EMAIL_BACKEND = "portal.outbox.mail_queue.QueueBackend"
    settings.MAIL_TRANSPORT = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {
        **settings.ANYMAIL,
        "POSTMARK_SERVER_TOKEN": "token",
        "POSTMARK_API_URL": f"http://127.0.0.1:{server.server_port}/",
        "WEBHOOK_SECRET": "provider:secret",
    }
    settings.MAILING_RATE = 0
    monkeypatch.setattr("news.subscriptions.links.link", lambda purpose, key, language: f"http://x/{purpose}/{key}/")
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
