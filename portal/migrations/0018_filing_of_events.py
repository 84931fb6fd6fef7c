from django.db import migrations

AT_ONCE = 500


def take_from_data(apps, schema_editor):
    """Until now an event's programme areas and procurement regions, and whether its page is an example, stood in its
    data alone.
    """
    events = apps.get_model("portal", "PublicationEvent").objects.order_by("pk")
    last = 0
    while some := list(events.filter(pk__gt=last).only("pk", "facets", "data")[:AT_ONCE]):
        for event in some:
            named = {"programme": "programme_areas", "procurement_region": "procurement_regions"}
            event.facets |= {facet: [each["code"] for each in event.data.get(key, ())] for facet, key in named.items()}
            event.facets["content"] = [] if event.data.get("is_example") else ["real"]
        events.bulk_update(some, ["facets"])
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0017_publish_with_exception"),
    ]

    operations = [
        migrations.RunPython(take_from_data, migrations.RunPython.noop),
    ]
