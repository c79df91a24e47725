"""Stock, movements, the register, papers to compare."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.pages import LatestPaginator, Tab, page
from deskops.core.shell import Tone
from deskops.documents.models import Document
from deskops.org.access import DeskRequest, desk_view
from members.rules.masks import mask_phone

from ..forms.issuing import RegisterForm, WordsForm
from ..models import GiftIssue, GiftPurchase, Place, Stock
from ..queries import lists
from ..queries.stock import LATEST, campaigns_for, hidden_from, movements, places_of, stock_of
from ..roles import ASKERS, CLERKS, COUNTERS, EVERYBODY, KEEPERS, READERS, SETTLERS
from ..services.purchases import settle as settle_purchase
from .reach import ISSUE_TONES, require_role
from .tabs import issuing, keeping

PURCHASE_TONES = {
    GiftPurchase.State.UNVERIFIED: Tone.DUE,
    GiftPurchase.State.MISMATCH: Tone.LATE,
}


@desk_view(reads=READERS)
def stock(request: DeskRequest) -> HttpResponse:
    """What lies at each place; the book of a place that is being counted isn't shown."""
    store, hidden = request.access.store, hidden_from(request.access)
    rows = stock_of(store)
    places = [
        (place, place.pk in hidden, [row for row in rows if row.place_id == place.pk])
        for place in places_of(store)
    ]
    context = {
        "places": [one for one in places if one[2] or one[0].kind != Place.Kind.TRANSIT],
        "may_draw": request.access.may(*COUNTERS),
        "may_arrive": request.access.may(*KEEPERS),
        "may_ask": request.access.may(*ASKERS),
        "may_issue": request.access.may(*CLERKS),
        "pages": keeping(request, "stock"),
    }
    return render(request, "gifts/stock.html", context)


@desk_view(reads=READERS)
def moved(request: DeskRequest) -> HttpResponse:
    """Movements of the store, the latest first, or of one gift at a place; a page without counting."""
    store, hidden = request.access.store, hidden_from(request.access)
    wanted, before = _number(request.GET.get("stock", "")), _number(request.GET.get("before", ""))
    one = Stock.objects.filter(pk=wanted or 0, place__store=store).select_related("item", "place").first()
    rows = movements(store, stock=one.pk if one else None, before=before)
    context = {
        "stock": one,
        "rows": [(row, row.stock.place_id in hidden) for row in rows[:LATEST]],
        "older": rows[LATEST - 1].pk if len(rows) > LATEST else None,
    }
    return render(request, "gifts/movements.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


@desk_view(reads=READERS)
def register(request: DeskRequest) -> HttpResponse:
    """What was issued, by campaign; found by receipt or telephone."""
    store = request.access.store
    choices = campaigns_for(store).order_by("-ends", "-pk").values_list("pk", "name")[:100]
    form = RegisterForm(request.GET or None, campaigns=list(choices))
    filled = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = lists.register(
        store,
        campaign=_number(filled.get("campaign") or ""),
        typed=filled.get("q") or "",
        before=_number(request.GET.get("before", "")),
    )
    rows = [
        (row, mask_phone(row.telephone), ISSUE_TONES[GiftIssue.State(row.state)])
        for row in found[: lists.PAGE]
    ]
    context = {
        "form": form,
        "rows": rows,
        "older": found[lists.PAGE - 1].pk if len(found) > lists.PAGE else None,
        "report": _report(request),
        "pages": issuing(request, "register"),
    }
    return render(request, "gifts/register.html", context)


def _report(request: DeskRequest) -> str:
    """Where the register is exported, for who may."""
    from deskops.ledger.reports.exporting import READERS as REPORT_READERS

    return reverse("finance:report", args=["gifts"]) if request.access.may(*REPORT_READERS) else ""


@desk_view(reads=EVERYBODY)
def document(request: DeskRequest, pk: int) -> HttpResponse:
    """To the page of a paper of gifts."""
    kinds = ["gift_issue", "gift_count", "gift_arrival", "gift_request", "gift_plan"]
    paper = request.access.get(Document.objects.filter(kind__in=kinds), pk=pk)
    if paper.kind == "gift_count":
        count = lists.counts(request.access).filter(document=paper).first()
        return redirect("gifts:count", count.pk) if count else redirect("gifts:counts")
    pages = {"gift_issue": "given", "gift_arrival": "arrival", "gift_request": "request", "gift_plan": "plan"}
    return redirect(f"gifts:{pages[paper.kind]}", paper.pk)


@desk_view(reads=READERS)
def purchases(request: DeskRequest) -> HttpResponse:
    """Papers that differ from the POS's file, or wait for it."""
    state = GiftPurchase.State.UNVERIFIED if "unverified" in request.GET else GiftPurchase.State.MISMATCH
    rows = lists.to_check(request.access.store, state)
    found: Paginator[GiftPurchase] = LatestPaginator(rows, lists.PAGE)
    url = reverse("gifts:purchases")
    context = {
        "found": found.get_page(request.GET.get("page")),
        "tone": PURCHASE_TONES[state],
        "differs": state == GiftPurchase.State.MISMATCH,
        "tabs": [
            Tab(_("To settle"), url, state == GiftPurchase.State.MISMATCH),
            Tab(_("Waiting for the POS's file"), f"{url}?unverified", state == GiftPurchase.State.UNVERIFIED),
        ],
        "may_settle": request.access.may(*SETTLERS),
        "pages": issuing(request, "purchases"),
    }
    return render(request, "gifts/purchases.html", context)


@desk_view(acts=SETTLERS)
def settle(request: DeskRequest, pk: int) -> HttpResponse:
    """The desk supervisor clears up a paper that the POS tells otherwise."""
    found = request.access.get(GiftPurchase.objects.select_related("store"), pk=pk)
    require_role(request, found.store, acts=SETTLERS)
    form = WordsForm(request.POST or None, label=_("How it was cleared up"))
    done = form.attempt(
        lambda: settle_purchase(
            request_key=form.cleaned_data["request_key"],
            purchase_id=pk,
            how=form.cleaned_data["words"],
            by=request.user,
            now=request.now,
        )
    )
    if done:
        messages.success(request, _("Settled: %(number)s.") % {"number": found.number})
        return redirect("gifts:purchases")
    context = {"form": form, "purchase": found, "back_url": reverse("gifts:purchases"), "aside": True}
    return page(request, "gifts/settle.html", context)
