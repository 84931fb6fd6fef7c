from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0006_longer_report_addresses"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="open_title",
            field=models.CharField(
                blank=True,
                help_text="Kept for editors; the page takes it again when it is no longer secret",
                max_length=255,
                verbose_name="title when no longer secret",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="is_secret",
            field=models.BooleanField(
                default=False,
                help_text="Readers see the anonymous title, ingress, text, English summary, stages with their dates, "
                "case number, date, filing, and the documents that are marked as public: nothing else",
                verbose_name="secret",
            ),
        ),
    ]
