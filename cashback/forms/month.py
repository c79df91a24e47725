"""The month: opening it, the list, the draw, the close."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm

from .boxes import NotesForm

LARGEST = 64 * 1024**2  # bytes; a list of 100,000 lines is some 5 MB


class OpenForm(ActForm):
    """The month to open."""

    month = forms.DateField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, month: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].initial = month


class FileForm(ActForm):
    """The information department's list."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV (UTF-8 or GB18030) or XLSX."),
        widget=forms.ClearableFileInput({"accept": ".csv,.txt,.xlsx"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 64 MiB."))
        return upload


class TakeForm(ActForm):
    """Whether the sound rows come in without the others."""

    partial = forms.BooleanField(
        label=_("Take in the sound rows although others are refused"), required=False
    )


class DrawForm(NotesForm):
    """The notes that finance gives, and into which box."""

    box = forms.ChoiceField(label=_("Box"))

    def __init__(self, *args: Any, boxes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [str(number) for number in range(1, boxes + 2)]
        self.fields["box"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]


class CloseForm(ActForm):
    """How a difference of cash is explained, where there is one."""

    words = forms.CharField(
        label=_("Difference explained"), required=False, max_length=300, widget=forms.Textarea({"rows": 2})
    )
