import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from portal.models import (
    HealthcareRegion,
    Organisation,
    ProcurementRegion,
    ProductArea,
    ProgrammeArea,
    Region,
)

DATA = Path(settings.BASE_DIR) / "portal" / "data" / "vocabulary.toml"


class Command(BaseCommand):
    help = (
        "Adds what the vocabulary file names and the database lacks. Rows that editors have changed stay as they are."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = tomllib.loads(DATA.read_text())
        with transaction.atomic():
            added = self._load(rows)
        self.stdout.write(f"{added} added")

    def _load(self, rows: dict[str, list[dict[str, Any]]]) -> int:
        added = 0
        simple = {
            "healthcare_region": HealthcareRegion,
            "procurement_region": ProcurementRegion,
            "programme_area": ProgrammeArea,
            "organisation": Organisation,
        }
        for table, model in simple.items():
            for row in rows[table]:
                added += _add(model, {"code": row.pop("code")}, row)
        for row in rows["product_area"]:
            added += _add(ProductArea, {"emdn_code": row.pop("emdn_code")}, row)
        for row in rows["region"]:
            healthcare_regions = HealthcareRegion.objects.filter(code__in=row.pop("healthcare_regions"))
            procurement_region = ProcurementRegion.objects.get(code=row.pop("procurement_region"))
            region, new = Region.objects.get_or_create(
                code=row.pop("code"), defaults={**row, "procurement_region": procurement_region}
            )
            if new:
                region.healthcare_regions.set(healthcare_regions)
            added += new
        return added


def _add(model: Any, key: dict[str, str], values: dict[str, Any]) -> int:
    _row, new = model.objects.get_or_create(**key, defaults=values)
    return int(new)
