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
from portal.permissions.roles import ROLES
from portal.vocabulary.thesaurus import LANGUAGES, as_spoken

FOLDER = Path(settings.BASE_DIR) / "portal" / "data"
DATA = FOLDER / "vocabulary.toml"

# Table → what its rows become, and the column by which one is known again; regions name the tables before them.
TABLES: dict[str, tuple[Any, str]] = {
    "healthcare_region": (HealthcareRegion, "code"),
    "procurement_region": (ProcurementRegion, "code"),
    "programme_area": (ProgrammeArea, "code"),
    "organisation": (Organisation, "code"),
    "product_area": (ProductArea, "emdn_code"),
    "region": (Region, "code"),
}


class Command(BaseCommand):
    help = (
        "Adds what the vocabulary files name and the database lacks, and the roles when one is missing. "
        "What people have changed stays as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = tomllib.loads(DATA.read_text())
        with transaction.atomic():
            added = load_lists(rows) + load_concepts(concepts_of_file())
            if Group.objects.filter(name__in=ROLES).count() < len(ROLES):
                call_command("create_roles", verbosity=0, stdout=self.stdout)
            # Concepts are added past the signals.
            note_change()
        self.stdout.write(f"{added} added")


def load_lists(rows: dict[str, list[dict[str, Any]]]) -> int:
    """Add the values that are missing: table → rows, as in the file. Returns how many were added."""
    added = 0
    for table, (model, key) in TABLES.items():
        for row in rows[table]:
            wider = HealthcareRegion.objects.filter(code__in=row.pop("healthcare_regions", ()))
            if "procurement_region" in row:
                row["procurement_region"] = ProcurementRegion.objects.get(code=row["procurement_region"])
            value, is_new = model.objects.get_or_create(**{key: row.pop(key)}, defaults=row)
            if is_new and isinstance(value, Region):
                value.healthcare_regions.set(wider)
            added += is_new
    return added


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
