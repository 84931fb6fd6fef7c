"""Wagtail's editor of a page, which never overwrites what somebody else has saved meanwhile.

Each form names the revision that it was loaded from. When another one has come since, and holds other words, nothing is
saved: the answer is 409 with both versions, and the words of both become a new draft when the second editor has chosen
where both wrote. It does not matter whether that is another person or the same one in another tab.
"""

from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import HiddenInput, IntegerField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import COMMENTS_RELATION_NAME, Page, Revision

from portal.saving.own_saves import named_by_the_form, wrote
from portal.saving.page_merge import PageMerge
from portal.saving.shown import shown_parts

# Fields of the form that are not part of the page: they name what the form builds on, and what was chosen.
LOADED, LOADED_AT, OVER = "loaded_revision_id", "loaded_revision_created_at", "merge_over"
CHOICE = "merge-"


class OverwritesNothing:
    """For Wagtail's views that edit a page."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """One save of a page after the other: the second one sees what the first has saved.

        A save takes away all comments that it did not read, so a comment of an outsider waits for it, too
        (`portal.preview_links.comments`). The row is locked before Wagtail reads the page.
        """
        if request.method == "POST":
            Page.objects.select_for_update().filter(pk=kwargs["page_id"]).values_list("pk").first()
        super().setup(request, *args, **kwargs)  # type: ignore[misc]

    def dispatch(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer. Raises Http404 for what is sent by somebody who may not write here any more: Wagtail would lead them
        away without their words, and so they are shown to be copied (portal.saving.kept_words).
        """
        try:
            answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except PermissionDenied:
            if request.method != "POST":
                raise
            raise Http404 from None
        return answer

    @cached_property
    def is_out_of_date(self: Any) -> bool:
        """Whether the form was loaded from another revision than the latest, or from that one before it changed."""
        latest, posted = self.latest_revision, self.request.POST
        if latest is None:
            return False
        # Autosave names the revision that it wrote itself; the form follows (static/js/keep_words.js).
        named = posted.get("overwrite_revision_id") or posted.get(LOADED)
        if named != str(latest.pk):
            return True
        return posted.get(LOADED) == named and posted.get(LOADED_AT, _stamp(latest)) != _stamp(latest)

    def post(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Save the form, or answer 409 and save nothing."""
        if self.latest_revision and wrote(request, self.latest_revision):
            self._build_on_own_save()
        with named_by_the_form(request) if self.expects_json_response else nullcontext():
            return self._save_or_refuse(request, *args, **kwargs)

    def _save_or_refuse(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.page.alias_of_id or self.expects_json_response or not self.is_out_of_date:
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        form = self._bound_to(self.previous_revision.as_object() if self.is_reverting else self._loaded_page())
        form.defer_required_fields()
        if self.locked_for_user or not form.is_valid():
            return self._still_wrong(form)
        self.form, self.has_content_changes = form, True
        merge = PageMerge(self._loaded_page(), self.latest_revision, form.save(commit=False))
        if not merge.is_overwriting:
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        if request.POST.get(OVER) == _name(self.latest_revision) and not merge.missing(request.POST):
            return self._save_both(merge)
        return self._both_versions(merge)

    def _build_on_own_save(self: Any) -> None:
        """Let the form name the revision that it wrote itself, where the answer to that save never came."""
        named = self.request.POST.copy()
        named[LOADED], named[LOADED_AT] = str(self.latest_revision.pk), _stamp(self.latest_revision)
        if "overwrite_revision_id" in named:
            named["overwrite_revision_id"] = named[LOADED]
        self.request.POST = named

    def json_error_response(self: Any, error_code: str, error_message: str) -> JsonResponse:
        """Answer autosave. That another version has been saved is a conflict, which is 409 here, too."""
        answer: JsonResponse = super().json_error_response(error_code, error_message)  # type: ignore[misc]
        answer.status_code = 409 if error_code == "invalid_revision" else answer.status_code
        return answer

    def get_context_data(self: Any, **kwargs: Any) -> dict[str, Any]:
        """Wagtail's, but a form that is shown again still names what it was loaded from."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        if hasattr(self, "_still_loaded"):
            context["loaded_revision_created_at"] = self.request.POST.get(LOADED_AT, "")
        return context

    def _loaded_page(self: Any) -> Any:
        """The page as the form was loaded from; None when that is gone, or autosave has overwritten it."""
        posted = self.request.POST
        number = posted.get(LOADED, "")
        there = self.page.revisions.filter(pk=number).first() if number.isdecimal() else None
        if there is None or posted.get(LOADED_AT, _stamp(there)) != _stamp(there):
            return None
        if there.pk == self.page.live_revision_id:
            # Wagtail then fills the form from the database, where rows have keys that the revision may lack.
            return Page.objects.get(pk=self.page.pk).specific
        return there.as_object()

    def _bound_to(self: Any, page: Any) -> Any:
        """The form with what was typed. It would be refused for rows that are not there: those that only an unknown
        base had are made, and comments that somebody has deleted meanwhile are left out.
        """
        instance, data = page or self.latest_revision.as_object(), self.request.POST.copy()
        comments = getattr(instance, COMMENTS_RELATION_NAME).all()
        there = {str(comment.pk) for comment in comments if comment.has_valid_contentpath(instance)}
        for number in range(_number(data, "comments-INITIAL_FORMS")):
            if data.get(f"comments-{number}-id", "") not in there:
                data[f"comments-{number}-DELETE"] = "on"
        for name, formset in self.form_class.formsets.items() if page is None else ():
            if name != "comments":
                sent = (data.get(f"{name}-{number}-id", "") for number in range(_number(data, f"{name}-INITIAL_FORMS")))
                _add_rows(getattr(instance, name), formset, {int(key) for key in sent if key.isdecimal()})
        form = self.form_class(
            data,
            self.request.FILES,
            instance=instance,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )
        for name, rows in form.formsets.items():
            for row in rows.forms if name != "comments" else ():
                # A row that somebody has taken away meanwhile is no wrong choice: it is shown as such.
                row.fields["id"] = IntegerField(required=False, widget=HiddenInput)
        return form

    def _still_wrong(self: Any, form: Any) -> HttpResponse:
        """The form again with its errors. It still names the revision that it was loaded from."""
        self.form, self.page, self._still_loaded = form, form.instance, True
        number = self.request.POST.get(LOADED, "")
        is_own = number.isdecimal() and Revision.page_revisions.filter(pk=number, object_id=str(self.page.pk)).exists()
        self.page.latest_revision_id = int(number) if is_own else None
        form.restore_required_fields()
        answer: HttpResponse = self.form_invalid(form)
        return answer

    def _both_versions(self: Any, merge: PageMerge) -> HttpResponse:
        """409: theirs and mine, field by field, with what is to be chosen."""
        posted = self.request.POST
        handler = self.edit_handler.get_bound_panel(instance=merge.theirs, request=self.request, form=None)
        parts = shown_parts(merge, handler, posted)
        kept = [(name, values) for name, values in posted.lists() if not name.startswith((CHOICE, OVER, "csrf"))]
        is_second_try = OVER in posted
        return self.response_class(
            self.request,
            "portal/admin/both_versions.html",
            {
                **self._frame(),
                "page": self.page,
                "parts": parts,
                "to_choose": [part for part in parts if not part.side],
                "has_merged": any(part.side for part in parts),
                "revision": merge.revision,
                "is_own": merge.revision.user_id == self.request.user.pk,
                "writer": get_user_display_name(merge.revision.user) if merge.revision.user else _("the portal"),
                "over": _name(merge.revision),
                "kept": kept,
                "is_newer": is_second_try and posted[OVER] != _name(merge.revision),
                "is_incomplete": is_second_try and posted[OVER] == _name(merge.revision),
                "was_more_than_a_save": self._is_more_than_a_save,
                "knows_base": merge.base is not None,
            },
            status=409,
        )

    def _frame(self: Any) -> dict[str, Any]:
        title = _("Two versions of the page")
        # No link back to the editor: the words of this form stand on this page alone.
        crumbs = [{"url": "", "label": self.get_page_subtitle()}, {"url": "", "label": title}]
        return {"page_title": title, "header_title": title, "breadcrumbs_items": crumbs, "header_icon": "warning"}

    def _save_both(self: Any, merge: PageMerge) -> HttpResponse:
        """Save the words of both as a new draft, and the comments of this form, then open the editor.

        What else the button was to do is left: nobody has read the words of both together yet.
        """
        self.page = page = merge.merged(self.request.POST)
        form = self._bound_to(page)
        comments = form.formsets.get("comments")
        has_comments = bool(comments and comments.management_form.is_valid() and comments.is_valid())
        if has_comments:
            comments.save(commit=False)
        if not page.live:
            page.save(clean=False)
        self.subscription.save()
        revision = page.save_revision(user=self.request.user, log_action=True, clean=False)
        if has_comments:
            self.form = form
            changes = self.get_commenting_changes()
            self.log_commenting_changes(changes, revision)
            self.send_commenting_notifications(changes)
        self._say_what_was_saved()
        # Not the hooks after an edit: they tell what the button did.
        answer: HttpResponse = self.redirect_and_remain()
        return answer

    @property
    def _is_more_than_a_save(self: Any) -> bool:
        """Whether another button was pressed. Wagtail forgets one that this user may not press (`action_name`)."""
        return any(name.startswith("action-") for name in self.request.POST)

    def _say_what_was_saved(self: Any) -> None:
        told = _("The words of both are saved as a draft.")
        if self._is_more_than_a_save:
            told += " " + _("Read the page through and press the button again: nothing else has been done yet.")
        messages.success(self.request, told)


def _add_rows(rows: Any, formset: Any, sent: set[int]) -> None:
    """Make the rows with these keys that are not there, unless they belong to another page."""
    page, model = rows.instance, formset.model
    of_others = model._base_manager.filter(pk__in=sent).exclude(**{formset.fk.name: page.pk})
    known = {row.pk for row in rows.all()} | set(of_others.values_list("pk", flat=True))
    rows.add(*(model(pk=key) for key in sent - known))


def _number(data: Any, name: str) -> int:
    value = data.get(name, "")
    return min(int(value), 1000) if value.isdecimal() else 0


def _stamp(revision: Revision) -> str:
    return str(revision.created_at.isoformat())


def _name(revision: Revision) -> str:
    """A name of the revision as it is now: autosave may write it again."""
    return f"{revision.pk} {_stamp(revision)}"
