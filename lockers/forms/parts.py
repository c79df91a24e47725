"""Fields that several forms share: a customer, a second signature, where a thing is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.approvals.counter import identify
from deskops.core.forms import ActForm
from deskops.org.access import DeskRequest
from deskops.org.models import Floor, Staff, Store
from deskops.papers.models import Proxy

from ..models import Category, Place
from ..services.custody import Keeping
from ..services.people import Who

CHOOSE = ("", _("choose"))
OFF = {"autocomplete": "off", "spellcheck": "false"}
PHOTOS = ("image/png", "image/jpeg")


def text(label: Any, most: int, *, required: bool = True, css: str = "", **attrs: Any) -> forms.CharField:
    """One line of words; ``data_scan`` and the like become attributes of the box."""
    named = {name.replace("_", "-"): value for name, value in attrs.items()}
    widget = forms.TextInput({**OFF, **named, **({"class": css} if css else {})})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget)


def words(label: Any, most: int, *, required: bool = True, **attrs: Any) -> forms.CharField:
    """Two lines of words."""
    widget = forms.Textarea({"rows": 2, **attrs})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget)


def choice(label: Any, choices: Any, *, required: bool = True) -> forms.ChoiceField:
    """A choice that begins with none chosen."""
    return forms.ChoiceField(label=label, choices=[CHOOSE, *choices], required=required)


def photo_field() -> forms.FileField:
    """A photo, looked at by its content when it is stored."""
    return forms.FileField(
        label=_("Photo"), required=False, widget=forms.FileInput({"accept": "image/png,image/jpeg"})
    )


def floor_field(store: Store | None) -> forms.ModelChoiceField[Floor]:
    """A floor of the store, or none."""
    floors = Floor.objects.filter(store=store).order_by("code") if store else Floor.objects.none()
    return forms.ModelChoiceField(floors, label=_("Floor"), required=False, empty_label="–")


class WhoFields(forms.Form):
    """A customer: name and telephone; kind of paper and last four where identity is looked at."""

    name = text(_("Customer's name"), 60)
    phone = text(_("Telephone"), 40, inputmode="tel")
    paper = choice(_("Paper seen"), Proxy.Seen.choices)
    last4 = text(_("Its last four"), 4, css="code")

    @property
    def who(self) -> Who:
        """The customer as filled in; fields that a form leaves out are empty."""
        filled = self.cleaned_data
        return Who(**{name: filled.get(name) or "" for name in ("name", "phone", "paper", "last4")})


class SecondFields(forms.Form):
    """A colleague signs with number and password; both are never kept."""

    number = text(_("Employee number"), 20)
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    code = text(_("Code of the second factor"), 6, required=False, inputmode="numeric")

    def second(self, request: DeskRequest) -> Staff | None:
        """Who signed as second, proven; None when nobody was named. Raises Refused as ``identify``."""
        filled = self.cleaned_data
        if not filled.get("number"):
            return None
        return identify(
            request,
            number=filled["number"],
            password=filled.get("password") or "",
            code=filled.get("code") or "",
        )


class KeepingFields(forms.Form):
    """Where it lies, and under which seal."""

    place = choice(_("Place"), Place.choices)
    spot = text(_("Spot"), 40, required=False)
    seal = text(_("Seal number"), 40, required=False, css="code")

    @property
    def keeping(self) -> Keeping:
        """Where it lies as filled in."""
        filled = self.cleaned_data
        return Keeping(filled["place"], filled["spot"], filled["seal"])


class ThingFields(forms.Form):
    """What a thing is, how it looks."""

    category = choice(_("Kind of thing"), Category.choices)
    description = text(_("What it is"), 200)
    colour = text(_("Colour"), 20, required=False)
    marks = text(_("Marks only the owner knows"), 200, required=False)


class WordsForm(ActForm):
    """A reason, or what somebody said."""

    why = words(_("Reason"), 200)


class DayForm(forms.Form):
    """Filters of a list that goes on from a key."""

    q = forms.CharField(
        label=_("Number, tag, telephone or words"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "search", "data-scan": "page"}),
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    @property
    def wanted(self) -> dict[str, Any]:
        """What was asked for; a filter that makes no sense filters nothing."""
        filled = self.cleaned_data if self.is_valid() else {}
        return {"typed": (filled.get("q") or "").strip(), "before": filled.get("before")}
