"""The demo content makes a consistent page tree; the fixture of every flow checks that."""

import pytest
from django.core.management import call_command
from wagtail.models import Page

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_the_demo_content_stands_in_a_whole_tree(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    for command in ("load_vocabulary", "create_roles", "load_demo"):
        call_command(command, verbosity=0)
    assert Page.objects.count() > 50


@pytest.mark.parametrize("wrong", ["numchild", "depth"])
def test_a_broken_tree_is_seen(wrong):
    root = Page.get_first_root_node()
    Page.objects.filter(pk=root.pk).update(**{wrong: 7})
    assert any(Page.find_problems())
    Page.objects.filter(pk=root.pk).update(**{wrong: getattr(root, wrong)})
