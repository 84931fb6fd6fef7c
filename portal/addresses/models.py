"""The addresses at which pages have been public, and the numbers by which publications are known for good."""

from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PublicAddress(models.Model):
    """An address at which a page has been public. The row stays when the page moves or is deleted.

    portal.addresses.resolver reads it when no public page stands at the address.
    """

    # From the root of the tree, as Page.url_path.
    url_path = models.TextField(_("address"))
    # A plain number, not a foreign key: the address outlives the page.
    page_id = models.PositiveIntegerField(_("page"), db_index=True)
    # When the page last became public here, or was published here again.
    since = models.DateTimeField(_("time"), default=timezone.now)
    # True when the page was secret all the time at this address. If not, the address may hold the secret name.
    was_secret = models.BooleanField(default=False)
    # Of a page that has been taken away: its last public title, and when it was taken away.
    title = models.CharField(_("title"), max_length=255, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Of a page that has been taken away: what to read instead, or what replaced it before it was deleted.
    successor_id = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("public address")
        verbose_name_plural = _("public addresses")
        constraints = [models.UniqueConstraint(fields=["url_path", "page_id"], name="one_address_per_page")]

    def __str__(self) -> str:
        return self.url_path


class PermanentNumber(models.Model):
    """The number of a publication, the same in all its languages. Ids in feeds and open data are made of it.

    It is given when something is first published, and never given again.
    """

    translation_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("permanent number")
        verbose_name_plural = _("permanent numbers")

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def of(cls, translation_key: UUID) -> int:
        """The number of a publication. One that has none yet is given the next."""
        return int(cls.objects.get_or_create(translation_key=translation_key)[0].pk)
