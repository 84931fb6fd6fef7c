"""Settings, read from the environment: portal/README.md lists each variable, .env.example has them to be copied."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ

from portal.devserver.atomic_files import write_whole
from portal.devserver.bootstrap import cannot_write

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env("PORTAL_VAR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)


def _secret_key() -> str:
    """The key from the environment, else one made for this var/ the first time that anything asks."""
    if key := env("SECRET_KEY", default=""):
        return str(key)
    path = VAR / "secret_key"
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        if not path.exists() or not path.stat().st_size:
            write_whole(path, secrets.token_urlsafe(50), only_new=True)
        return path.read_text()
    except OSError as error:
        cannot_write(VAR, error)


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
# In the ids of publications, events and feeds: a name that the portal's owner had in that year (RFC 4151). It must stay
# when the portal moves to another host.
TAG_AUTHORITY = env("TAG_AUTHORITY", default=f"{urlsplit(BASE_URL).hostname},2026")

INSTALLED_APPS = [
    "portal",
    "recommendations",
    "news",
    "search",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail_modeladmin",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.apps.AccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelsearch",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.site.stale_if_error.StaleIfError",
    "portal.middleware.PublicHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.Viewer",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.middleware.SmallForStrangers",
    "portal.accounts.idle_timeout.IdleSessions",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.addresses.redirects.Redirects",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.site.context_processors.chrome",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Several web workers and the background worker share the file: writers queue, readers never wait.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
else:
    # A server that is gone says nothing at all: readers get a copy of the page after so many seconds.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": env.cache("CACHE_URL", default="locmemcache://"),
    # What is given out while the database is down (portal/site/stale_if_error.py): never in the database itself.
    "copies": {**env.cache("COPIES_URL", default=f"filecache://{VAR / 'copies'}"), "OPTIONS": {"MAX_ENTRIES": 2000}},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "portal.accounts.password_validators.SwedishWords"},
]
AUTHENTICATION_BACKENDS = ["portal.accounts.login.PatientBackend"]
# How many proxies stand before the portal, each of which adds to X-Forwarded-For whom it was called by.
PROXIES = env.int("PROXIES", default=0)
# In seconds, from the last thing that somebody did (portal.accounts.idle_timeout).
SESSION_COOKIE_AGE = 4 * 60 * 60

LANGUAGE_CODE = "sv"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("sv", "Svenska"), ("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("sv", "Svenska"), ("en", "English")]
# The portal's own words, then those that Wagtail has no Swedish for.
LOCALE_PATHS = [BASE_DIR / "portal" / "locale", BASE_DIR / "portal" / "wagtail_locale"]
TIME_ZONE = "Europe/Stockholm"
USE_I18N = USE_TZ = True
WAGTAIL_I18N_ENABLED = True

# The folder of the feeds that nginx serves as files (news/nginx); none where it is empty.
FEED_FILES = env("FEED_FILES", default="")
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "portal.files.storage.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("HASHED_STATIC", default=not DEBUG)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "portal.files.storage.UploadHandler"]
# The largest page that an editor can sensibly make, in the admin; portal.middleware holds everyone else to less.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 2**20
# More than any camera gives; unpacked it takes some 200 MB.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000

# Without a mail server mail stays on this machine, to be read in the admin (portal/devserver/mailbox.py).
EMAIL_CONFIG = {"EMAIL_BACKEND": "portal.devserver.mailbox.MailboxBackend"}
if mail_server := env("EMAIL_URL", default=""):
    EMAIL_CONFIG = env.email_url_config(mail_server)
vars().update(EMAIL_CONFIG)
# Mail waits in the database for the worker: no outage of the mail server stops an editor.
MAIL_TRANSPORT = env("MAIL_TRANSPORT", default=EMAIL_CONFIG["EMAIL_BACKEND"])
# A provider with an API in place of a mail server: django-anymail's settings, as JSON. What its backends can't do, such
# as a sender on the envelope, is left out; what readers open is never followed.
ANYMAIL = {
    "IGNORE_UNSUPPORTED_FEATURES": True,
    **env.json("ANYMAIL", default={}),
    "SEND_DEFAULTS": {"track_opens": False, "track_clicks": False},
}
if MAIL_TRANSPORT.startswith("anymail."):
    INSTALLED_APPS.append("anymail")
EMAIL_BACKEND = "portal.outbox.mail_queue.QueueBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="portalen@samverkansportalen.example")
# Newsletters by mail (news/mailings): so many letters in a second, so many in a minute to one domain. 0 is no limit.
MAILING_RATE = env.int("MAILING_RATE", default=20)
MAILING_DOMAIN_RATE = env.int("MAILING_DOMAIN_RATE", default=0)
# What comes back of mail: the address that is on its envelope, and the Maildir that it is delivered to (news/bounces).
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS", default="")
BOUNCE_MAILDIR = env("BOUNCE_MAILDIR", default="")
# A function that knows whether the mail server has taken a Message-ID, for what a killed worker had in hand.
MAILING_ASK = env("MAILING_ASK", default="")

# Wagtail's own jobs queue in the database and run in `manage.py worker`, never in an editor's request.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

WAGTAIL_SITE_NAME = "Samverkansportalen"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_USER_LOGIN_FORM = "portal.accounts.login.LoginForm"
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "portal.moderation.workflow.publish_approved"
# A translation starts as a draft and goes the way of all pages (portal.publications.translating).
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAIL_LOCALIZE_DEFAULT_TRANSLATION_MODE = "simple"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.files.forms.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.files.forms.ImageForm"
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 5
# A password that many share protects nothing that is secret: closed pages ask who somebody is.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
# Wagtail would record each address that a draft ever had; portal.addresses.resolver knows those that were public.
WAGTAILREDIRECTS_AUTO_CREATE = False
# Addresses are copied into mail and citations: å there becomes %C3%A5.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "csv", "html", "txt", "odt"]
TAGGIT_CASE_INSENSITIVE = True

SEARCH_ENGINE = env("SEARCH_ENGINE", default="tantivy")
SEARCH_INDEX = VAR / "search"
# Word data for the analysis of text, made by compile_words and part of the project.
WORDS = BASE_DIR / "search" / "data" / "words"
ELASTICSEARCH = {
    "hosts": env.list("ELASTICSEARCH_URL", default=["http://127.0.0.1:9200"]),
    # What the index and its aliases are called on the server.
    "index": env("ELASTICSEARCH_INDEX", default="portal"),
    "replicas": env.int("ELASTICSEARCH_REPLICAS", default=1),
    # Secrets as they stand: to django-environ a leading dollar sign names another variable.
    "user": os.environ.get("ELASTICSEARCH_USER", ""),
    "password": os.environ.get("ELASTICSEARCH_PASSWORD", ""),
    "api_key": os.environ.get("ELASTICSEARCH_API_KEY", ""),
    "ca": os.environ.get("ELASTICSEARCH_CA", ""),
}

LOGIN_URL = "wagtailadmin_login"
CSRF_FAILURE_VIEW = "portal.saving.kept_words.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
# Wagtail shows previews in a frame of its own.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Set HTTPS=true behind TLS; `start` serves plain http on loopback.
HTTPS = env.bool("HTTPS", default=False)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without_tokens": {"()": "portal.preview_links.log_lines.WithoutTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # What it says of a request that is refused names the address.
    "loggers": {"django.request": {"filters": ["without_tokens"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
