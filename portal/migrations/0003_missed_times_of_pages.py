"""Missed times are those of pages alone. What waits is found anew within seconds, so no row is carried over."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_what_readers_act_on")]

    operations = [
        migrations.DeleteModel("ScheduleFailure"),
        migrations.CreateModel(
            name="ScheduleFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="next try")),
                (
                    "action",
                    models.CharField(
                        choices=[("go_live", "Is published"), ("take_down", "Is taken down")],
                        max_length=10,
                        verbose_name="what happens",
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("due_at", models.DateTimeField(verbose_name="was due")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="publishers told")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wagtailcore.page"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "missed time",
                "verbose_name_plural": "missed times",
                "ordering": ["due_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("action", "page"), name="one_row_per_missed_time"),
                ],
            },
        ),
    ]
