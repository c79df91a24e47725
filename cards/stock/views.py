"""Blank cards: what is on hand, given out, written off, counted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from deskops.core.pages import LatestPaginator, page
from deskops.documents.models import Document
from deskops.org.access import DeskRequest, desk_view

from ..models import StockCount, StockMove
from . import services
from .forms import CountForm, GiveForm, SpoilForm
from .kind import give_out
from .queries import moves, standing, stretches
from .roles import ACTORS, GIVERS, READERS

KINDS = (services.SPOILED, services.COUNTED)


@desk_view(reads=READERS)
def stock(request: DeskRequest) -> HttpResponse:
    """The store's ranges on hand, how many cards stand where, and what was done last."""
    store = request.access.store
    shown = LatestPaginator(stretches(store), 15).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "standing": standing(store),
        "moves": moves(store)[:12],
        "may_act": request.access.may(*ACTORS),
        "may_give": request.access.may(*GIVERS),
    }
    return render(request, "cards/stock/list.html", context)


@desk_view(acts=GIVERS)
def give(request: DeskRequest) -> HttpResponse:
    """Finance gives ranges to the desk: a handoff that both sign."""
    form = GiveForm(request.POST or None)
    made = form.attempt(
        lambda: give_out(by=request.user, store=request.access.store, now=request.now, **form.cleaned_data)
    )
    if made:
        return redirect("handoffs:page", made.pk)
    return page(request, "cards/stock/give.html", {"form": form})


@desk_view(acts=ACTORS)
def spoil(request: DeskRequest) -> HttpResponse:
    """Write blank cards off."""
    form = SpoilForm(request.POST or None)
    made = form.attempt(
        lambda: services.spoil(
            by=request.user, store=request.access.store, now=request.now, **form.cleaned_data
        )
    )
    if made:
        return redirect("cards:stock_paper", made.pk)
    return page(request, "cards/stock/spoil.html", {"form": form})


@desk_view(acts=ACTORS)
def count(request: DeskRequest) -> HttpResponse:
    """Count what is on hand."""
    form = CountForm(request.POST or None)
    made = form.attempt(
        lambda: services.count_stock(
            by=request.user, store=request.access.store, now=request.now, **form.cleaned_data
        )
    )
    if made:
        messages.success(request, _("The count is written down."))
        return redirect("cards:stock_paper", made.pk)
    ranges = stretches(request.access.store)[:40]
    return page(request, "cards/stock/count.html", {"form": form, "ranges": ranges, "aside": True})


@desk_view(reads=READERS)
def paper(request: DeskRequest, pk: int) -> HttpResponse:
    """One paper of the blank cards: written off, or a count with its difference."""
    papers = Document.objects.select_related("store", "maker").filter(kind__in=KINDS)
    document = get_object_or_404(papers, pk=pk, store=request.access.store)
    counted = StockCount.objects.filter(pk=pk).first()
    context = {
        "document": document,
        "counted": counted,
        "spans": counted.spans.select_related("series").order_by("pk") if counted else [],
        "moved": StockMove.objects.filter(document=document).select_related("series").order_by("pk"),
    }
    return render(request, "cards/stock/paper.html", context)
