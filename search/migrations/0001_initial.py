# Squashed while nobody ran the portal yet.

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    # The names that these tables were made under before: a database that has them is up to date.
    replaces = [("search", "0001_editors"), ("search", "0002_reading_of_files")]

    dependencies = [
        ("portal", "0001_initial"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.TextField(
                        help_text="Two or more words or phrases that mean the same, one a line", verbose_name="words"
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="For editors: why, and who asked for it", verbose_name="note"
                    ),
                ),
            ],
            options={
                "verbose_name": "synonym",
                "verbose_name_plural": "synonyms",
                "ordering": ["words"],
            },
        ),
        migrations.CreateModel(
            name="BestBet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "phrases",
                    models.TextField(
                        help_text="The whole question, one a line; case and accents make no difference",
                        verbose_name="questions",
                    ),
                ),
                ("from_day", models.DateField(blank=True, null=True, verbose_name="from")),
                ("until_day", models.DateField(blank=True, help_text="The last day", null=True, verbose_name="until")),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="For editors: why, and who asked for it", verbose_name="note"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="best_bets",
                        to="portal.publication",
                        verbose_name="publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "best bet",
                "verbose_name_plural": "best bets",
                "ordering": ["phrases"],
            },
        ),
        migrations.CreateModel(
            name="ExtractedText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="next try")),
                ("held_by", models.CharField(blank=True, default="", editable=False, max_length=100)),
                ("file_hash", models.CharField(blank=True, max_length=40, verbose_name="fingerprint of the file")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("fault", models.CharField(blank=True, max_length=200, verbose_name="fault")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read")),
                ("shown", models.BooleanField(default=False, verbose_name="shown in search")),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extracted_text",
                        to="wagtaildocs.document",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "text of a document",
                "verbose_name_plural": "texts of documents",
            },
        ),
        migrations.CreateModel(
            name="PoorQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200, verbose_name="question")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="times")),
                ("hits", models.PositiveIntegerField(default=0, verbose_name="hits")),
                ("stage", models.CharField(blank=True, max_length=20, verbose_name="answered by")),
                (
                    "first_day",
                    models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name="first day"),
                ),
                ("last_day", models.DateField(default=django.utils.timezone.localdate, verbose_name="last day")),
            ],
            options={
                "verbose_name": "question with a poor answer",
                "verbose_name_plural": "questions with poor answers",
                "ordering": ["-times", "-last_day"],
                "constraints": [models.UniqueConstraint(fields=("text", "language"), name="one_row_per_question")],
            },
        ),
    ]
