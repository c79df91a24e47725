"""What the forms about a case share: words, files, a talk with the customer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.org.access import DeskRequest

from ..models import Complaint
from ..models.words import Outcome, Way
from ..services.contacting import Talk

IMAGES = ".png,.jpg,.jpeg,.pdf"
MOST_FILES = 6
QUIET = {"autocomplete": "off"}


class ManyFiles(forms.FileInput):
    """A box for several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []


class FilesField(forms.FileField):
    """Cleans to a list of files, empty when none were sent."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[File[bytes]]:
        """At most six, each as a file field takes it."""
        sent = [super(FilesField, self).clean(one, initial) for one in data or []]
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(_("At most six files at once."), code="too_many")
        return sent


def evidence_field() -> FilesField:
    """Files that belong to a step."""
    return FilesField(
        label=_("Evidence"),
        required=False,
        help_text=_("Photos or scans: PNG, JPEG or PDF, at most 8 MiB each. Seen by who may see the case."),
        widget=ManyFiles({"accept": IMAGES}),
    )


def words_field(label: Any, length: int = 1000, *, required: bool = True, rows: int = 2) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label, max_length=length, required=required, widget=forms.Textarea({"rows": rows})
    )


def yes_or_no(label: Any, yes: Any, no: Any) -> forms.TypedChoiceField:
    """A judgement: nothing is chosen beforehand."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


def choice(label: Any, choices: Any, *, required: bool = True, blank: Any = "") -> forms.ChoiceField:
    """A box to choose from a closed list; with ``blank`` nothing is chosen beforehand."""
    options = [("", blank or "——"), *choices]
    return forms.ChoiceField(label=label, choices=options, required=required)


class CaseForm(ActForm):
    """A form about one case; ``arguments`` are those of its service, beside who, when and which."""

    def __init__(self, *args: Any, case: Complaint, request: DeskRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.request = request

    def arguments(self) -> dict[str, Any]:
        """What was filled in, as the service takes it; files are stored by the view."""
        return {name: value for name, value in self.asked.items() if name != "evidence"}

    @property
    def sent(self) -> Sequence[File[bytes]]:
        """The files that were sent."""
        sent: Sequence[File[bytes]] = self.cleaned_data.get("evidence", [])
        return sent


class TalkForm(CaseForm):
    """How the customer was reached or not, and what was said."""

    way = forms.ChoiceField(label=_("Way"), choices=Way.choices)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    words = words_field(_("What was said"))

    @property
    def talk(self) -> Talk:
        """The talk that was filled in."""
        done = self.cleaned_data
        return Talk(Way(done["way"]), Outcome(done["outcome"]), done["words"])

    def arguments(self) -> dict[str, Any]:
        return {"talk": self.talk}
