"""Registers in the admin: lists that can be searched, filtered and exported, but not changed."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.helpers.search import DjangoORMSearchHandler
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from portal.spreadsheets import OpensInExcel


class ReadOnly(PermissionHelper):
    """Permissions on a register: whoever has the model's view permission may read; nobody may write."""

    def user_can_list(self, user: Any) -> bool:
        """Whether a user may see the register."""
        return bool(user.has_perm(f"{self.opts.app_label}.view_{self.opts.model_name}"))

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        """Whether a user may see the details of a row."""
        return self.inspect_view_enabled and self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        """Nobody may add a row."""
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """Nobody may change a row."""
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        """Nobody may delete a row."""
        return False


class _Search(DjangoORMSearchHandler):
    def search_queryset(self, queryset: Any, search_term: str | None, **kwargs: Any) -> Any:
        """The rows that hold the term. PostgreSQL refuses NUL characters, so they are removed."""
        return super().search_queryset(queryset, (search_term or "").replace("\0", ""), **kwargs)


class RegisterView(OpensInExcel, IndexView):
    """The list of a register, and its export as a spreadsheet."""

    def get_filters(self, request: HttpRequest) -> Any:
        """The filters of the register. Raises IncorrectLookupParameters for any other lookup in the address: its hits
        would tell what no column shows.
        """
        found = super().get_filters(request)
        if found[2]:
            raise IncorrectLookupParameters
        return found

    def get_heading(self, queryset: Any, field: str) -> str:
        """The name of a column; Wagtail's own writes each of its words with a capital letter."""
        return capfirst(str(label_for_field(field, model=self.model, model_admin=self.model_admin)))


class Register(ModelAdmin):
    """A register in the admin. Subclasses name their model, columns and filters."""

    list_per_page = 50
    history_view_enabled = False
    search_handler_class = _Search
    index_view_class = RegisterView
    permission_helper_class = ReadOnly

    def index_view(self, request: HttpRequest) -> HttpResponse:
        """The list. A filter in the address that is none leads to the whole list. Raises PermissionDenied for an
        export by who may have none.
        """
        if "export" in request.GET and not self.get_list_export(request):
            raise PermissionDenied
        try:
            return super().index_view(request)
        except (IncorrectLookupParameters, ValueError):
            return redirect(self.url_helper.index_url)
