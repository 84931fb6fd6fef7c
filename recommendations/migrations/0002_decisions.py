import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0012_the_last_step_asks_the_gate"),
        ("recommendations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DecisionTask",
            fields=[
                (
                    "secondreadertask_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="portal.secondreadertask",
                    ),
                ),
            ],
            options={
                "verbose_name": "the council's decision",
                "verbose_name_plural": "the council's decisions",
            },
            bases=("portal.secondreadertask",),
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recommendation", models.UUIDField(db_index=True, default=uuid.uuid4, verbose_name="recommendation")),
                ("decided_on", models.DateField(verbose_name="date of decision")),
                ("meeting", models.CharField(max_length=160, verbose_name="meeting")),
                ("case_number", models.CharField(max_length=60, verbose_name="case number")),
                ("decided", models.JSONField(verbose_name="decided")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ("-recorded_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("who", models.CharField(max_length=160, verbose_name="participant")),
                (
                    "declaration",
                    models.CharField(
                        choices=[("none", "No conflict of interest"), ("interest", "Has an interest")],
                        max_length=10,
                        verbose_name="declaration of interest",
                    ),
                ),
                ("interest", models.TextField(blank=True, verbose_name="which interest")),
                ("is_recused", models.BooleanField(default=False, verbose_name="recused")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="recommendations.decision",
                    ),
                ),
            ],
            options={
                "verbose_name": "participant",
                "verbose_name_plural": "participants",
                "ordering": ("pk",),
            },
        ),
    ]
