"""Forms about an enquiry: passed on, promised, answered; the directory reviewed; a month's measure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm

from ..models.words import Department, Outcome, Way
from ..services.contacting import Talk
from .base import QUIET, choice, words_field
from .beside import time_field


class PassOnForm(ActForm):
    """To which department, and who there was told what."""

    department = choice(_("Department"), Department.choices)
    words = words_field(_("Who was told what"))

    def arguments(self) -> dict[str, Any]:
        """The service's own arguments."""
        return self.asked


class AnswerForm(ActForm):
    """How the caller was reached or not, and what they were told."""

    way = forms.ChoiceField(label=_("Way"), choices=Way.choices)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    words = words_field(_("What they were told"))

    @property
    def talk(self) -> Talk:
        """The talk that was filled in."""
        done = self.cleaned_data
        return Talk(Way(done["way"]), Outcome(done["outcome"]), done["words"])

    def arguments(self) -> dict[str, Any]:
        """The service's own arguments."""
        return {"talk": self.talk}


class PromiseForm(AnswerForm):
    """It takes longer: by when the caller hears, as they were told."""

    until = time_field(_("Promised until"))

    def arguments(self) -> dict[str, Any]:
        return {"talk": self.talk, "until": self.cleaned_data["until"]}


class LookForm(forms.Form):
    """What to look for in the directory or the frequent questions."""

    q = forms.CharField(
        label=_("Look for"),
        max_length=60,
        required=False,
        widget=forms.TextInput({**QUIET, "autofocus": True}),
    )


class ReviewForm(ActForm):
    """The directory was gone through."""

    words = forms.CharField(
        label=_("What was changed"), max_length=200, required=False, widget=forms.TextInput(QUIET)
    )


class MeasureForm(ActForm):
    """What is done about a month's complaints."""

    words = words_field(_("Measure for improvement"))
