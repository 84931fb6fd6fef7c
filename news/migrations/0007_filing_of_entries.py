from django.db import migrations

AT_ONCE = 500
FACETS = ("programme", "procurement_region", "content")


def take_from_events(apps, schema_editor):
    """An entry is filed as the newest event that it shows: one of a withdrawn page has no data of its own."""
    entries = apps.get_model("news", "FeedEntry").objects.order_by("pk")
    events = apps.get_model("portal", "PublicationEvent").objects
    last = 0
    while some := list(entries.filter(pk__gt=last).only("pk", "event_id", "facets")[:AT_ONCE]):
        filings = dict(events.filter(pk__in=[entry.event_id for entry in some]).values_list("pk", "facets"))
        for entry in some:
            filed = filings.get(entry.event_id, {})
            entry.facets |= {facet: filed.get(facet, []) for facet in FACETS}
        entries.bulk_update(some, ["facets"])
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0006_no_time_of_change"),
        ("portal", "0018_filing_of_events"),
    ]

    operations = [
        migrations.RunPython(take_from_events, migrations.RunPython.noop),
    ]
