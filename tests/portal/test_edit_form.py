"""The edit form says from the start what publishing needs and what each field is for. No click empties a choice."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.forms import SelectMultiple
from wagtail.blocks import FieldBlock, StaticBlock
from wagtail.models import GroupPagePermission, Locale

from portal.moderation.gate_rules.rule import needed_fields
from portal.publications.page_types import page_types
from recommendations.models import AssessmentSummary, Recommendation
from tests.factories import make
from tests.portal.people import desk, roles

pytestmark = pytest.mark.django_db


def form_of(page):
    return page.get_edit_handler().get_form_class()(instance=page, for_user=desk("olle", roles.OFFICERS).user)


def test_each_field_of_each_type_has_help_and_what_publishing_needs_is_marked() -> None:
    user = desk("olle", roles.OFFICERS).user
    for model in page_types().values():
        page = model(locale=Locale.objects.get(language_code="sv"))
        form = page.get_edit_handler().get_form_class()(instance=page, for_user=user)
        shown = {name: field for name, field in form.fields.items() if name != "comment_notifications"}
        assert not [name for name, field in shown.items() if not field.help_text], model
        marked = {name for name, field in shown.items() if "krävs för att publicera" in field.label}
        assert marked == needed_fields(page) & set(shown) >= set(model.required_to_publish) & set(shown), model
        assert not [name for name, field in shown.items() if type(field.widget) is SelectMultiple], model


def rows_of(panel):
    """The panels of each field of an empty row below a panel."""
    for child in getattr(panel, "children", ()):
        yield from rows_of(child)
    if hasattr(panel, "empty_child"):
        assert panel.help_text, panel.heading
        yield from fields_of(panel.empty_child)


def fields_of(panel):
    yield from [panel] if hasattr(panel, "bound_field") else []
    for child in getattr(panel, "children", ()):
        yield from fields_of(child)


def test_each_field_of_a_row_has_help_and_what_publishing_needs_is_marked() -> None:
    found, user = {}, desk("olle", roles.OFFICERS).user
    for model in page_types().values():
        page = model(locale=Locale.objects.get(language_code="sv"))
        handler = page.get_edit_handler()
        form = handler.get_form_class()(instance=page, for_user=user)
        panel = handler.get_bound_panel(instance=page, request=None, form=form)
        for field in rows_of(panel):
            assert field.help_text, (model, field.field_name)
            found[f"{model.__name__}.{field.field_name}"] = "krävs för att publicera" in field.heading
    needed = {name.partition(".")[2] for name, is_needed in found.items() if is_needed}
    assert needed == {"document", "name", "outcome", "finding", "stage"}
    assert {"Recommendation.verdict", "Case.is_public", "NewsItem.title"} <= set(found)


def leaves(block, path):
    """The blocks in which an editor writes or chooses, below a block, with the names of those above."""
    if isinstance(block, FieldBlock | StaticBlock):
        yield path, block
    elif children := getattr(block, "child_blocks", None):
        for name, child in children.items():
            yield from leaves(child, f"{path}.{name}")
    else:
        yield from leaves(block.child_block, path)


def test_each_block_in_which_an_editor_writes_has_help() -> None:
    for model in page_types().values():
        for field in model._meta.get_fields():
            if block := getattr(field, "stream_block", None):
                for path, leaf in leaves(block, field.name):
                    assert leaf.field.help_text or leaf.meta.help_text, (model, path)


def test_what_was_decided_stands_together_after_the_text() -> None:
    tabs = {str(tab.heading): tab for tab in Recommendation.edit_handler.bind_to_model(Recommendation).children}
    names = list(tabs["Beslut"].get_form_options()["fields"]) + list(tabs["Beslut"].get_form_options()["formsets"])
    assert list(tabs)[:4] == ["Innehåll", "Beslut", "Klassning", "Uppföljning"]
    decided = {"dated_on", "decider", "case_number", "verdict", "conditions", "products", "conflict_statement"}
    assert decided <= set(names)


def test_only_pages_in_the_pages_language_are_offered_and_what_was_chosen_stays() -> None:
    swedish, english = make(AssessmentSummary), make(AssessmentSummary, language="en")
    page = make(Recommendation, publish=False)
    assert [row.pk for row in form_of(page).fields["assessments"].queryset] == [swedish.pk]
    page.assessments.add(english)
    page.save_revision()
    user = desk("ove", roles.OFFICERS)
    user.edit(page, title="Nytt namn")
    saved = Recommendation.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (saved.title, [row.pk for row in saved.assessments.all()]) == ("Nytt namn", [english.pk])


def test_drafts_are_not_offered_to_whom_the_admin_does_not_name_them() -> None:
    draft, public = make(AssessmentSummary, publish=False), make(AssessmentSummary)
    page = make(Recommendation, publish=False)
    branch = desk("bea")
    branch.user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    group = Group.objects.create(name="Redaktörer för en gren")
    GroupPagePermission.objects.create(
        group=group, page=page.get_parent(), permission=Permission.objects.get(codename="change_page")
    )
    branch.user.groups.add(group)
    form = page.get_edit_handler().get_form_class()(instance=page, for_user=branch.user)
    offered = {row.pk for row in form.fields["assessments"].queryset}
    assert public.pk in offered and draft.pk not in offered
    assert draft.pk in {row.pk for row in form_of(page).fields["assessments"].queryset}
