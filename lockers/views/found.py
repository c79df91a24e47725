"""Found items: taken in, passed on, claimed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deskops.core.files import file_response
from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Staff

from ..forms.found import ClaimForm, FoundForm, PassOnForm, TakeOverForm
from ..forms.parts import DayForm
from ..models import Claim, FoundItem, Handling, LossReport
from ..queries import found as queries
from ..roles import CLERKS, READERS
from ..services import custody as services
from ..services.correcting import corrections_of
from ..services.items import items
from ..services.losses import claim_item
from ..services.people import Who
from .reach import ITEM_TONES, boxes_of, found_tabs, in_reach, older, with_photo

HOLDERS = services.TAKERS


@desk_view(reads=READERS)
def found(request: DeskRequest) -> HttpResponse:
    """What is kept, what has been kept for long enough, or all."""
    form, store = DayForm(request.GET or None), request.access.store
    named, wanted = request.GET.get("box", ""), form.wanted
    today = store.business_date(request.now)
    rows = queries.listed(store, box=named, today=today, **wanted)
    if wanted["typed"] and len(rows) == 1:
        return redirect("lockers:item", rows[0].document_id)
    labels = {"": pgettext("found items", "Kept"), "over": _("Keeping period over"), "all": _("All")}
    context = {
        "form": form,
        "box": named,
        "rows": [(row, ITEM_TONES[FoundItem.State(row.state)]) for row in rows[: queries.PAGE]],
        "today": today,
        "older": older(rows, queries.PAGE),
        "tabs": found_tabs("found", request.access),
        "boxes": boxes_of("lockers:found", labels, named),
        "may_act": request.access.may(*CLERKS),
    }
    return render(request, "lockers/found.html", context)


@desk_view(acts=CLERKS)
def new_item(request: DeskRequest) -> HttpResponse:
    """Take in what somebody found."""
    form = FoundForm(request.POST or None, request.FILES or None, store=request.access.store, now=request.now)
    item = form.attempt(lambda: _take_in(request, form))
    if item:
        messages.success(request, _("Taken in: %(number)s.") % {"number": item.document.number})
        return redirect("lockers:item", item.document_id)
    return page(request, "lockers/item_new.html", {"form": form})


def _take_in(request: DeskRequest, form: FoundForm) -> FoundItem:
    filled = form.cleaned_data
    colleague = form.second(request)
    return with_photo(
        filled["photo"],
        request.user,
        lambda photo: services.record_found(
            request_key=filled["request_key"],
            by=request.user,
            now=request.now,
            store=request.access.store,
            thing=form.thing,
            keeping=form.keeping,
            finder=Who(filled["name"], filled["phone"]),
            colleague=colleague,
            photo=photo,
        ),
    )


def _item(request: DeskRequest, pk: int) -> FoundItem:
    return in_reach(request, items(), "store", document=pk)


@desk_view(reads=READERS)
def item(request: DeskRequest, pk: int) -> HttpResponse:
    """The item, its chain of custody, and the reports of loss that may mean it."""
    thing = _item(request, pk)
    kept = thing.state == FoundItem.State.KEPT
    context = {
        "item": thing,
        "tone": ITEM_TONES[FoundItem.State(thing.state)],
        "chain": queries.chain(thing),
        "corrections": corrections_of(thing.document),
        "fits": queries.losses_like(thing) if kept else [],
        "claim": Claim.objects.filter(item=thing).select_related("document", "claimant", "second").first(),
        "kept": kept,
        "mine": thing.holder_id == request.user.pk,
        "over": kept and thing.keep_until < thing.store.business_date(request.now),
        "may_act": request.access.may(*CLERKS),
    }
    return render(request, "lockers/item.html", context)


@desk_view(reads=READERS)
def item_photo(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The photo of a found item."""
    thing = _item(request, pk)
    if thing.photo is None:
        raise Http404
    return file_response(thing.photo, inline=True)


