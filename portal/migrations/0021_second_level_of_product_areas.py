import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0020_plural_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="productarea",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                help_text="The area of the first level that it is a part of. What is filed here is found there, too.",
                limit_choices_to={"parent": None},
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="portal.productarea",
                verbose_name="part of",
            ),
        ),
    ]
