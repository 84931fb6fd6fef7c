from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0016_regional_contact"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="publication",
            options={
                "permissions": (("publish_with_exception", "Can publish past steps and rules, with a reason"),),
                "verbose_name": "publication",
                "verbose_name_plural": "publications",
            },
        ),
    ]
