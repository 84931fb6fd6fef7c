"""Who writes for a region: an account is linked to it here, and portal.permissions.regional says what that allows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.vocabulary.models import Region


class RegionalContact(models.Model):
    """An account that writes for one region."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="regional_contact")
    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.CASCADE, related_name="contacts")

    class Meta:
        verbose_name = _("regional contact")
        verbose_name_plural = _("regional contacts")

    def __str__(self) -> str:
        return f"{self.user}: {self.region}"
