from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0005_case_dates")]

    operations = [
        migrations.AlterField(
            model_name="assessmentsummary",
            name="report_url",
            field=models.URLField(blank=True, max_length=500, verbose_name="full report"),
        ),
    ]
