"""Forms of the counter: the key that makes an act happen once, and a refusal shown where it belongs."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms

from .refusals import Refused


class ActForm(forms.Form):
    """A form that does one business act.

    ``request_key`` is made when the form opens and comes back with every try, so that the same press
    twice does the thing once. ``attempt`` runs the act and puts a refusal on the form, with all that
    was typed; ``status`` is the answer's HTTP status.
    """

    request_key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    refused: Refused | None = None

    def attempt[T](self, act: Callable[[], T]) -> T | None:
        """What ``act`` returns, or None when the form isn't filled properly or the act was refused."""
        if not self.is_valid():
            return None
        try:
            return act()
        except Refused as refused:
            self.refuse(refused)
            return None

    def refuse(self, refused: Refused) -> None:
        """Show a refusal: in the box above the form, and at the field it names."""
        self.refused = refused
        if refused.field in self.fields:
            self.add_error(refused.field, forms.ValidationError(str(refused.message), code=refused.code))

    @property
    def status(self) -> int:
        """200 for a form as opened, 422 for one that comes back with what is wrong."""
        return 422 if self.is_bound and (self.errors or self.refused) else 200

    @property
    def asked(self) -> dict[str, Any]:
        """What was filled in, without the request key: the arguments of the act."""
        return {name: value for name, value in self.cleaned_data.items() if name != "request_key"}
