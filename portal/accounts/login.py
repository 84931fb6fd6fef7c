"""Signing in to the admin, and asking for a new password by mail."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_from_request, override
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.admin.forms import auth
from wagtail.admin.views.account import PasswordResetView

from portal.accounts.login_limits import Wait, count, forget, wait
from portal.models import Attempt

Door = Attempt.Door


class PatientBackend(ModelBackend):
    """Django's login by password, with the limits of portal.accounts.login_limits. Every form that signs in passes
    here.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Any:
        """The user, or None for a wrong password. Raises PermissionDenied when too many were tried."""
        if request is None or username is None:
            return super().authenticate(request, username=username, password=password, **kwargs)
        try:
            attempt = count(Door.SIGN_IN, username, request)
        except Wait as refusal:
            raise PermissionDenied from refusal
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user:
            forget(attempt)
        return user


def in_readers_language(view: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a view so that it speaks the browser's language.

    The admin's addresses have no language prefix, and Django would take the site's first language for them.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with override(get_language_from_request(request)):
            response = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    return wrapped


class LoginForm(auth.LoginForm):
    """The admin's login form, which says how long to wait after too many wrong passwords."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")

    def get_invalid_login_error(self) -> forms.ValidationError:
        """The error for a wrong password or too many attempts. It is the same for a name that no account has."""
        waiting = wait(Door.SIGN_IN, self.cleaned_data.get("username") or "", self.request)
        return forms.ValidationError(waiting.told(), code="wait") if waiting else super().get_invalid_login_error()


class ResetForm(auth.PasswordResetForm):
    """Asks for a new password. The answer is the same, and takes as long, whether or not an account has the address.

    The worker looks for the account and sends the mail.
    """

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        """Count this attempt. Raises ValidationError when there were too many."""
        cleaned: dict[str, Any] = super().clean()
        if "email" in cleaned:
            try:
                count(Door.RESET, cleaned["email"], self.request)
            except Wait as refusal:
                raise forms.ValidationError(refusal.told(), code="wait") from refusal
        return cleaned

    def save(self, **options: Any) -> None:
        """Queue the mail for the worker."""
        names = ("subject_template_name", "email_template_name", "use_https")
        send_reset.enqueue(
            email=self.cleaned_data["email"],
            language=get_language(),
            domain_override=self.request.get_host(),
            **{name: options[name] for name in names},
        )


class ResetView(PasswordResetView):
    """The page on which a new password is asked for."""

    form_class = ResetForm

    def get_form_class(self) -> type[ResetForm]:
        return ResetForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}


@task()
def send_reset(*, email: str, language: str, **options: Any) -> None:
    """Task of the worker: mail a link to each active account that has this address and a password."""
    form = auth.PasswordResetForm({"email": email})
    if form.is_valid():
        with override(language):
            form.save(**options)
