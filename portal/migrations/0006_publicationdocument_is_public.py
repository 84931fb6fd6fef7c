from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0005_publication_date_precision"),
    ]

    operations = [
        migrations.AddField(
            model_name="publicationdocument",
            name="is_public",
            field=models.BooleanField(
                default=False,
                help_text="Without it readers of a secret case neither see nor find the document",
                verbose_name="public although the page is secret",
            ),
        ),
    ]
