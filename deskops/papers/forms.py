"""The pad to sign on, as a field of any form of the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import Refused

from .strokes import Strokes, read


@dataclass(frozen=True)
class Signed:
    """What came of asking for a signature: the strokes, or None when the paper was signed."""

    strokes: Strokes | None


class SignaturePad(forms.Widget):
    """A pad for pen, finger or mouse; the keyboard's way is to say that the paper was signed."""

    use_fieldset = True

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Draws the partial `papers/_signature.html` from the project's templates."""
        shown = value if isinstance(value, Mapping) else {}
        return render_to_string(
            "papers/_signature.html",
            {
                "name": name,
                "id": (attrs or {}).get("id") or f"id_{name}",
                "described": (attrs or {}).get("aria-describedby", ""),
                "strokes": shown.get("strokes", ""),
                "on_paper": shown.get("on_paper", False),
            },
        )

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, Any]:
        return {"strokes": data.get(name, ""), "on_paper": bool(data.get(f"{name}_on_paper"))}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}_on_paper" not in data


class SignatureField(forms.Field):
    """Cleans to `Signed`. A required one is drawn or said to be on paper."""

    widget = SignaturePad
    default_error_messages = {"required": _("Sign on the pad, or say that it was signed on paper.")}

    def clean(self, value: Any) -> Signed | None:
        """The paper counts when both are given: its box switches the pad off."""
        if value and value["on_paper"]:
            return Signed(None)
        if not value or not value["strokes"]:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            return Signed(read(value["strokes"]))
        except Refused as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from None
