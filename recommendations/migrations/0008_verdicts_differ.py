from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0007_case_open_title"),
    ]

    operations = [
        migrations.AddField(
            model_name="recommendation",
            name="verdicts_differ",
            field=models.BooleanField(
                default=False,
                help_text="Tick this when it is meant",
                verbose_name="the products' verdicts differ from the page's",
            ),
        ),
    ]
