"""Which feeds are files, and until when. tests/flow/test_nginx.py has nginx before them."""

import os
from datetime import timedelta
from pathlib import Path
from time import time

import pytest
from django.db import transaction
from django.utils import timezone

from news.feed_snapshots import NEWEST_FOR
from news.models import FeedSnapshot
from news.nginx import feed_files
from news.nginx.feed_files import write_files
from portal.models import Change, SiteSettings
from tests.factories import ProductAreaFactory
from tests.news.polling import FEED, OWN, a_day_later

pytestmark = pytest.mark.django_db

AREA = "/en/feeds/events/area/hud.json"


@pytest.fixture
def files(settings, tmp_path, told_page) -> Path:
    ProductAreaFactory(slug="hud")
    settings.FEED_FILES = str(tmp_path / "feeds")
    return tmp_path / "feeds"


def served(files: Path) -> set[str]:
    """The addresses that nginx finds now."""
    return at(files, time())


def at(files: Path, seconds: float) -> set[str]:
    now = files / str(int(seconds) // feed_files.SECONDS)
    return {f"/{path.relative_to(now)}" for path in now.rglob("*") if path.is_file()}


def both(*addresses: str) -> set[str]:
    return {f"{address}{suffix}" for address in addresses for suffix in ("", ".gz")}


def test_feeds_that_were_asked_for_are_files_if_they_are_listed(client, files):
    for address in (FEED, AREA, OWN):
        client.get(address)
    a_day_later()
    client.get(OWN)
    write_files()
    assert served(files) == both(FEED, AREA)
    seen = {path: path.stat().st_ino for path in (files / "live").rglob("*.*")}
    write_files()
    assert seen == {path: path.stat().st_ino for path in (files / "live").rglob("*.*")}, "none is written again"


def test_without_the_setting_nothing_is_written(client, files, settings):
    settings.FEED_FILES = ""
    client.get(FEED)
    write_files()
    assert not files.exists()


def test_a_change_takes_all_away_before_it_is_committed_and_a_rollback_brings_them_back(client, files):
    client.get(FEED)
    write_files()
    with transaction.atomic():
        SiteSettings.objects.get().save()
        assert not served(files)
        transaction.set_rollback(True)
    write_files()
    assert served(files) == both(FEED)
    SiteSettings.objects.get().save()
    write_files()
    assert not served(files), "nobody has asked since"
    client.get(FEED)
    write_files()
    assert served(files) == both(FEED)


def test_what_changes_while_files_are_written_keeps_them_out(client, files, monkeypatch):
    client.get(FEED)
    draft = feed_files._draft

    def meanwhile(*arguments):
        draft(*arguments)
        Change.objects.bulk_create([Change()])

    monkeypatch.setattr(feed_files, "_draft", meanwhile)
    write_files()
    assert not served(files)


def test_a_change_that_cannot_take_them_away_is_not_made(client, files, monkeypatch):
    client.get(FEED)
    write_files()

    def refuse(*_):
        raise PermissionError("read-only")

    monkeypatch.setattr(Path, "rename", refuse)
    newest = Change.objects.count()
    with pytest.raises(PermissionError), transaction.atomic():
        SiteSettings.objects.get().save()
    assert Change.objects.count() == newest and served(files) == both(FEED)


def test_the_worker_deletes_what_is_old_although_nobody_took_it_away(client, files):
    client.get(FEED)
    write_files()
    Change.objects.bulk_create([Change()])
    write_files()
    assert not served(files), "by a process without the setting"
    client.get(FEED)
    write_files()
    FeedSnapshot.objects.update(checked_at=timezone.now() - NEWEST_FOR - timedelta(seconds=1))
    write_files()
    assert not served(files), "by the clock"


def test_without_a_worker_files_end_by_themselves(client, files, monkeypatch):
    now = [1_800_000_050.0]
    monkeypatch.setattr(feed_files, "time", lambda: now[0])
    client.get(FEED)
    write_files()
    now[0] += feed_files.SECONDS
    assert at(files, now[0])
    now[0] += feed_files.SECONDS
    assert not at(files, now[0])
    write_files()
    assert at(files, now[0]) and len(list(files.glob("1*"))) == 2


def test_what_a_killed_worker_left_is_deleted_later(client, files):
    (files / "new-lately").mkdir(parents=True)
    (files / "new-left").mkdir()
    (files / "gone-left").mkdir()
    os.utime(files / "new-left", (0, 0))
    write_files()
    assert {path.name for path in files.glob("*-*")} == {"new-lately"}
