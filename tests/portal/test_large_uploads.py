"""A request that is too large, or finds the disk full, is refused in words and leaves nothing behind."""

import io
import os
import resource
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from news.models import NewsItem
from portal.forms.refusals import not_taken
from tests.factories import make
from tests.portal.people import Desk, desk, roles

pytestmark = pytest.mark.django_db
DOORS = ("add", "add_multiple", "chooser", "edit")
LIMIT = 8 * 2**20


@pytest.fixture
def officer(settings, tmp_path) -> Desk:
    settings.MEDIA_ROOT, settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "media", str(tmp_path / "temp")
    (tmp_path / "temp").mkdir()
    made = desk("olle", roles.OFFICERS)
    made.client.raise_request_exception = False
    return made


@contextmanager
def full_disk() -> Any:
    """No file grows beyond 8 MB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def files_below(folder: Path) -> list[str]:
    """Apart from the small copies that a list or form shows of an image."""
    files = (str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in files if not name.startswith("media/images/"))


def send(client: Client, app: str, door: str, file: Any) -> Any:
    """Upload a file through one of Wagtail's doors."""
    data = {"title": "Filen", "file": file}
    if door == "add_multiple":
        data = {"title": "Filen", "files[]": file}
        address = reverse(f"{app}:add_multiple")
        return client.post(address, data, headers={"X-Requested-With": "XMLHttpRequest"})
    if door == "chooser":
        prefix = "document" if app == "wagtaildocs" else "image"
        data = {f"{prefix}-chooser-upload-{name}": value for name, value in data.items()}
        return client.post(reverse(f"{app}_chooser:create"), data)
    if door == "edit":
        model: Any = Document if app == "wagtaildocs" else Image
        return client.post(reverse(f"{app}:edit", args=[model.objects.get().pk]), data)
    return client.post(reverse(f"{app}:add"), data)


# Forms.


def test_a_page_of_many_rows_is_saved(officer):
    page = make(NewsItem, publish=False)
    blocks = {"body-count": "1500"}
    for number in range(1500):
        blocks |= {
            f"body-{number}-{name}": value
            for name, value in {
                "deleted": "",
                "order": str(number),
                "type": "heading",
                "id": "",
                "value": f"Rubrik {number}",
            }.items()
        }
    assert len(blocks) > 7_000
    assert officer.edit(page, **blocks).status_code == 302
    assert len(Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object().body) == 1500


@pytest.mark.parametrize("excess", ["fields", "words"])
def test_a_page_beyond_that_is_refused_in_swedish_and_says_what_to_do(officer, excess):
    page = make(NewsItem, publish=False)
    more = {f"x-{number}": "1" for number in range(10_001)} if excess == "fields" else {"ingress": "å" * 6_000_000}
    response = officer.edit(page, **more)
    assert response.status_code == 413
    told = response.content.decode()
    assert '<html lang="sv"' in told
    assert "Det här är för mycket att spara på en gång" in told
    assert "Gå tillbaka i webbläsaren: det du skrev i enkla fält finns kvar" in told


def test_autosave_beyond_that_is_told_in_the_editor(officer):
    page = make(NewsItem, publish=False)
    response = officer.client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        officer.form(page, ingress="å" * 6_000_000),
        headers={"Accept": "application/json"},
    )
    assert response.status_code == 413
    assert response.json()["error_message"].startswith("Det här är för mycket att spara på en gång.")


@pytest.mark.parametrize("path", ["/sok/", "/admin/login/", "/admin/password_reset/", "/admin/pages/1/edit/"])
def test_a_stranger_may_send_little(path):
    client = Client()
    assert client.post(path, {"q": "å" * 40_000}).status_code == 413
    assert client.post(path, {"q": "å" * 1_000}).status_code != 413


def test_outside_the_admin_so_may_who_is_logged_in(officer):
    assert officer.client.post("/sok/", {"q": "å" * 40_000}).status_code == 413


# Files.


def test_what_is_refused_is_read_to_its_end(rf):
    """A browser that is still sending would see a broken connection instead of the answer."""
    request = rf.post("/admin/", data=b"x" * 500_000, content_type="application/octet-stream")
    request.user = AnonymousUser()
    assert not_taken(request, RequestDataTooBig()).status_code == 413
    assert request.read() == b""


def bomb() -> SimpleUploadedFile:
    """225 megapixels in some kilobytes."""
    file = io.BytesIO()
    Picture.new("1", (15_000, 15_000)).save(file, "PNG")
    return SimpleUploadedFile("stor.png", file.getvalue(), "image/png")


@pytest.mark.parametrize("door", DOORS)
def test_an_image_of_too_many_pixels_is_told_of_and_leaves_nothing(officer, tmp_path, door):
    if door == "edit":
        Image.objects.create(title="Bild", file=get_test_image_file(), uploaded_by_user=officer.user)
    before = files_below(tmp_path)
    response = send(officer.client, "wagtailimages", door, bomb())
    assert response.status_code == 200
    where = {"add_multiple": "error_message", "chooser": "htmlFragment"}.get(door)
    told = response.json()[where] if where else response.content.decode()
    assert "Bilden har för många pixlar (225000000). Högst 50000000 går att ta emot." in told
    assert files_below(tmp_path) == before
    assert Image.objects.count() == (door == "edit")


@pytest.mark.parametrize("held", ["in memory", "on disk"])
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("app", ["wagtaildocs", "wagtailimages"])
def test_an_upload_on_a_full_disk_is_told_of_and_leaves_nothing(officer, tmp_path, settings, app, door, held):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2**24 if held == "in memory" else 2**20
    if app == "wagtaildocs":
        if door == "edit":
            old = SimpleUploadedFile("gammal.txt", b"gammalt")
            Document.objects.create(title="Dokument", file=old, uploaded_by_user=officer.user)
        file = SimpleUploadedFile("stor.txt", b"x" * (LIMIT + 2**20))
    else:
        if door == "edit":
            Image.objects.create(title="Bild", file=get_test_image_file(), uploaded_by_user=officer.user)
        noise, content = Picture.frombytes("RGB", (1800, 1800), os.urandom(1800 * 1800 * 3)), io.BytesIO()
        noise.save(content, "PNG", compress_level=0)
        file = SimpleUploadedFile("stor.png", content.getvalue(), "image/png")
    before = files_below(tmp_path)
    with full_disk():
        response = send(officer.client, app, door, file)
    if door == "add_multiple":
        assert response.status_code == 200
        assert response.json()["success"] is False
        assert response.json()["error_message"].startswith("Disken är full.")
    else:
        assert response.status_code == 507
        assert "Disken är full" in response.content.decode()
    assert files_below(tmp_path) == before
    model: Any = Document if app == "wagtaildocs" else Image
    assert model.objects.count() == (door == "edit")


def test_a_file_whose_row_is_not_written_goes_with_it(officer, tmp_path, monkeypatch):
    """A disk that has room for the file and none for the database."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("wagtail.documents.views.documents.messages.success", refuse)
    response = send(officer.client, "wagtaildocs", "add", SimpleUploadedFile("liten.txt", b"litet"))
    assert response.status_code == 507
    assert files_below(tmp_path) == []
    assert not Document.objects.exists()
