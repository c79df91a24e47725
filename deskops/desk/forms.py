"""Forms of the desk's own pages: signing in, passwords, codes."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Employee number and password."""

    error_messages = {
        "invalid_login": _("Employee number and password don't match. Check both; mind capital letters."),
        "inactive": _("This employee number may not sign in any more. Ask the administrator."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Employee number")
        self.fields["username"].widget.attrs |= {"inputmode": "text", "spellcheck": "false"}


class CodeForm(forms.Form):
    """The six figures of the second factor."""

    code = forms.CharField(
        label=_("Code"),
        max_length=6,
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "class": "code"}
        ),
        help_text=_("The six figures that the app on your phone shows now."),
    )


class PasswordForm(forms.Form):
    """The person's own password, asked for again before something dangerous."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )


class SearchForm(forms.Form):
    """What was typed or scanned into the search box."""

    q = forms.CharField(max_length=60, required=False)
