"""Leaving a large item, giving it back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.forms import ActForm
from deskops.papers.forms import SignatureField
from deskops.papers.models import Proxy

from ..models import Category, Place
from ..services.deposits import Goods
from .parts import KeepingFields, SecondFields, WhoFields, choice, photo_field, text, words


class DepositForm(WhoFields, ActForm):
    """What is left by whom; the scanner fills the tag and goes on."""

    paper = None  # type: ignore[assignment]  # nobody's identity is looked at when something is left
    last4 = None  # type: ignore[assignment]
    tag = text(
        _("The house's tag"),
        40,
        required=False,
        css="code",
        data_scan="page",
        data_scan_next="",
    )
    description = text(_("What it is"), 200)
    pieces = forms.IntegerField(
        label=pgettext_lazy("deposit", "Pieces"),
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.NumberInput({"class": "num"}),
    )
    look = text(_("How it looks"), 200, required=False)
    place = choice(_("Place"), Place.choices)
    spot = text(_("Spot"), 40, required=False)
    valuables = text(_("Valuables declared"), 200, required=False)
    seal = text(_("Seal number"), 40, required=False, css="code")
    photo = photo_field()
    member = forms.IntegerField(required=False, widget=forms.HiddenInput)
    signed = SignatureField(label=_("Customer's signature on the rules and what is left"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].initial = Place.RACK
        self.fields["description"].widget.attrs["autofocus"] = True

    @property
    def goods(self) -> Goods:
        """What is left, as filled in."""
        names = ("description", "place", "spot", "look", "pieces", "valuables", "seal", "tag")
        return Goods(**{name: self.cleaned_data[name] for name in names})


class TagForm(ActForm):
    """Given back against the tag: it is scanned, and whoever takes it signs."""

    scanned = text(
        _("Customer's slip or tag"),
        40,
        css="code",
        data_scan="page",
        data_scan_next="",
        autofocus=True,
    )
    name = text(_("Taken by another person"), 60, required=False)
    signed = SignatureField(label=_("Signature of who takes it"))


class NoTagForm(SecondFields, ActForm):
    """Given back without the tag: identity, reason, signature; a second person for declared valuables."""

    reason = words(_("Why there is no tag"), 200, autofocus=True)
    name = text(_("Taken by another person"), 60, required=False)
    paper = choice(_("Paper seen"), Proxy.Seen.choices)
    last4 = text(_("Its last four"), 4, css="code")
    signed = SignatureField(label=_("Signature of who takes it"))

    def __init__(self, *args: Any, second: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "password", "code"):
            if not second:
                del self.fields[name]


class PassForm(KeepingFields, SecondFields, ActForm):
    """An overdue deposit goes to lost property: what kind of thing, where it lies, who hands it over."""

    category = choice(_("Kind of thing"), Category.choices)
