from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0007_status_of_events"),
    ]

    operations = [
        migrations.AlterField(
            model_name="publicationevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("published", "Published"),
                    ("translated", "Translated"),
                    ("revised", "Revised"),
                    ("corrected", "Corrected"),
                    ("replaced", "Replaced"),
                    ("withdrawn", "Withdrawn"),
                    ("moved", "Moved"),
                    ("status", "New status"),
                    ("review_due", "Review due"),
                    ("refiled", "Refiled"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
