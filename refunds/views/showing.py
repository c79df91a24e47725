"""The page of a refund: what its current step needs left, the money right."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from deskops.core.forms import ActForm
from deskops.core.pages import page
from deskops.documents.models import Document
from deskops.documents.queries import origin_of
from deskops.org.access import DeskRequest, desk_view
from gifts.services import brought_pieces, issued_against

from ..forms.checking import CheckForm
from ..forms.goods import GoodsForm
from ..forms.paying import DifferenceForm, DivertForm, StepForm, WordsForm
from ..forms.pickups import SignForm
from ..models import Refund, RefundTender
from ..queries.page import PLACES, RefundPage, Stage, page_of
from ..queries.preview import previewed
from ..roles import READERS
from .reach import CLERKS, TONES, refund_in_reach, steps_of


@dataclass(frozen=True)
class Tried:
    """A form that came back refused, and the step it belongs to."""

    form: ActForm
    stage: Stage


@desk_view(reads=READERS)
def refund(request: DeskRequest, pk: int) -> HttpResponse:
    """A refund at the step it stands at; ``at`` goes back to an earlier one of a draft."""
    return show(request, refund_in_reach(request, pk))


@desk_view(reads=READERS)
def document(request: DeskRequest, pk: int) -> HttpResponse:
    """To the refund of a paper: its own, or one of what follows it (pick-up, money)."""
    papers = Document.objects.filter(kind__in=["refund", "goods_pickup", "refund_money"])
    paper = request.access.get(papers, pk=pk)
    owner = paper.pk if paper.kind == "refund" else paper.origin_id
    return redirect("refunds:refund", get_object_or_404(Refund, document=owner).pk)


@desk_view(reads=READERS)
def state(request: DeskRequest, pk: int, seen: str) -> HttpResponse:
    """Asked every few seconds while others decide: the page is read anew once the state is another."""
    found = refund_in_reach(request, pk)
    return HttpResponse(status=204) if found.state == seen else HttpResponseClientRefresh()


def show(
    request: DeskRequest, found: Refund, tried: Tried | None = None, diverting: DivertForm | None = None
) -> HttpResponse:
    """The page, with a form that was refused in its place, or the refusal above when it has none any more."""
    at = tried.stage if tried else request.GET.get("at", "")
    shown = page_of(found, at=at, now=request.now)
    if tried and shown.stage is not tried.stage:
        messages.error(request, str(tried.form.refused or _("Somebody went on with this refund.")))
        return redirect("refunds:refund", found.pk)
    context = {
        "page": shown,
        "refund": found,
        "origin": origin_of(found.document),
        "tone": TONES[Refund.State(found.state)],
        "steps": steps_of(PLACES[shown.stage]),
        "template": f"refunds/step_{shown.stage}.html",
        "may_act": request.access.may(*CLERKS),
        "form": tried.form if tried else _form(request, shown),
        "cancel": WordsForm(auto_id="id_cancel_%s", label=_("Why it is cancelled")),
        "fail": WordsForm(auto_id="id_fail_%s", label=_("What the machine said")),
        "abandon": WordsForm(auto_id="id_abandon_%s", label=_("Why it can't be done this way")),
        "divert": diverting or DivertForm(auto_id="id_divert_%s", initial=_account(shown)),
    }
    answer = page(request, "refunds/refund.html", context)
    if diverting:
        answer.status_code = diverting.status
    return answer


def _account(shown: RefundPage) -> dict[str, str]:
    """What the exception says so far: of the tender that is stuck, else of one before it."""
    said = shown.stuck if shown.stuck and shown.stuck.payee_name else _transferred(shown)
    why = {"why": shown.refund.exception or Refund.WayOut.TERMINAL_FAILED}
    return {**why, "words": said.out_words, **_payee_of(said)} if said else why


def _transferred(shown: RefundPage) -> RefundTender | None:
    """A tender that goes by transfer; its account stands in the form that is corrected."""
    return next((row for row in shown.tenders if row.payee_name), None)


def _payee_of(money: RefundTender | None) -> dict[str, str]:
    names = ("payee_name", "payee_bank", "payee_account")
    return {name: getattr(money, name) for name in names} if money else {}


def _form(request: DeskRequest, shown: RefundPage) -> ActForm:
    if shown.stage is Stage.GOODS:
        return goods_form(request, shown.refund, shown)
    if shown.stage is Stage.CHECK:
        return CheckForm(
            refund=shown.refund,
            tenders=shown.tenders,
            closed=shown.is_closed_at_terminal,
            initial=_checked(shown),
        )
    if shown.stage is Stage.PAY and shown.running:
        return StepForm(step=shown.running.step)
    if shown.stage is Stage.PAY:
        return DifferenceForm(tender=shown.refund.pay_tender)
    return SignForm() if shown.stage is Stage.VOUCHER else ActForm()


def goods_form(request: DeskRequest, found: Refund, shown: RefundPage | None = None) -> GoodsForm:
    """The goods with what was chosen before, or with all that is left when that was asked for."""
    goods, purchase = previewed(found, request.now), found.purchase
    gifts = issued_against(store=purchase.store, pos=purchase.pos, number=purchase.number)
    if request.method == "POST":
        return GoodsForm(request.POST, goods=goods, refund=found, gifts=gifts)
    chosen = shown.lines if shown else ()
    quantities = {row.line_id: row.quantity for row in chosen if row.quantity}
    prices = {row.line_id: row.amount for row in chosen if not row.quantity}
    if "all" in request.GET:
        quantities, prices = {one.line.pk: one.left for one in goods}, {}
    initial = {
        "reason": found.reason,
        "condition": found.condition,
        "repairs_failed": found.repairs_failed or "",
        "words": found.words,
    }
    taken = shown.taken if shown else ()
    return GoodsForm(
        goods=goods,
        refund=found,
        initial=initial,
        quantities=quantities,
        prices=prices,
        taken=taken,
        gifts=gifts,
        brought=brought_pieces(found.document) if gifts else {},
    )


def _checked(shown: RefundPage) -> dict[str, Any]:
    """What was shown before, so that a change asks only for what changed."""
    found = shown.refund
    cards = {f"card_{row.tender.code}": row.card for row in shown.tenders}
    return {
        **cards,
        "invoice": found.invoice or Refund.Invoice.NONE,
        "invoice_number": found.invoice_number,
        "out": [row.tender.code for row in shown.tenders if row.is_exception],
        "why": found.exception,
        "exception_words": next((row.out_words for row in shown.tenders if row.is_exception), ""),
        **_payee_of(_transferred(shown)),
        **({"pay_tender": found.pay_tender.code} if found.pay_tender else {}),
    }
