"""Adds the rows of the vocabulary and the thesaurus that the database lacks; changes none."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from portal.management.commands.create_roles import PAGES
from portal.models import (
    Concept,
    HealthcareRegion,
    Organisation,
    ProcurementRegion,
    ProductArea,
    ProgrammeArea,
    Region,
)
from portal.outbox.changes import note_change
from portal.vocabulary.thesaurus import LANGUAGES, as_spoken

FOLDER = Path(settings.BASE_DIR) / "portal" / "data"
DATA = FOLDER / "vocabulary.toml"


class Command(BaseCommand):
    help = (
        "Adds what the vocabulary files name and the database lacks, and the roles when one is missing. "
        "What people have changed stays as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = tomllib.loads(DATA.read_text())
        with transaction.atomic():
            added = self._load(rows) + load_concepts(concepts_of_file())
            if Group.objects.filter(name__in=PAGES).count() < len(PAGES):
                call_command("create_roles", verbosity=0, stdout=self.stdout)
            # Concepts are added past the signals.
            note_change()
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


def concepts_of_file() -> Iterator[dict[str, Any]]:
    """The concepts as the files have them (portal/data/thesaurus_*.toml)."""
    for path in sorted(FOLDER.glob("thesaurus_*.toml")):
        yield from tomllib.loads(path.read_text())["concept"]


def load_concepts(rows: Iterator[dict[str, Any]]) -> int:
    """Add the concepts that are missing; returns how many. A word that an editor gave to another concept stays
    there.
    """
    there = set(Concept.objects.values_list("code", flat=True))
    missing = {row["code"]: row for row in rows if row["code"] not in there}
    taken = Concept.objects.labels_taken() if missing else {}
    areas = dict(ProductArea.objects.values_list("emdn_code", "pk"))
    programmes = dict(ProgrammeArea.objects.values_list("code", "pk"))
    made = []
    for code, row in missing.items():
        words = {
            language: "\n".join(word for word in row.get(language, []) if as_spoken(word) not in taken)
            for language in LANGUAGES
        }
        if words["sv"]:
            filing = {
                "product_area_id": areas.get(row.get("emdn", "")),
                "programme_area_id": programmes.get(row.get("npo", "")),
            }
            made.append(Concept(code=code, kind=row["kind"], **filing, **words))
    Concept.objects.bulk_create(made)
    keys = dict(Concept.objects.values_list("code", "pk")) if made else {}
    for concept in made:
        concept.broader_id = keys.get(missing[concept.code].get("broader", ""))
    Concept.objects.bulk_update(made, ["broader"])
    return len(made)
