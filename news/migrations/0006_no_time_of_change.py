from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    """Drops the time of a row's last change: Last-Modified was made of it, and now comes from FeedSnapshot."""

    dependencies = [
        ("news", "0005_former_area"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="feedentry", name="feed_entry_changed"),
        # Going back needs a value for rows that there are.
        migrations.AlterField(
            model_name="feedentry",
            name="changed_at",
            field=models.DateTimeField(default=timezone.now),
        ),
        migrations.RemoveField(model_name="feedentry", name="changed_at"),
    ]
