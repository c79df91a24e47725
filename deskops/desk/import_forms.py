"""Bringing a file: which, for which store; and what to do with rows that are refused."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.org.models import Store

LARGEST = 2 * 1024**3  # bytes


class UploadForm(ActForm):
    """A table to look at before it is taken in."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV (UTF-8 or GB18030) or XLSX, at most 2 GiB."),
        widget=forms.ClearableFileInput({"accept": ".csv,.txt,.xlsx"}),
    )
    store = forms.ModelChoiceField(
        Store.objects.none(),
        label=_("Store of rows that name none"),
        required=False,
    )

    def __init__(self, *args: Any, stores: QuerySet[Store], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["store"].queryset = stores  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[bytes]:
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 GiB."))
        return upload


class TakeForm(ActForm):
    """Whether sound rows may come in without the others, and whether new places are made."""

    partial = forms.BooleanField(
        label=_("Take in the sound rows although others are refused"), required=False
    )
    create_stores = forms.BooleanField(label=_("Make stores and floors that don't exist yet"), required=False)
