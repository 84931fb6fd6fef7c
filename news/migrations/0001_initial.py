# Squashed while nobody ran the portal yet.

import django.db.models.deletion
import wagtail.fields
from django.db import migrations, models

import portal.moderation.models
import portal.permissions.page_permissions
import portal.publications.blocks
import portal.publications.visibility


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("portal", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page_id", models.PositiveIntegerField(unique=True)),
                ("revision_id", models.PositiveIntegerField(default=0)),
                ("event_id", models.PositiveBigIntegerField(default=0)),
                ("translation_key", models.UUIDField()),
                ("language", models.CharField(max_length=10)),
                ("text_language", models.CharField(max_length=10)),
                ("type_code", models.CharField(max_length=20)),
                ("title", models.CharField(blank=True, max_length=255)),
                ("path", models.CharField(max_length=1000)),
                ("summary", models.TextField(blank=True)),
                ("summary_en", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("verdict", models.CharField(blank=True, max_length=10)),
                ("dated_on", models.DateField(null=True)),
                (
                    "date_precision",
                    models.CharField(
                        choices=[
                            ("day", "Day, month and year"),
                            ("month", "Month and year"),
                            ("year", "Only the year"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("is_example", models.BooleanField(default=False)),
                ("is_withdrawn", models.BooleanField(default=False)),
                ("facets", models.JSONField(default=dict)),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="NewsIndex",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("ingress", models.TextField(blank=True, verbose_name="ingress")),
            ],
            options={
                "verbose_name": "list of news",
            },
            bases=(
                portal.moderation.models.ReadByTwo,
                portal.permissions.page_permissions.InAdmin,
                portal.publications.visibility.QuickRestrictions,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="NewsItem",
            fields=[
                (
                    "publication_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="portal.publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "news item",
                "verbose_name_plural": "news items",
            },
            bases=("portal.publication",),
        ),
        migrations.CreateModel(
            name="Newsletter",
            fields=[
                (
                    "publication_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="portal.publication",
                    ),
                ),
                ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="number")),
                ("editorial", wagtail.fields.RichTextField(blank=True, verbose_name="editorial")),
                ("topics", portal.publications.blocks.Stream([], blank=True, verbose_name="topics")),
                ("meetings", models.TextField(blank=True, verbose_name="next meetings")),
            ],
            options={
                "verbose_name": "newsletter",
                "verbose_name_plural": "newsletters",
            },
            bases=("portal.publication",),
        ),
        migrations.CreateModel(
            name="NewsletterIndex",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("ingress", models.TextField(blank=True, verbose_name="ingress")),
            ],
            options={
                "verbose_name": "list of newsletters",
            },
            bases=(
                portal.moderation.models.ReadByTwo,
                portal.permissions.page_permissions.InAdmin,
                portal.publications.visibility.QuickRestrictions,
                "wagtailcore.page",
            ),
        ),
        migrations.AddIndex(
            model_name="feedentry",
            index=models.Index(fields=["language", "is_withdrawn", "-updated_at"], name="feed_entry_newest"),
        ),
        migrations.AddIndex(
            model_name="feedentry",
            index=models.Index(fields=["language", "-changed_at"], name="feed_entry_changed"),
        ),
        migrations.AddConstraint(
            model_name="feedentry",
            constraint=models.UniqueConstraint(
                fields=("translation_key", "language"), name="one_feed_entry_per_language"
            ),
        ),
    ]
