from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0003_feedentry_date_precision")]

    operations = [
        migrations.AddField("feedentry", "event_id", models.PositiveBigIntegerField(default=0)),
    ]
