"""The WSGI entry point that gunicorn serves."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from portal.site.warm_up import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

# The views of all apps are imported now, not while the first visitor waits.
import_module(settings.ROOT_URLCONF)
warm_up()
