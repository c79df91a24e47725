"""Printing any document's paper."""

from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deskops.core.refusals import Refused
from deskops.documents.kinds import document_kinds
from deskops.documents.models import Document
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from .kinds import papers_of
from .paper import Size
from .services import Printed, print_paper


class Asked(forms.Form):
    """What a link may ask for besides the document; anything else is a page that doesn't exist."""

    paper = forms.CharField(required=False, max_length=40)
    copy = forms.IntegerField(required=False, min_value=1)
    size = forms.TypedChoiceField(required=False, choices=Size, coerce=Size, empty_value=None)
    language = forms.ChoiceField(required=False, choices=settings.LANGUAGES)


@require_GET
@desk_view(reads=Role.everyone())
def paper(request: DeskRequest, number: str) -> HttpResponse:
    """The PDF of a document's paper; each answer is a printing and is recorded as one.

    ``?copy=2`` one copy, ``?size=slip`` another sheet, ``?paper=code`` another paper of the document,
    ``?language=en``. Who may open the document's page may print it.
    """
    document = _document(request, number)
    asked = Asked(request.GET)
    if not asked.is_valid() or not papers_of(document):
        raise Http404
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=503)
    try:
        printed = print_paper(
            document=document, by=request.user, now=request.now, request_key=uuid4(), **asked.cleaned_data
        )
    except Refused as refusal:
        return render(request, "papers/refused.html", {"refusal": refusal, "document": document}, status=422)
    return _pdf(document, printed)


def _document(request: DeskRequest, number: str) -> Document:
    rows = Document.objects.select_related("store", "maker")
    document = request.access.get(rows, number=number)
    kind = document_kinds.get(document.kind)
    if (kind.readers | {Role.AUDITOR}).isdisjoint(request.access.roles_at(document.store)):
        raise PermissionDenied
    if not kind.opens(document, request.access):
        raise Http404
    return document


def _pdf(document: Document, printed: Printed) -> HttpResponse:
    """Shown by the browser, kept by nobody."""
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{document.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
