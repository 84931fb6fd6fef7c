"""The last step of the workflow that is there asks the gate, and pages in it stay where they are."""

from django.db import migrations

LAST_STEP = "Publicering"


def ask_the_gate(apps, schema_editor):
    """Make a publication of the last step of the workflow that is there, so that pages in it stay where they are."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="portal", model="publicationtask"
    )
    model = apps.get_model("portal", "PublicationTask")
    for step in apps.get_model("portal", "SecondReaderTask").objects.filter(name=LAST_STEP):
        model(secondreadertask_ptr_id=step.pk).save_base(raw=True)
        apps.get_model("wagtailcore", "Task").objects.filter(pk=step.pk).update(content_type=content_type)


def ask_nothing(apps, schema_editor):
    """Make an approval like the others of it again."""
    reader = apps.get_model("contenttypes", "ContentType").objects.filter(
        app_label="portal", model__in=("secondreadertask", "otherreader")
    )
    for step in apps.get_model("portal", "PublicationTask").objects.all():
        apps.get_model("wagtailcore", "Task").objects.filter(pk=step.pk).update(content_type=reader.first())


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("portal", "0011_second_reader_and_publication"),
    ]

    operations = [migrations.RunPython(ask_the_gate, ask_nothing)]
