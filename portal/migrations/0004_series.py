from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0003_broader_concept"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="series",
            field=models.UUIDField(db_index=True, editable=False, null=True),
        ),
    ]
