"""A case's date is the day of the stage that it is in, no longer typed by hand."""

from typing import Any

from django.db import migrations


def date_by_stage(apps: Any, schema_editor: Any) -> None:
    stages = apps.get_model("recommendations", "CaseStage").objects.order_by("page", "sort_order", "pk")
    latest = dict(stages.values_list("page", "started_on"))
    for case in apps.get_model("recommendations", "Case").objects.only("pk"):
        apps.get_model("portal", "Publication").objects.filter(pk=case.pk).update(dated_on=latest.get(case.pk))


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0004_unknown_standing_and_related_assessments"),
        ("portal", "0005_publication_date_precision"),
    ]

    operations = [migrations.RunPython(date_by_stage, migrations.RunPython.noop)]
