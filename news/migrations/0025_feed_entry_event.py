from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0002_initial")]

    operations = [
        migrations.AddField("feedentry", "event_id", models.PositiveBigIntegerField(default=0)),
    ]
