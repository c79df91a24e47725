"""What is entered about cashback."""

from .boxes import NotesForm, OpenBoxForm, PassForm, ReasonForm
from .counter import CallForm, ExceptionForm, FindForm, PayForm
from .month import CloseForm, DrawForm, FileForm, OpenForm, TakeForm

__all__ = [
    "CallForm",
    "CloseForm",
    "DrawForm",
    "ExceptionForm",
    "FileForm",
    "FindForm",
    "NotesForm",
    "OpenBoxForm",
    "OpenForm",
    "PassForm",
    "PayForm",
    "ReasonForm",
    "TakeForm",
]
