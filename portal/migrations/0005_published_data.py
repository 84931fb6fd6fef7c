from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_permanent_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="publicationevent",
            name="data",
            field=models.JSONField(default=dict, verbose_name="data"),
        ),
        migrations.AddField(
            model_name="publicationevent",
            name="note_en",
            field=models.TextField(blank=True, verbose_name="what changed, in English"),
        ),
        migrations.AddField(
            model_name="publication",
            name="change_note_en",
            field=models.TextField(
                blank=True,
                help_text="The same sentence for those who follow in English",
                verbose_name="what changed, in English",
            ),
        ),
    ]
