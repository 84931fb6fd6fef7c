from django.db import migrations, models


def give_numbers(apps, schema_editor):
    """Number every publication that has events, in the order in which they were first published."""
    PermanentNumber = apps.get_model("portal", "PermanentNumber")
    PublicationEvent = apps.get_model("portal", "PublicationEvent")
    for key in PublicationEvent.objects.order_by("pk").values_list("translation_key", flat=True).iterator():
        number, is_new = PermanentNumber.objects.get_or_create(translation_key=key)
        if is_new:
            PublicationEvent.objects.filter(translation_key=key).update(number=number.pk)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0003_missed_times_of_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="PermanentNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("translation_key", models.UUIDField(unique=True)),
            ],
            options={
                "verbose_name": "permanent number",
                "verbose_name_plural": "permanent numbers",
            },
        ),
        migrations.AddField(
            model_name="publicationevent",
            name="number",
            field=models.PositiveIntegerField(db_index=True, default=0, verbose_name="number"),
        ),
        # The numbers go with the table when this is taken back.
        migrations.RunPython(give_numbers, migrations.RunPython.noop),
    ]
