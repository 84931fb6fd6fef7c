"""Fill in where pages have been public so far, and end the redirects and passwords that told of what never was."""

from typing import Any

from django.db import migrations
from django.db.models import F
from django.utils import timezone

AT_ONCE = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """From the event log for publications; for other pages, where they are if they were ever published.

    Nothing is noted of deleted pages: the log does not tell which of them had been closed before.
    """
    Page, Event = apps.get_model("wagtailcore", "Page"), apps.get_model("portal", "PublicationEvent")
    PublicAddress = apps.get_model("portal", "PublicAddress")
    gone = dict(Event.objects.filter(kind="withdrawn").order_by("pk").values_list("page_id", "created_at"))
    pages = Page.objects.exclude(live=False, first_published_at=None).filter(depth__gt=1)
    told = Event.objects.filter(page_id__in=pages.values("pk")).order_by("pk")
    since = {(path, pk): at for path, pk, at in told.values_list("path", "page_id", "created_at")}
    for path, pk, at in pages.values_list("url_path", "pk", "last_published_at"):
        since[path, pk] = at or timezone.now()
    PublicAddress.objects.bulk_create(
        (PublicAddress(url_path=path, page_id=pk, since=at) for (path, pk), at in since.items()), AT_ONCE
    )
    for pk, title in pages.filter(live=False).values_list("pk", "title"):
        PublicAddress.objects.filter(page_id=pk).update(title=title, withdrawn_at=gone.get(pk))


def end_automatic_redirects(apps: Any, schema_editor: Any) -> None:
    """Of publications the log knows where they were public; of other pages those made before the first publication."""
    made = apps.get_model("wagtailredirects", "Redirect").objects.filter(automatically_created=True)
    kept = made.filter(redirect_page__publication=None, created_at__gt=F("redirect_page__first_published_at"))
    made.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()


def end_passwords(apps: Any, schema_editor: Any) -> None:
    """Closed by a password that can no longer be given: anyone who can log in may read it."""
    for app, model in (("wagtailcore", "PageViewRestriction"), ("wagtailcore", "CollectionViewRestriction")):
        closed = apps.get_model(app, model).objects.filter(restriction_type="password")
        closed.update(restriction_type="login", password="")


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0009_addresses"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(end_automatic_redirects, migrations.RunPython.noop),
        migrations.RunPython(end_passwords, migrations.RunPython.noop),
    ]
