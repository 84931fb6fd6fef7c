"""Images: with a text for those who can't see them, and only for those who may read a page that shows them."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Pixels
from wagtail.blocks import StructBlockValidationError
from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction

from news.entries import absolute
from news.models import FeedEntry, NewsItem
from news.snapshot import snapshot
from portal.models import Publication, StandardPage
from portal.moderation.publish_gate import obstacles
from portal.publications.blocks import PICTURE_SPECS, PictureBlock
from recommendations.models import Case
from search.index.documents import documents
from tests.factories import make, make_site
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photograph(title: str = "En pump", size: tuple[int, int] = (1600, 900)) -> Any:
    """As a camera makes it: with the place and the time in it."""
    pixels, noted, file = Pixels.new("RGB", size, "teal"), Pixels.Exif(), BytesIO()
    noted[0x010E] = "taken at home"
    noted.get_ifd(0x8825)[1] = "N"
    pixels.save(file, "JPEG", exif=noted)
    return get_image_model().objects.create(title=title, file=ContentFile(file.getvalue(), name="IMG_2026.jpg"))


def block(image: Any, **values: Any) -> tuple[str, dict[str, Any]]:
    words = {"alternative": "En pump på ett bord", "is_decorative": False, "caption": "Pumpen", "source": "Regionen"}
    return ("picture", {"image": image, **words, **values})


def addresses(image: Any) -> list[str]:
    return [image.get_rendition(spec).url for spec in PICTURE_SPECS]


def answers(image: Any, client: Client) -> set[int]:
    return {client.get(address).status_code for address in addresses(image)}


class TestWhoSeesIt:
    def test_anyone_while_a_public_page_shows_it_and_at_once(self, client):
        image = photograph()
        assert answers(image, client) == {404}
        page = make(NewsItem, body=[block(image)], publish=False)
        assert answers(image, client) == {404}
        page.get_latest_revision().publish()
        assert answers(image, client) == {200}
        assert "max-age=60" in client.get(addresses(image)[0]).headers["Cache-Control"]
        restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
        assert answers(image, client) == {404}
        restriction.delete()
        page = NewsItem.objects.get(pk=page.pk)
        page.body = []
        page.save_revision().publish()
        assert answers(image, client) == {404}

    @pytest.mark.parametrize("way", ["unpublish", "delete"])
    def test_nobody_outside_when_its_page_is_gone(self, client, way):
        image = photograph()
        page = make(NewsItem, body=[block(image)])
        getattr(NewsItem.objects.get(pk=page.pk), way)()
        assert answers(image, client) == {404}

    def test_a_draft_change_shows_nothing(self, client):
        image = photograph()
        page = make(NewsItem)
        page.body = [("picture", block(image)[1])]
        page.save_revision()
        assert answers(image, client) == {404}

    def test_a_plain_page_counts_and_a_secret_case_does_not(self, client):
        image = photograph()
        make(Case, is_secret=True, anonymous_title="Ett ärende", product="Novosenss", body=[block(image)])
        assert answers(image, client) == {404}
        page = StandardPage(title="Om", slug="om-bilder", locale=make_site().locale, body=[block(image)])
        make_site().add_child(instance=page)
        page.save_revision().publish()
        assert answers(image, client) == {200}

    def test_neither_the_original_nor_the_admins_thumbnail_ever(self, client):
        image = photograph()
        make(NewsItem, body=[block(image)])
        for address in (image.file.url, image.get_rendition("max-165x165").url, image.get_rendition("original").url):
            assert client.get(address).status_code == 404, address

    @pytest.mark.parametrize(
        ("role", "status"),
        [
            *((roles.OFFICERS, 200), (roles.READERS, 200), (roles.PUBLISHERS, 200), (roles.ADMINISTRATORS, 200)),
            (roles.CONTACTS, 404),
        ],
    )
    def test_in_the_admin_who_may_choose_images(self, role, status):
        image = photograph()
        person = desk("en", role).client
        answer = person.get(image.get_rendition("max-165x165").url)
        assert answer.status_code == status
        if status == 200:
            assert "private" in answer.headers["Cache-Control"]

    @pytest.mark.parametrize("name", ["finns-inte.jpg", "../portal.sqlite3", "..%2fsecret_key", "documents/a.pdf", ""])
    def test_nothing_else_is_found_there(self, client, name):
        assert client.get(f"{settings.MEDIA_URL}{name}").status_code == 404

    def test_the_absent_looks_like_the_hidden(self, client):
        """But for the address itself, which the page repeats."""
        hidden, absent = addresses(photograph())[0], f"{settings.MEDIA_URL}images/finns-inte.webp"
        shown = [client.get(address).content.decode().replace(address, "") for address in (hidden, absent)]
        assert shown[0] == shown[1]

    def test_what_goes_out_does_not_tell_where_the_photographer_stood(self, client):
        image = photograph()
        make(NewsItem, body=[block(image)])
        for address in addresses(image):
            sent = Pixels.open(BytesIO(b"".join(client.get(address).streaming_content)))
            assert not dict(sent.getexif()) and "exif" not in sent.info

    def test_a_file_that_readers_see_is_not_exchanged_in_silence(self):
        image = photograph()
        make(NewsItem, body=[block(image)])
        file = BytesIO()
        Pixels.new("RGB", (9, 9)).save(file, "PNG")
        other = ContentFile(file.getvalue(), name="annan.png")
        chief = desk("asa", roles.ADMINISTRATORS).client
        sent = {"title": "Pump", "file": other, "collection": image.collection_id, "tags": ""}
        shown = chief.post(reverse("wagtailimages:edit", args=[image.pk]), sent).content.decode()
        assert "En sida använder den här bilden" in shown


class TestTheBlock:
    @pytest.mark.parametrize(
        ("alternative", "is_decorative", "said"),
        [
            ("En pump", False, ""),
            ("", True, ""),
            ("", False, "Skriv vad bilden visar"),
            ("  ", False, "Skriv vad bilden visar"),
            ("En pump", True, "En dekorativ bild har ingen text"),
        ],
    )
    def test_has_words_or_is_decorative(self, alternative, is_decorative, said):
        picture = PictureBlock()
        value = picture.to_python({})
        value.update(image=photograph(), alternative=alternative, is_decorative=is_decorative, caption="", source="")
        if not said:
            picture.clean(value)
            return
        with pytest.raises(StructBlockValidationError) as refused:
            picture.clean(value)
        assert said in str(refused.value.block_errors["alternative"])

    def test_no_door_lets_one_out_without_words(self):
        person = desk("olle", roles.OFFICERS)
        page = make(NewsItem, body=[block(photograph(), alternative="")], publish=False)
        revision = page.save_revision(user=person.user)
        assert "body" in {obstacle.field for obstacle in obstacles(revision, person.user)}

    def test_comes_in_sizes_with_its_proportions_caption_and_source(self, client):
        image = photograph()
        page = make(NewsItem, body=[block(image), block(image, alternative="", is_decorative=True, caption="")])
        shown = client.get(page.url).content.decode()
        assert shown.count("<figure") == 2 and 'alt="En pump på ett bord"' in shown and 'alt=""' in shown
        assert 'width="1280"' in shown and 'height="720"' in shown and 'loading="lazy"' in shown
        for address, width in zip(addresses(image), (1280, 480, 800), strict=True):
            assert f"{address} {width}w" in shown
        assert "Pumpen" in shown and "Källa: Regionen" in shown

    def test_twenty_cost_two_queries_more_than_none(self, client):
        plain = make(NewsItem)
        full = make(NewsItem, body=[block(photograph(f"Bild {number}", (600, 400))) for number in range(20)])

        def cost(page: Any) -> int:
            client.get(f"{page.url}?anew")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{page.url}?anew").status_code == 200
            return len(queries)

        assert cost(full) <= cost(plain) + 2 <= 10

    def test_its_words_are_found(self):
        page = make(NewsItem, body=[block(photograph())])
        (found,) = documents([page.pk])
        for words in ("En pump på ett bord", "Pumpen", "Regionen"):
            assert words in found.text

    def test_a_feed_has_it_with_its_full_address(self):
        image = photograph()
        page = make(NewsItem, body=[block(image)])
        call_command("deliver")
        html = absolute(FeedEntry.objects.get(page_id=page.pk).html)
        assert html == absolute(snapshot(Publication.objects.get(pk=page.pk).specific)["html"])
        assert f' src="{settings.BASE_URL}{addresses(image)[0]}"' in html
        assert 'alt="En pump på ett bord"' in html and "srcset" not in html and "Pumpen" in html
