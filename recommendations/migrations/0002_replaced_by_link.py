from typing import Any

from django.db import migrations


def link_versions(apps: Any, schema_editor: Any) -> None:
    """Turn hand-typed series into links, and let the link say of what has one that it is replaced."""
    recommendations = apps.get_model("recommendations", "Recommendation").objects
    revisions = apps.get_model("wagtailcore", "Revision").objects
    before: dict[tuple[str, int], Any] = {}
    for page in recommendations.exclude(case_family="").order_by("version_number", "pk"):
        old = before.get((page.case_family, page.locale_id))
        if old and not page.replaces_id and old.translation_key != page.translation_key:
            recommendations.filter(pk=page.pk).update(replaces=old.pk)
        before[page.case_family, page.locale_id] = page
    linked = recommendations.exclude(replaces=None).values_list("replaces__translation_key", flat=True)
    replaced = recommendations.filter(translation_key__in=list(linked))
    keys = [str(pk) for pk in replaced.values_list("pk", flat=True)]
    replaced.filter(standing="replaced").update(standing="in_force")
    for revision in revisions.filter(object_id__in=keys, content__standing="replaced"):
        revision.content["standing"] = "in_force"
        revision.save(update_fields=["content"])


def type_series(apps: Any, schema_editor: Any) -> None:
    """Backwards: the chain's links stay; the words that they made are written out again."""
    recommendations = apps.get_model("recommendations", "Recommendation").objects
    for page in recommendations.filter(status="replaced").only("pk"):
        recommendations.filter(pk=page.pk).update(standing="replaced")
    for page in recommendations.exclude(series=None).only("series"):
        recommendations.filter(pk=page.pk).update(case_family=str(page.series))


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0001_initial"),
        ("portal", "0004_series"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.RunPython(link_versions, type_series),
    ]
