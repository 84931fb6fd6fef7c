# Squashed while nobody ran the portal yet.

import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.db import migrations, models

import portal.moderation.models
import portal.permissions.page_permissions
import portal.publications.visibility


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("portal", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssessmentIndex",
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
                "verbose_name": "list of assessment summaries",
            },
            bases=(
                portal.moderation.models.ReadByTwo,
                portal.permissions.page_permissions.InAdmin,
                portal.publications.visibility.QuickRestrictions,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="Case",
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
                ("product", models.CharField(blank=True, max_length=160, verbose_name="product or method")),
                ("manufacturer", models.CharField(blank=True, max_length=160, verbose_name="manufacturer")),
                ("ce_marking", models.CharField(blank=True, max_length=160, verbose_name="CE marking")),
                (
                    "nominated_by",
                    models.CharField(
                        blank=True,
                        help_text="A function or organisation, never a person",
                        max_length=160,
                        verbose_name="nominated by",
                    ),
                ),
                ("stage_reason", models.TextField(blank=True, verbose_name="reason, when declined or stopped")),
                (
                    "is_secret",
                    models.BooleanField(
                        default=False,
                        help_text="Readers see the anonymous title, ingress, text, English summary, stages with their dates, case number, date, filing, and the documents that are marked as public: nothing else",
                        verbose_name="secret",
                    ),
                ),
                ("anonymous_title", models.CharField(blank=True, max_length=160, verbose_name="anonymous title")),
                (
                    "open_title",
                    models.CharField(
                        blank=True,
                        help_text="Kept for editors; the page takes it again when it is no longer secret",
                        max_length=255,
                        verbose_name="title when no longer secret",
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
            },
            bases=("portal.publication",),
        ),
        migrations.CreateModel(
            name="CaseIndex",
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
                "verbose_name": "list of cases",
            },
            bases=(
                portal.moderation.models.ReadByTwo,
                portal.permissions.page_permissions.InAdmin,
                portal.publications.visibility.QuickRestrictions,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="ProcurementIndex",
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
                "verbose_name": "list of procurement notices",
            },
            bases=(
                portal.moderation.models.ReadByTwo,
                portal.permissions.page_permissions.InAdmin,
                portal.publications.visibility.QuickRestrictions,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="RecommendationIndex",
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
                "verbose_name": "list of recommendations",
            },
            bases=(
                portal.moderation.models.ReadByTwo,
                portal.permissions.page_permissions.InAdmin,
                portal.publications.visibility.QuickRestrictions,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="AssessmentSummary",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("health_economic", "Health-economic assessment"),
                            ("systematic_review", "Systematic review"),
                            ("rapid_review", "Rapid review"),
                            ("regional", "Regional assessment"),
                            ("mini_hta", "Mini-HTA"),
                            ("horizon_scan", "Horizon scan"),
                            ("other", "Other assessment"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("population", models.TextField(blank=True, verbose_name="population")),
                ("intervention", models.TextField(blank=True, verbose_name="intervention")),
                ("comparison", models.TextField(blank=True, verbose_name="comparison")),
                ("outcome", models.TextField(blank=True, verbose_name="outcome")),
                ("cost_per_qaly", models.CharField(blank=True, max_length=160, verbose_name="cost per QALY")),
                ("last_search_on", models.DateField(blank=True, null=True, verbose_name="last literature search")),
                ("limitations", wagtail.fields.RichTextField(blank=True, verbose_name="limitations")),
                ("report_url", models.URLField(blank=True, max_length=500, verbose_name="full report")),
                (
                    "assessor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portal.organisation",
                        verbose_name="assessor",
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment summary",
                "verbose_name_plural": "assessment summaries",
            },
            bases=("portal.publication",),
        ),
        migrations.CreateModel(
            name="AssessmentResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("outcome", models.CharField(max_length=160, verbose_name="outcome")),
                ("finding", models.TextField(verbose_name="finding")),
                (
                    "certainty",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("high", "High certainty"),
                            ("moderate", "Moderate certainty"),
                            ("low", "Low certainty"),
                            ("very_low", "Very low certainty"),
                            ("insufficient", "Insufficient evidence"),
                        ],
                        max_length=12,
                        verbose_name="certainty",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="recommendations.assessmentsummary",
                    ),
                ),
            ],
            options={
                "verbose_name": "result",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseStage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("nominated", "Nominated"),
                            ("scanned", "Horizon scanning"),
                            ("assessment_ordered", "Assessment ordered"),
                            ("assessed", "Assessed"),
                            ("with_council", "With the council"),
                            ("decided", "Decided"),
                            ("procurement", "In procurement"),
                            ("followed_up", "Followed up"),
                            ("declined", "Declined"),
                            ("stopped", "Stopped"),
                        ],
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="to")),
                ("is_pause", models.BooleanField(default=False, verbose_name="pause")),
                ("note", models.CharField(blank=True, max_length=255, verbose_name="note")),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stages", to="recommendations.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "stage",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProcurementNotice",
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
                ("buyer_name", models.CharField(blank=True, max_length=160, verbose_name="buyer, in words")),
                (
                    "procedure",
                    models.CharField(
                        choices=[
                            ("open", "Open procedure"),
                            ("framework", "Framework agreement"),
                            ("dps", "Dynamic purchasing system"),
                            ("innovation", "Innovation partnership"),
                            ("negotiated", "Negotiated procedure"),
                            ("unknown", "Not stated"),
                        ],
                        default="unknown",
                        max_length=12,
                        verbose_name="procedure",
                    ),
                ),
                ("cpv_codes", models.CharField(blank=True, max_length=160, verbose_name="CPV codes")),
                ("ted_number", models.CharField(blank=True, max_length=40, verbose_name="TED number")),
                ("expected_on", models.DateField(blank=True, null=True, verbose_name="expected announcement")),
                ("announced_on", models.DateField(blank=True, null=True, verbose_name="announced")),
                ("tender_deadline", models.DateField(blank=True, null=True, verbose_name="last day for tenders")),
                ("contract_from", models.DateField(blank=True, null=True, verbose_name="contract from")),
                ("contract_to", models.DateField(blank=True, null=True, verbose_name="contract to")),
                ("options", models.TextField(blank=True, verbose_name="options")),
                (
                    "buyer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portal.organisation",
                        verbose_name="buyer",
                    ),
                ),
                (
                    "procurement_regions",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        related_name="notices",
                        to="portal.procurementregion",
                        verbose_name="procurement regions",
                    ),
                ),
            ],
            options={
                "verbose_name": "procurement notice",
                "verbose_name_plural": "procurement notices",
            },
            bases=("portal.publication",),
        ),
        migrations.CreateModel(
            name="Recommendation",
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
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("in_force", "In force"),
                            ("under_review", "Under review"),
                            ("unknown", "Standing not known"),
                            ("replaced", "Replaced"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="in_force",
                        max_length=20,
                        verbose_name="standing",
                    ),
                ),
                ("conditions", models.TextField(blank=True, verbose_name="conditions in one sentence")),
                (
                    "version_number",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Higher than that of the version that it replaces, else it is counted on",
                        verbose_name="version",
                    ),
                ),
                ("for_whom", wagtail.fields.RichTextField(blank=True, verbose_name="for whom")),
                ("reasons", wagtail.fields.RichTextField(blank=True, verbose_name="reasons")),
                ("cost_effectiveness", wagtail.fields.RichTextField(blank=True, verbose_name="cost-effectiveness")),
                ("follow_up", wagtail.fields.RichTextField(blank=True, verbose_name="follow-up plan")),
                ("conflict_statement", models.TextField(blank=True, verbose_name="conflicts of interest")),
                (
                    "human_dignity_scale",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Speaks against"), (2, "Neutral"), (3, "Speaks for")],
                        null=True,
                        verbose_name="scale",
                    ),
                ),
                ("human_dignity_text", models.TextField(blank=True, verbose_name="text")),
                (
                    "need_solidarity_scale",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Speaks against"), (2, "Neutral"), (3, "Speaks for")],
                        null=True,
                        verbose_name="scale",
                    ),
                ),
                ("need_solidarity_text", models.TextField(blank=True, verbose_name="text")),
                (
                    "cost_principle_scale",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Speaks against"), (2, "Neutral"), (3, "Speaks for")],
                        null=True,
                        verbose_name="scale",
                    ),
                ),
                ("cost_principle_text", models.TextField(blank=True, verbose_name="text")),
                (
                    "severity_scale",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Low"), (2, "Moderate"), (3, "High"), (4, "Very high")],
                        null=True,
                        verbose_name="scale",
                    ),
                ),
                ("severity_text", models.TextField(blank=True, verbose_name="text")),
                (
                    "effect_scale",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Low"), (2, "Moderate"), (3, "High"), (4, "Very high")],
                        null=True,
                        verbose_name="scale",
                    ),
                ),
                ("effect_text", models.TextField(blank=True, verbose_name="text")),
                (
                    "prevalence_scale",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Low"), (2, "Moderate"), (3, "High"), (4, "Very high")],
                        null=True,
                        verbose_name="scale",
                    ),
                ),
                ("prevalence_text", models.TextField(blank=True, verbose_name="text")),
                (
                    "reliability_scale",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Low"), (2, "Moderate"), (3, "High"), (4, "Very high")],
                        null=True,
                        verbose_name="scale",
                    ),
                ),
                ("reliability_text", models.TextField(blank=True, verbose_name="text")),
                (
                    "verdicts_differ",
                    models.BooleanField(
                        default=False,
                        help_text="Tick this when it is meant",
                        verbose_name="the products' verdicts differ from the page's",
                    ),
                ),
                (
                    "assessments",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        related_name="recommendations",
                        to="recommendations.assessmentsummary",
                        verbose_name="assessments that it builds on",
                    ),
                ),
                (
                    "case_page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="recommendations",
                        to="recommendations.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "decider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portal.organisation",
                        verbose_name="decided by",
                    ),
                ),
                (
                    "notices",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        related_name="recommendations",
                        to="recommendations.procurementnotice",
                        verbose_name="procurements",
                    ),
                ),
                (
                    "related_assessments",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        help_text="The subject is the same, but the recommendation does not build on them",
                        related_name="related_recommendations",
                        to="recommendations.assessmentsummary",
                        verbose_name="related assessments",
                    ),
                ),
            ],
            options={
                "verbose_name": "recommendation",
                "verbose_name_plural": "recommendations",
            },
            bases=("portal.publication",),
        ),
        migrations.CreateModel(
            name="RecommendationProduct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=120, verbose_name="product")),
                ("company", models.CharField(blank=True, max_length=120, verbose_name="company")),
                (
                    "since_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="included since (year)"),
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
                ("conditions", models.CharField(blank=True, max_length=255, verbose_name="conditions")),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="products",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
            options={
                "verbose_name": "product",
                "verbose_name_plural": "products",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
    ]
