"""Beginning a refund: the purchase is found, or typed from its paper."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.receipts.models import Receipt

from ..forms.opening import FindForm, OpenForm, PaperForm
from ..models import Purchase, Refund
from ..queries.finding import find, shown
from ..services.opening import open_refund
from .reach import CLERKS, steps_of


@desk_view(acts=CLERKS)
def new(request: DeskRequest) -> HttpResponse:
    """Find the receipt by its number; begin a refund or an exchange of it."""
    form = OpenForm(request.POST or None)
    made = form.attempt(lambda: _open(request, form))
    if made:
        return redirect("refunds:refund", made.pk)
    number = request.GET.get("number", "").strip()
    found = find(number, request.access.store) if number else None
    receipt = _chosen(request, form) or (found.only if found else None)
    finder = FindForm(initial={"number": number})
    finder.fields["number"].widget.attrs["autofocus"] = not number and receipt is None
    context = {
        "form": form,
        "find": finder,
        "found": found,
        "shown": shown(receipt) if receipt else None,
        "steps": steps_of(0),
    }
    return page(request, "refunds/new.html", context)


def _chosen(request: DeskRequest, form: OpenForm) -> Receipt | None:
    """The receipt that was picked among several, or came from its own page; in this store only."""
    wanted = form.data.get("receipt") or request.GET.get("receipt", "")
    if not str(wanted).isdigit() or len(str(wanted)) > 18:
        return None
    rows = Receipt.objects.filter(store=request.access.store).select_related("store")
    return rows.filter(pk=wanted).first()


def _open(request: DeskRequest, form: OpenForm) -> Refund:
    filled = form.cleaned_data
    if filled["purchase"]:
        request.access.get(Purchase.objects.filter(store=request.access.store), pk=filled["purchase"])
    receipt = get_object_or_404(Receipt, pk=filled["receipt"]) if filled["receipt"] else None
    return open_refund(
        request_key=filled["request_key"],
        by=request.user,
        store=request.access.store,
        now=request.now,
        receipt_id=receipt.pk if receipt else None,
        purchase_id=filled["purchase"] if receipt is None else None,
        purpose=filled["purpose"],
    )


@desk_view(acts=CLERKS)
def paper(request: DeskRequest) -> HttpResponse:
    """Type the receipt from its paper: the POS's file hasn't come yet (未核)."""
    store = request.access.store
    initial = {"number": request.GET.get("number", ""), "day": store.business_date(request.now)}
    form = PaperForm(request.POST or None, store=store, initial=initial)
    made = form.attempt(
        lambda: open_refund(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            store=store,
            now=request.now,
            typed=form.typed,
            purpose=form.cleaned_data["purpose"],
        )
    )
    if made:
        return redirect("refunds:refund", made.pk)
    return page(request, "refunds/paper.html", {"form": form, "aside": True})
