"""A register in the admin that is read, searched, filtered and exported, and never written in."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.helpers.search import DjangoORMSearchHandler
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from portal.spreadsheets import harmless


class ReadOnly(PermissionHelper):
    """To read is the model's view permission; nobody adds, changes or deletes."""

    def user_can_list(self, user: Any) -> bool:
        return bool(user.has_perm(f"{self.opts.app_label}.view_{self.opts.model_name}"))

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return self.inspect_view_enabled and self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class _Search(DjangoORMSearchHandler):
    def search_queryset(self, queryset: Any, search_term: str | None, **kwargs: Any) -> Any:
        """PostgreSQL takes no NUL in a text, not even to look for it."""
        return super().search_queryset(queryset, (search_term or "").replace("\0", ""), **kwargs)


class RegisterView(IndexView):
    def to_row_dict(self, item: Any) -> dict[str, Any]:
        row: dict[str, Any] = super().to_row_dict(item)
        for field, value in row.items():
            if isinstance(value, str):
                row[field] = harmless(value)
        return row


class Register(ModelAdmin):
    list_per_page = 50
    history_view_enabled = False
    search_handler_class = _Search
    index_view_class = RegisterView
    permission_helper_class = ReadOnly

    def index_view(self, request: HttpRequest) -> HttpResponse:
        """The list; an address with a filter that makes no sense leads to the whole list."""
        try:
            return super().index_view(request)
        except (IncorrectLookupParameters, ValueError):
            return redirect(self.url_helper.index_url)
