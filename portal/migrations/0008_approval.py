import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def keep_what_was_approved(apps, schema_editor):
    """An approval counts for the words it was given to; until now it named the revision that held them.

    A revision that was saved once more since may hold other words: its approvals are not carried over, and the page
    is read again. The same goes for what a publisher scheduled from the editor.
    """
    from portal.reading import fingerprint

    TaskState = apps.get_model("wagtailcore", "TaskState")
    PageLogEntry = apps.get_model("wagtailcore", "PageLogEntry")
    Approval = apps.get_model("portal", "Approval")
    Page = apps.get_model("wagtailcore", "Page")
    approved = TaskState.objects.filter(
        status="approved", finished_by__isnull=False, finished_at__gte=F("revision__created_at")
    ).select_related("revision")
    given = [(state.revision, state.finished_by_id, state.finished_at) for state in approved]
    scheduled = PageLogEntry.objects.filter(
        action="wagtail.publish.schedule",
        user__isnull=False,
        revision__approved_go_live_at__isnull=False,
        timestamp__gte=F("revision__created_at"),
    ).select_related("revision")
    given += [(entry.revision, entry.user_id, entry.timestamp) for entry in scheduled]
    pages = {str(pk) for pk in Page.objects.values_list("pk", flat=True)}
    for revision, reader, when in given:
        if revision.object_id in pages and revision.base_content_type.model == "page":
            Approval.objects.get_or_create(
                page_id=revision.object_id,
                fingerprint=fingerprint(revision.content),
                reader_id=reader,
                defaults={"given_at": when},
            )


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0007_held_by_and_missed_times"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
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
                        on_delete=models.deletion.CASCADE,
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
        migrations.RunPython(keep_what_was_approved, migrations.RunPython.noop),
    ]
