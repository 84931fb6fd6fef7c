from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="feedentry",
            name="original_change",
            field=models.JSONField(default=dict),
        ),
    ]
