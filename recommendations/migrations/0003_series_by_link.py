from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0002_replaced_by_link"),
    ]

    operations = [
        migrations.RemoveField(model_name="recommendation", name="case_family"),
        migrations.AlterField(
            model_name="recommendation",
            name="version_number",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="Higher than that of the version that it replaces, else it is counted on",
                verbose_name="version",
            ),
        ),
    ]
