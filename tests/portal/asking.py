"""How tests ask what an address answers, and what they do to pages in between."""

from typing import Any

from wagtail.models import PageViewRestriction

from recommendations.models import Case


def renamed(page: Any, slug: str) -> Any:
    """The page after a new slug has been published."""
    page = page.specific_class.objects.get(pk=page.pk)
    page.slug = slug
    page.save_revision().publish()
    return page.specific_class.objects.get(pk=page.pk)


def leads_to(client: Any, path: str) -> str:
    """Where a permanent redirect leads, in one hop."""
    answer = client.get(path)
    assert answer.status_code == 301, (path, answer.status_code)
    assert answer["Cache-Control"] == "no-cache"
    assert client.get(answer["Location"]).status_code == 200
    return str(answer["Location"])


def is_absent(client: Any, path: str) -> bool:
    """Whether an address answers as one where there never was anything."""
    asked, never = client.get(path), client.get("/aldrig/")
    same = asked.content.replace(path.encode(), b"/aldrig/") == never.content
    return asked.status_code == 404 and same


def close(page: Any) -> Any:
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


def close_the_section(page: Any) -> Any:
    return PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")


def close_to_a_group(page: Any) -> Any:
    return PageViewRestriction.objects.create(page=page, restriction_type="groups")


def made_secret(page: Any, **fields: Any) -> Case:
    """The case after its becoming secret has been published."""
    page = Case.objects.get(pk=page.pk)
    page.is_secret, page.anonymous_title = True, "En pump"
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return Case.objects.get(pk=page.pk)
