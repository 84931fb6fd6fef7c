"""The portal's settings with the example app installed."""

from portal.settings import *  # noqa: F403

INSTALLED_APPS = ["tests.added", *INSTALLED_APPS]  # noqa: F405
TEMPLATES[0]["APP_DIRS"] = True  # noqa: F405
