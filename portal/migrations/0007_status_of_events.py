from collections import defaultdict

from django.db import migrations, models

AT_ONCE = 500


def take_from_filing(apps, schema_editor):
    """Until now the status of an event stood in its filing alone."""
    events = apps.get_model("portal", "PublicationEvent").objects.order_by()
    found = defaultdict(list)
    for pk, facets in events.values_list("pk", "facets").iterator():
        if codes := facets.get("status"):
            found[codes[0]].append(pk)
    for status, ids in found.items():
        for first in range(0, len(ids), AT_ONCE):
            events.filter(pk__in=ids[first : first + AT_ONCE]).update(status=status)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0006_data_licence"),
    ]

    operations = [
        migrations.AddField(
            model_name="publicationevent",
            name="status",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="status"),
            preserve_default=False,
        ),
        migrations.RunPython(take_from_filing, migrations.RunPython.noop),
    ]
