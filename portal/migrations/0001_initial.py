# Squashed while nobody ran the portal yet.

import django.db.models.deletion
import django.utils.timezone
import modelcluster.contrib.taggit
import modelcluster.fields
from django.db import migrations, models

import portal.moderation.models
import portal.permissions.page_permissions
import portal.publications.blocks
import portal.publications.standing
import portal.publications.visibility
import portal.references.revision_references


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "change",
                "verbose_name_plural": "changes",
            },
        ),
        migrations.CreateModel(
            name="HealthcareRegion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
            ],
            options={
                "verbose_name": "healthcare region",
                "verbose_name_plural": "healthcare regions",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HomePage",
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
                ("question", models.CharField(default="Vad rekommenderas?", max_length=80, verbose_name="question")),
                ("ingress", models.TextField(blank=True, verbose_name="ingress")),
                (
                    "examples",
                    models.TextField(
                        blank=True,
                        help_text="One on each line: the question | what to search for",
                        verbose_name="example searches",
                    ),
                ),
            ],
            options={
                "verbose_name": "start page",
            },
            bases=(
                portal.moderation.models.ReadByTwo,
                portal.permissions.page_permissions.InAdmin,
                portal.references.revision_references.TellsMissing,
                portal.publications.visibility.QuickRestrictions,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("council", "Council"),
                            ("agency", "Agency"),
                            ("hta", "Regional HTA unit"),
                            ("region", "Region"),
                            ("nordic", "Nordic counterpart"),
                            ("company", "Company"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        default="SE", help_text="Two letters, ISO 3166", max_length=2, verbose_name="country"
                    ),
                ),
                ("url", models.URLField(blank=True, verbose_name="address")),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="next try")),
                ("held_by", models.CharField(blank=True, default="", editable=False, max_length=100)),
                ("subject", models.CharField(max_length=998, verbose_name="subject")),
                ("content", models.JSONField(verbose_name="mail")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="time")),
                ("error", models.TextField(blank=True, verbose_name="error")),
            ],
            options={
                "verbose_name": "mail",
                "verbose_name_plural": "mails",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ProcurementRegion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
            ],
            options={
                "verbose_name": "procurement region",
                "verbose_name_plural": "procurement regions",
                "ordering": ["code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProductArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("slug", models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name="slug")),
                ("emdn_code", models.CharField(max_length=12, unique=True, verbose_name="EMDN code")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                ("name_nb", models.CharField(blank=True, max_length=120, verbose_name="name in Norwegian")),
                ("name_da", models.CharField(blank=True, max_length=120, verbose_name="name in Danish")),
                ("name_fi", models.CharField(blank=True, max_length=120, verbose_name="name in Finnish")),
            ],
            options={
                "verbose_name": "product area",
                "verbose_name_plural": "product areas",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
            ],
            options={
                "verbose_name": "programme area",
                "verbose_name_plural": "programme areas",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PublicationEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("published", "Published"),
                            ("revised", "Revised"),
                            ("corrected", "Corrected"),
                            ("replaced", "Replaced"),
                            ("withdrawn", "Withdrawn"),
                            ("moved", "Moved"),
                            ("status", "New status"),
                            ("review_due", "Review due"),
                            ("refiled", "Refiled"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="time"),
                ),
                ("page_id", models.PositiveIntegerField(db_index=True, verbose_name="page")),
                ("revision_id", models.PositiveIntegerField(blank=True, null=True, verbose_name="revision")),
                ("translation_key", models.UUIDField(verbose_name="translation key")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("type_code", models.CharField(max_length=20, verbose_name="type")),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("path", models.CharField(max_length=1000, verbose_name="address")),
                ("note", models.TextField(blank=True, verbose_name="what changed")),
                ("old_verdict", models.CharField(blank=True, max_length=10, verbose_name="earlier verdict")),
                ("new_verdict", models.CharField(blank=True, max_length=10, verbose_name="verdict")),
                ("facets", models.JSONField(default=dict, verbose_name="facets")),
            ],
            options={
                "verbose_name": "publication event",
                "verbose_name_plural": "publication events",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="StandardPage",
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
                ("body", portal.publications.blocks.Stream([], blank=True, verbose_name="text")),
            ],
            options={
                "verbose_name": "plain page",
                "verbose_name_plural": "plain pages",
            },
            bases=(
                portal.moderation.models.ReadByTwo,
                portal.permissions.page_permissions.InAdmin,
                portal.references.revision_references.TellsMissing,
                portal.publications.visibility.QuickRestrictions,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("door", models.CharField(choices=[("sign_in", "Sign In"), ("reset", "Reset")], max_length=8)),
                ("account", models.CharField(max_length=64)),
                ("address", models.CharField(max_length=64)),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["door", "account", "at"], name="portal_attempt_account"),
                    models.Index(fields=["door", "address", "at"], name="portal_attempt_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeywordItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s_items",
                        to="taggit.tag",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OtherReader",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="Pages/snippets at this step in a workflow will be moderated or approved by these groups of users",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval by another reader",
                "verbose_name_plural": "approvals by another reader",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="ProductAreaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="portal.productarea"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Concept",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[("device", "Device"), ("method", "Method"), ("condition", "Condition")],
                        default="device",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "sv",
                    models.TextField(
                        help_text="One word or phrase on each line, the preferred one first", verbose_name="Swedish"
                    ),
                ),
                ("en", models.TextField(blank=True, verbose_name="English")),
                ("nb", models.TextField(blank=True, verbose_name="Norwegian")),
                ("da", models.TextField(blank=True, verbose_name="Danish")),
                ("fi", models.TextField(blank=True, verbose_name="Finnish")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "broader",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who searches for that one finds this one, too",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="narrower",
                        to="portal.concept",
                        verbose_name="broader concept",
                    ),
                ),
                (
                    "product_area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="concepts",
                        to="portal.productarea",
                        verbose_name="product area",
                    ),
                ),
                (
                    "programme_area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="concepts",
                        to="portal.programmearea",
                        verbose_name="programme area",
                    ),
                ),
            ],
            options={
                "verbose_name": "concept",
                "verbose_name_plural": "concepts",
                "ordering": ["sv"],
            },
        ),
        migrations.CreateModel(
            name="PublicAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url_path", models.TextField(verbose_name="address")),
                ("page_id", models.PositiveIntegerField(db_index=True, verbose_name="page")),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="time")),
                ("was_secret", models.BooleanField(default=False)),
                ("title", models.CharField(blank=True, max_length=255, verbose_name="title")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("successor_id", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "public address",
                "verbose_name_plural": "public addresses",
                "constraints": [models.UniqueConstraint(fields=("url_path", "page_id"), name="one_address_per_page")],
            },
        ),
        migrations.CreateModel(
            name="Publication",
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
                (
                    "ingress",
                    models.TextField(
                        blank=True, help_text="Plain Swedish, two sentences at the most", verbose_name="ingress"
                    ),
                ),
                ("summary_en", models.TextField(blank=True, verbose_name="summary in English")),
                (
                    "dated_on",
                    models.DateField(
                        blank=True,
                        help_text="The day of decision, assessment, announcement or issue",
                        null=True,
                        verbose_name="date",
                    ),
                ),
                (
                    "date_precision",
                    models.CharField(
                        choices=[
                            ("day", "Day, month and year"),
                            ("month", "Month and year"),
                            ("year", "Only the year"),
                        ],
                        default="day",
                        help_text="If only the month or the year is known, enter any day in it: readers see what you choose here",
                        max_length=5,
                        verbose_name="how much of the date is known",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "National"),
                            ("healthcare_region", "Healthcare region"),
                            ("region", "Region"),
                        ],
                        default="national",
                        max_length=20,
                        verbose_name="level",
                    ),
                ),
                ("case_number", models.CharField(blank=True, max_length=60, verbose_name="case number")),
                (
                    "contact_function",
                    models.CharField(
                        blank=True,
                        help_text="A function, never a person",
                        max_length=160,
                        verbose_name="contact function",
                    ),
                ),
                ("review_by", models.DateField(blank=True, null=True, verbose_name="review by")),
                ("series", models.UUIDField(db_index=True, editable=False, null=True)),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="One sentence for readers of the earlier version",
                        verbose_name="what changed",
                    ),
                ),
                (
                    "is_example",
                    models.BooleanField(default=False, help_text="Marks invented content", verbose_name="example"),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("should", "Should be used"),
                            ("can", "Can be used"),
                            ("wait", "Wait"),
                            ("refrain", "Refrain"),
                            ("none", "No statement"),
                        ],
                        max_length=10,
                        verbose_name="verdict",
                    ),
                ),
                ("status", models.CharField(blank=True, editable=False, max_length=20, verbose_name="status")),
                ("body", portal.publications.blocks.Stream([], blank=True, verbose_name="text")),
                ("sources", portal.publications.blocks.Stream([], blank=True, verbose_name="sources")),
                (
                    "healthcare_regions",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        related_name="publications",
                        to="portal.healthcareregion",
                        verbose_name="healthcare regions",
                    ),
                ),
                (
                    "keywords",
                    modelcluster.contrib.taggit.ClusterTaggableManager(
                        blank=True,
                        help_text="A comma-separated list of tags.",
                        through="portal.KeywordItem",
                        to="taggit.Tag",
                        verbose_name="keywords",
                    ),
                ),
                (
                    "product_areas",
                    modelcluster.contrib.taggit.ClusterTaggableManager(
                        blank=True,
                        help_text="A comma-separated list of tags.",
                        through="portal.ProductAreaItem",
                        to="portal.ProductArea",
                        verbose_name="product areas",
                    ),
                ),
                (
                    "programme_areas",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        related_name="publications",
                        to="portal.programmearea",
                        verbose_name="programme areas",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replaced_by",
                        to="portal.publication",
                        verbose_name="replaces",
                    ),
                ),
            ],
            options={
                "verbose_name": "publication",
                "verbose_name_plural": "publications",
            },
            bases=(
                portal.moderation.models.ReadByTwo,
                portal.permissions.page_permissions.InAdmin,
                portal.references.revision_references.TellsMissing,
                portal.publications.standing.HasStanding,
                portal.publications.visibility.QuickRestrictions,
                "wagtailcore.page",
            ),
        ),
        migrations.AddField(
            model_name="productareaitem",
            name="content_object",
            field=modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="product_area_items", to="portal.publication"
            ),
        ),
        migrations.AddField(
            model_name="keyworditem",
            name="content_object",
            field=modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="keyword_items", to="portal.publication"
            ),
        ),
        migrations.CreateModel(
            name="PublicationDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("title", models.CharField(blank=True, max_length=160, verbose_name="title")),
                (
                    "is_public",
                    models.BooleanField(
                        default=False,
                        help_text="Without it readers of a secret case neither see nor find the document",
                        verbose_name="public although the page is secret",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtaildocs.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="portal.publication"
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                (
                    "healthcare_regions",
                    models.ManyToManyField(
                        related_name="regions", to="portal.healthcareregion", verbose_name="healthcare regions"
                    ),
                ),
                (
                    "procurement_region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regions",
                        to="portal.procurementregion",
                        verbose_name="procurement region",
                    ),
                ),
            ],
            options={
                "verbose_name": "region",
                "verbose_name_plural": "regions",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="publication",
            name="regions",
            field=modelcluster.fields.ParentalManyToManyField(
                blank=True, related_name="publications", to="portal.region", verbose_name="regions"
            ),
        ),
        migrations.CreateModel(
            name="SiteSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.CharField(
                        default="Regionernas samverkan om medicinteknik", max_length=120, verbose_name="organisation"
                    ),
                ),
                (
                    "contact_function",
                    models.CharField(default="Beredningsfunktionen", max_length=120, verbose_name="contact function"),
                ),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("social_name", models.CharField(blank=True, max_length=60, verbose_name="social channel")),
                ("social_url", models.URLField(blank=True, verbose_name="address of the social channel")),
                (
                    "shows_sample_content",
                    models.BooleanField(
                        default=False,
                        help_text="Puts a line about invented content at the top of every page",
                        verbose_name="shows sample content",
                    ),
                ),
                (
                    "accessibility_page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.page",
                        verbose_name="accessibility statement",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False, on_delete=django.db.models.deletion.CASCADE, to="wagtailcore.site"
                    ),
                ),
            ],
            options={
                "verbose_name": "site settings",
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="fingerprint")),
                ("reader_id", models.PositiveIntegerField(verbose_name="reader")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="time")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.page",
                        verbose_name="page",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval of words",
                "verbose_name_plural": "approvals of words",
                "constraints": [
                    models.UniqueConstraint(fields=("page", "fingerprint", "reader_id"), name="one_approval_per_reader")
                ],
            },
        ),
        migrations.AlterUniqueTogether(
            name="productareaitem",
            unique_together={("tag", "content_object")},
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="next try")),
                ("held_by", models.CharField(blank=True, default="", editable=False, max_length=100)),
                ("channel", models.CharField(max_length=30, verbose_name="channel")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Delivered"), ("failed", "Failed")],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="delivered")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="portal.publicationevent",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "publishing log",
                "ordering": ["-event_id", "channel"],
                "indexes": [models.Index(fields=["state", "next_try_at"], name="portal_deli_state_02faad_idx")],
                "constraints": [models.UniqueConstraint(fields=("event", "channel"), name="one_delivery_per_channel")],
            },
        ),
        migrations.CreateModel(
            name="ScheduleFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.CharField(
                        choices=[("go_live", "Is published"), ("take_down", "Is taken down")],
                        max_length=10,
                        verbose_name="what happens",
                    ),
                ),
                ("object_id", models.CharField(max_length=255)),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("due_at", models.DateTimeField(verbose_name="was due")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="next try")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="publishers told")),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="contenttypes.contenttype"
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
                    models.UniqueConstraint(
                        fields=("action", "content_type", "object_id"), name="one_row_per_missed_time"
                    )
                ],
            },
        ),
    ]
