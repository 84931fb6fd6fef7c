"""The codes that product areas had before."""

from django.db import models
from django.utils import timezone


class FormerArea(models.Model):
    """A product area that was deleted, or the codes that one had before they were changed.

    The addresses of feeds hold these codes, and subscribers keep the addresses (news.former_areas).
    """

    # A plain number, not a foreign key: the row outlives the area.
    area_id = models.PositiveIntegerField()
    slug = models.CharField(max_length=100, db_index=True)
    emdn_code = models.CharField(max_length=12, db_index=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=120, blank=True)
    left_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
