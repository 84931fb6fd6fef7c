"""What a web server makes before it is forked or takes a request, so that no visitor waits for it."""

import logging

from django.conf import settings
from django.db import connections
from django.dispatch import Signal
from django.urls import get_resolver
from django.utils import translation

logger = logging.getLogger(__name__)

# Receivers make what each process would else make for its first visitor. They start no threads: a fork has none.
warming = Signal()


def warm_up() -> None:
    """Make the addresses of all views in each language, and what the receivers of `warming` know of.

    Whatever fails, such as a database that is away, is logged and made when somebody asks for it.
    """
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            # Filled for the language that is active.
            _ = get_resolver().reverse_dict
    for receiver, answer in warming.send_robust(sender=None):
        if isinstance(answer, Exception):
            logger.warning("Not made before the first visitor: %s (%s)", receiver, answer)
    # A fork can't share connections with its parent.
    connections.close_all()
