import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0010_withdrawals_asked_for"),
    ]

    operations = [
        migrations.RenameModel("OtherReader", "SecondReaderTask"),
        migrations.CreateModel(
            name="PublicationTask",
            fields=[
                (
                    "secondreadertask_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="portal.secondreadertask",
                    ),
                ),
            ],
            options={"verbose_name": "publication step", "verbose_name_plural": "publication steps"},
            bases=("portal.secondreadertask",),
        ),
    ]
