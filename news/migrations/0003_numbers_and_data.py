from django.db import migrations, models


def take_numbers(apps, schema_editor):
    """Give each stored entry the number of its publication."""
    numbers = apps.get_model("portal", "PermanentNumber").objects.values_list("translation_key", "pk")
    for key, number in numbers.iterator():
        apps.get_model("news", "FeedEntry").objects.filter(translation_key=key).update(number=number)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0002_original_change"),
        ("portal", "0004_permanent_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="feedentry",
            name="number",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="feedentry",
            name="data",
            field=models.JSONField(default=dict),
        ),
        # The numbers go with the column when this is taken back.
        migrations.RunPython(take_numbers, migrations.RunPython.noop),
    ]
