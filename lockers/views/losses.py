"""Reports of loss, and found items handed on after their time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from members.models import Member

from ..forms.found import CarryOutForm, HandingForm, LossForm
from ..forms.parts import DayForm, WordsForm
from ..models import HandingOver, LossReport
from ..queries import found as queries
from ..roles import CLERKS, READERS
from ..services import handing as services
from ..services.items import items
from ..services.losses import close_loss, losses, report_loss
from .reach import HANDING_TONES, LOSS_TONES, boxes_of, found_tabs, in_reach, older

SHOWN = 60


@desk_view(reads=READERS)
def listed(request: DeskRequest) -> HttpResponse:
    """What is looked for, or all."""
    form, store = DayForm(request.GET or None), request.access.store
    named = request.GET.get("box", "")
    rows = queries.losses_listed(store, box=named, **form.wanted)
    context = {
        "form": form,
        "box": named,
        "rows": [(row, LOSS_TONES[LossReport.State(row.state)]) for row in rows[: queries.PAGE]],
        "older": older(rows, queries.PAGE),
        "tabs": found_tabs("losses", request.access),
        "boxes": boxes_of("lockers:losses", {"": pgettext("loss", "Looked for"), "all": _("All")}, named),
        "may_act": request.access.may(*CLERKS),
    }
    return render(request, "lockers/losses.html", context)


@desk_view(acts=CLERKS)
def new_loss(request: DeskRequest) -> HttpResponse:
    """Write down what somebody misses; what may be it stands on the next page."""
    store, typed = request.access.store, request.GET.get("member", "")
    member = Member.objects.filter(pk=int(typed)).first() if typed.isdecimal() and len(typed) < 18 else None
    form = LossForm(
        request.POST or None,
        store=store,
        today=store.business_date(request.now),
        initial={"name": member.name, "phone": member.telephone, "member": member.pk} if member else {},
    )
    report = form.attempt(
        lambda: report_loss(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            store=store,
            loss=form.loss,
            who=form.who,
            member_id=form.cleaned_data["member"],
        )
    )
    if report:
        messages.success(request, _("Written down: %(number)s.") % {"number": report.document.number})
        return redirect("lockers:loss", report.document_id)
    return page(request, "lockers/loss_new.html", {"form": form})


def _loss(request: DeskRequest, pk: int) -> LossReport:
    return in_reach(request, losses(), "store", document=pk)


@desk_view(reads=READERS)
def loss(request: DeskRequest, pk: int) -> HttpResponse:
    """What is missed, and the found items that may be it, with the reasons."""
    report = _loss(request, pk)
    is_open = report.state == LossReport.State.OPEN
    context = {
        "report": report,
        "tone": LOSS_TONES[LossReport.State(report.state)],
        "fits": queries.items_like(report) if is_open else [],
        "open": is_open,
        "close": WordsForm(auto_id="id_close_%s"),
        "may_act": request.access.may(*CLERKS),
    }
    return render(request, "lockers/loss.html", context)


@desk_view(acts=CLERKS)
@require_POST
def close(request: DeskRequest, pk: int) -> HttpResponse:
    """Stop looking."""
    report, form = _loss(request, pk), WordsForm(request.POST)
    done = form.attempt(
        lambda: close_loss(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            report_id=report.pk,
            why=form.cleaned_data["why"],
        )
    )
    if not done:
        messages.error(request, str(form.refused or _("Say why it is closed.")))
    return redirect("lockers:loss", pk)


@desk_view(reads=READERS)
def handings(request: DeskRequest) -> HttpResponse:
    """Lists of what was handed on, the newest first."""
    rows = services.handings().filter(document__store=request.access.store).order_by("-pk")[:SHOWN]
    context = {
        "rows": [(row, HANDING_TONES[HandingOver.State(row.state)], len(row.listed)) for row in rows],
        "waiting": queries.over(request.access, request.now)[:1],
        "tabs": found_tabs("handings", request.access),
        "may_act": request.access.may(*CLERKS),
    }
    return render(request, "lockers/handings.html", context)


@desk_view(acts=CLERKS)
def new_handing(request: DeskRequest) -> HttpResponse:
    """Choose what has been kept for long enough, where it goes, and ask."""
    form, store = HandingForm(request.POST or None), request.access.store
    chosen = [int(pk) for pk in request.POST.getlist("items") if pk.isdecimal() and len(pk) < 18]
    made = form.attempt(
        lambda: services.ask_handing(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            store=store,
            item_ids=_of_store(request, chosen),
            way=form.cleaned_data["way"],
            reason=form.cleaned_data["reason"],
        )
    )
    if made:
        messages.success(request, _("Asked for approval: %(number)s.") % {"number": made.document.number})
        return redirect("lockers:handing", made.document_id)
    over = queries.over(request.access, request.now).select_related("document", "holder")
    rows = [(row, row.pk in chosen) for row in over.order_by("handling", "keep_until")[:SHOWN]]
    return page(request, "lockers/handing_new.html", {"form": form, "rows": rows})


def _of_store(request: DeskRequest, chosen: list[int]) -> list[int]:
    return list(items().filter(store=request.access.store, pk__in=chosen).values_list("pk", flat=True))


def _handing(request: DeskRequest, pk: int) -> HandingOver:
    return in_reach(request, services.handings(), "document__store", document=pk)


@desk_view(reads=READERS, acts=CLERKS)
def handing(request: DeskRequest, pk: int) -> HttpResponse:
    """A list: what is on it, how it was decided, and handing it over."""
    found, form = _handing(request, pk), CarryOutForm(request.POST or None)
    done = form.attempt(
        lambda: services.carry_out(by=request.user, now=request.now, handing_id=found.pk, **form.cleaned_data)
    )
    if done:
        messages.success(request, _("Handed over: %(number)s.") % {"number": found.document.number})
        return redirect("lockers:handing", pk)
    context = {
        "handing": found,
        "tone": HANDING_TONES[HandingOver.State(found.state)],
        "items": items().filter(handing=found).order_by("pk"),
        "form": form,
        "cancel": WordsForm(auto_id="id_cancel_%s"),
        "may_act": request.access.may(*CLERKS),
        "may_carry": found.state == HandingOver.State.APPROVED and request.access.may(*CLERKS),
        "may_cancel": found.state in (HandingOver.State.ASKED, HandingOver.State.APPROVED)
        and request.access.may(*CLERKS),
    }
    return page(request, "lockers/handing.html", context)


@desk_view(acts=CLERKS)
@require_POST
def cancel_handing(request: DeskRequest, pk: int) -> HttpResponse:
    """Give a list up; its items are free again."""
    found, form = _handing(request, pk), WordsForm(request.POST)
    done = form.attempt(
        lambda: services.cancel_handing(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            handing_id=found.pk,
            why=form.cleaned_data["why"],
        )
    )
    if not done:
        messages.error(request, str(form.refused or _("Say why it is cancelled.")))
    return redirect("lockers:handing", pk)
