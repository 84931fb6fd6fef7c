"""Keeps the tokens of links out of the log: whoever reads a line could open the draft, or end a subscription."""

import logging
import re

# The addresses of both languages (portal.urls), wherever they stand in a line.
_TOKEN = re.compile(r"(/forhandsvisning/|/en/preview/|/prenumerera/\w+/|/en/subscribe/\w+/)[^/\s]+")


class WithoutTokens(logging.Filter):
    """A filter for Django's logger of requests, which names the address of each that is refused (`LOGGING`)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace each token in the record's values. The record itself always stays."""
        if isinstance(record.args, tuple):
            record.args = tuple(_TOKEN.sub(r"\1…", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
