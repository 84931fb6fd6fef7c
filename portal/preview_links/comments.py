"""Comments of outsiders: they land among Wagtail's comments in the editor, all by one account that nobody can use."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.mail import send_notification
from wagtail.models import Comment, Page, PageSubscription

from portal.models import PreviewLink

ACCOUNT = "utomstaende-granskare"
WHOLE = "title"
MOST_LETTERS = 2000


class OutsiderForm(forms.Form):
    """What an outsider says, and of which part of the page."""

    part = forms.ChoiceField(label=pgettext_lazy("a comment", "About"))
    text = forms.CharField(
        label=gettext_lazy("Your comment"), max_length=MOST_LETTERS, widget=forms.Textarea({"rows": 5})
    )
    # People don't see it. Programs that fill in every form do.
    website = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, shown: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "comment-%s", **kwargs})
        part: Any = self.fields["part"]
        part.choices = list(parts_of(shown))


def parts_of(shown: Any) -> Iterator[tuple[str, str]]:
    """The parts of a page that can be commented on: Wagtail's path of each in the form, and its name for readers.

    `shown` is the page as outsiders read it.
    """
    yield WHOLE, _("The page as a whole")
    if shown.ingress:
        yield "ingress", _("The ingress")
    for block in shown.body:
        if block.block_type == "heading" and block.id:
            yield f"body.{block.id}", _("The section “%(heading)s”") % {"heading": block.value}


@transaction.atomic
def add_comment(link: PreviewLink, part: str, name_of_part: str, text: str) -> None:
    """Store a comment, write it in the page's log and mail those who follow the page's comments.

    The words of the page stay as they are, and so do approvals of them. An editor's save writes all comments of a page
    again, so the two wait for each other by the page's row (`EditPage`).
    """
    page: Any = Page.objects.select_for_update().get(pk=link.page_id).specific
    account = _account()
    said = Comment(page=page, user=account, contentpath=part, text=f"{link.reader}: {text}")
    if not said.has_valid_contentpath(page.get_latest_revision_as_object()):
        said.contentpath, said.text = WHOLE, f"{link.reader}, {name_of_part}: {text}"
    said.save()
    said.log_create(user=account)
    PreviewLink.objects.filter(pk=link.pk).update(comments=F("comments") + 1)
    _notify(page, account, said)


def _notify(page: Any, account: Any, said: Comment) -> None:
    """Wagtail's own mail about comments, to those who asked for it and may still edit the page."""
    following = PageSubscription.objects.filter(page=page.pk, comment_notifications=True).select_related("user")
    users = [row.user for row in following if page.permissions_for_user(row.user).can_edit()]
    nothing: dict[str, Any] = {"resolved_comments": [], "deleted_comments": [], "replied_comments": []}
    told = {"page": page, "editor": account, "new_comments": [said], **nothing}
    send_notification(users, "updated_comments", told)


def _account() -> Any:
    """The one account of all outsiders: no rights, no password, not active."""
    locked = {"is_active": False, "password": make_password(None)}
    names = {"first_name": "Utomstående", "last_name": "granskare"}
    account, _made = get_user_model().objects.get_or_create(username=ACCOUNT, defaults={**names, **locked})
    if account.is_active or account.has_usable_password():
        get_user_model().objects.filter(pk=account.pk).update(**locked)
    return account