@desk_view(acts=HOLDERS)
def pass_on(request: DeskRequest, pk: int) -> HttpResponse:
    """Take the item over from who has it; both sign."""
    thing = in_reach(request, items(), "store", acts=HOLDERS, document=pk)
    initial = {"place": thing.place, "spot": thing.spot, "seal": thing.seal}
    form = PassOnForm(request.POST or None, initial=initial)
    done = form.attempt(lambda: _pass_on(request, [thing], form, thing.holder))
    if done:
        messages.success(request, _("Taken over: %(number)s.") % {"number": thing.document.number})
        return redirect("lockers:item", pk)
    return page(request, "lockers/item_pass.html", {"form": form, "item": thing})


def _pass_on(
    request: DeskRequest,
    things: list[FoundItem],
    form: PassOnForm | TakeOverForm,
    holder: Staff | None,
) -> list[FoundItem]:
    """The one who signs is the giver, or who signs in the place of the absent one."""
    filled = form.cleaned_data
    signs = form.second(request)
    giver = holder if filled["absent"] and holder else signs
    if giver is None:
        raise PermissionDenied
    return services.pass_on(
        request_key=filled["request_key"],
        by=request.user,
        now=request.now,
        item_ids=[one.pk for one in things],
        giver=giver,
        keeping=form.keeping if isinstance(form, PassOnForm) else None,
        note=filled["note"],
        vouched_by=signs if filled["absent"] else None,
    )


@desk_view(acts=HOLDERS)
def take_over(request: DeskRequest) -> HttpResponse:
    """Everything a colleague has, at the change of shifts."""
    store = request.access.store
    holders = queries.holders(store)
    others = [row["holder"] for row in holders if row["holder"] != request.user.pk]
    form = TakeOverForm(request.POST or None, givers=Staff.objects.filter(pk__in=others).order_by("number"))
    done = form.attempt(lambda: _take_over(request, form))
    if done:
        messages.success(request, _("%(number)s items taken over.") % {"number": len(done)})
        return redirect("lockers:found")
    context = {
        "form": form,
        "holders": holders,
        "others": others,
        "tabs": found_tabs("take_over", request.access),
    }
    return page(request, "lockers/take_over.html", context)


def _take_over(request: DeskRequest, form: TakeOverForm) -> list[FoundItem]:
    giver = form.cleaned_data["giver"]
    rows = FoundItem.objects.filter(
        store=request.access.store, holder=giver, state=FoundItem.State.KEPT
    ).order_by("pk")
    return _pass_on(request, list(rows), form, giver)


@desk_view(acts=CLERKS)
def claim(request: DeskRequest, pk: int) -> HttpResponse:
    """The owner is here: told, identified, signed, given out."""
    thing = _item(request, pk)
    fits = queries.losses_like(thing)
    reports = queries.losses_open(request.access, request.now).select_related("document", "owner")
    form = ClaimForm(
        request.POST or None,
        reports=reports.order_by("-pk"),
        second=thing.handling == Handling.VALUABLE,
        initial=_claimant(request, fits),
    )
    done = form.attempt(lambda: _claim(request, thing, form))
    if done:
        messages.success(request, _("Given to its owner: %(number)s.") % {"number": thing.document.number})
        return redirect("lockers:item", pk)
    return page(request, "lockers/claim.html", {"form": form, "item": thing, "fits": fits, "aside": True})


def _claimant(request: DeskRequest, fits: list[queries.Fits[LossReport]]) -> dict[str, object]:
    """Name and telephone of the report of loss that the clerk came from."""
    wanted = request.GET.get("report", "")
    report = next((one.what for one in fits if str(one.what.pk) == wanted), None)
    if report is None:
        return {}
    return {"report": report.pk, "name": report.owner.name, "phone": report.owner.phone}


def _claim(request: DeskRequest, thing: FoundItem, form: ClaimForm) -> Claim:
    filled = form.cleaned_data
    return claim_item(
        request_key=filled["request_key"],
        by=request.user,
        now=request.now,
        item_id=thing.pk,
        who=form.who,
        told=filled["told"],
        signed=filled["signed"],
        report_id=filled["report"].pk if filled["report"] else None,
        second=form.second(request),
    )
