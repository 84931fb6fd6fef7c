from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="publicationevent",
            name="decisive",
            field=models.JSONField(default=dict, verbose_name="what readers act on"),
        ),
        migrations.AlterField(
            model_name="publicationevent",
            name="translation_key",
            field=models.UUIDField(db_index=True, verbose_name="translation key"),
        ),
    ]
