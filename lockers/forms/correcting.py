"""A found item described better, a deposit put elsewhere."""

from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm

from ..models import Place
from ..services.correcting import Described
from .parts import choice, text


class CorrectForm(ActForm):
    """The words of a found item as they should read, and why."""

    description = text(_("What it is"), 200, autofocus=True)
    colour = text(_("Colour"), 20, required=False)
    where = text(_("Found where"), 100)
    marks = text(_("Marks only the owner knows"), 200, required=False)
    why = text(_("Reason"), 200)

    @property
    def described(self) -> Described:
        """As filled in."""
        filled = self.cleaned_data
        return Described(filled["description"], filled["colour"], filled["marks"], filled["where"])


class MoveForm(ActForm):
    """Where a deposit lies from now on, and why."""

    place = choice(_("Place"), Place.choices)
    spot = text(_("Spot"), 40, required=False, autofocus=True)
    why = text(_("Reason"), 200)
