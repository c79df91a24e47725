"""The gift of a case: chosen, its text read and signed, linked both ways."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deskops.core.frozen import fingerprint
from deskops.core.pages import page
from deskops.core.refusals import Refused
from deskops.org.access import DeskRequest, desk_view
from gifts.models import GiftIssue
from gifts.queries.stock import hidden_from

from ..acts import ACTS
from ..forms.gifts import GiftForm
from ..models import Complaint
from ..roles import CLERKS, READERS
from ..services.giving import gift_left, gift_text
from .reach import case_in_reach

ACT = ACTS["gift"]


@desk_view(reads=READERS, acts=CLERKS)
def gift(request: DeskRequest, pk: int) -> HttpResponseBase:
    """First the gifts, then the text that the customer signs."""
    case = case_in_reach(request, pk)
    form = GiftForm(request.POST or None, case=case, request=request)
    text, made = _try(request, form) if request.method == "POST" else ("", None)
    if made:
        messages.success(request, str(ACT.done))
        return redirect("gifts:given", made.pk)
    return _page(request, case, form, text)


def _try(request: DeskRequest, form: GiftForm) -> tuple[str, GiftIssue | None]:
    """The text to be signed and, once it was read and signed, what was given."""
    if not form.is_valid():
        return "", None
    try:
        text = gift_text(form.case, form.wanted, request.now)
    except Refused as refused:
        form.refuse(refused)
        return "", None
    if form.cleaned_data["seen"] != fingerprint(text) or form.cleaned_data["signed"] is None:
        form.show(fingerprint(text))
        return text, None
    made = form.attempt(
        lambda: ACT.service(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            complaint_id=form.case.pk,
            **form.arguments(),
        )
    )
    return text, made


def _page(request: DeskRequest, case: Complaint, form: GiftForm, text: str) -> HttpResponse:
    context = {
        "act": ACT,
        "case": case,
        "form": form,
        "text": text,
        "left": gift_left(case),
        "hidden": bool(hidden_from(request.access)),
        "again": request.get_full_path(),
        "aside": True,
    }
    return page(request, "complaints/gift.html", context)
