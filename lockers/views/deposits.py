"""Large items at the desk: left, found again, given back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deskops.core.files import file_response
from deskops.core.forms import ActForm
from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from members.models import Member

from ..forms.deposits import DepositForm, NoTagForm, PassForm, TagForm
from ..forms.parts import DayForm
from ..models import Deposit, FoundItem
from ..queries import deposits as queries
from ..roles import CLERKS, READERS
from ..rules.deposits import Waiting
from ..services import deposits as services
from ..services.correcting import corrections_of
from ..services.people import Who
from .reach import boxes_of, in_reach, older, rules_text, with_photo


@desk_view(reads=READERS)
def deposits(request: DeskRequest) -> HttpResponse:
    """What waits behind the desk; a tag that is scanned leads to its deposit."""
    form, store = DayForm(request.GET or None), request.access.store
    named, wanted = request.GET.get("box", ""), form.wanted
    found = queries.listed(store, box=named, **wanted)
    if wanted["typed"] and len(found) == 1:
        return redirect("lockers:deposit", found[0].document_id)
    context = {
        "form": form,
        "box": named,
        "rows": queries.rows_of(found[: queries.PAGE], store, request.now),
        "older": older(found, queries.PAGE),
        "tabs": boxes_of("lockers:deposits", {"": _("Waiting"), "all": _("All")}, named),
        "may_act": request.access.may(*CLERKS),
    }
    return render(request, "lockers/deposits.html", context)


@desk_view(acts=CLERKS)
def new_deposit(request: DeskRequest) -> HttpResponse:
    """Take a large item in; begun from a member's page, name and telephone stand there already."""
    member = Member.objects.filter(pk=_key(request.GET.get("member", ""))).first()
    initial = {"name": member.name, "phone": member.telephone, "member": member.pk} if member else {}
    form = DepositForm(request.POST or None, request.FILES or None, initial=initial)
    made = form.attempt(lambda: _take(request, form))
    if made:
        messages.success(request, _("Kept: %(number)s. Print the tag.") % {"number": made.document.number})
        return redirect("lockers:deposit", made.document_id)
    context = {"form": form, "member": member, "rules": rules_text(request)}
    return page(request, "lockers/deposit_new.html", context)


def _key(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 18 else 0


def _take(request: DeskRequest, form: DepositForm) -> Deposit:
    filled = form.cleaned_data
    return with_photo(
        filled["photo"],
        request.user,
        lambda photo: services.take_deposit(
            request_key=filled["request_key"],
            by=request.user,
            now=request.now,
            store=request.access.store,
            goods=form.goods,
            who=form.who,
            signed=filled["signed"],
            member_id=filled["member"],
            photo=photo,
        ),
    )


def _deposit(request: DeskRequest, pk: int) -> Deposit:
    return in_reach(request, services.deposits(), "store", document=pk)


@desk_view(reads=READERS)
def deposit(request: DeskRequest, pk: int) -> HttpResponse:
    """What it is and where; the scanner stands ready for the customer's slip."""
    return _show(request, _deposit(request, pk), TagForm())


def _show(request: DeskRequest, found: Deposit, form: ActForm, template: str = "deposit") -> HttpResponse:
    row = queries.rows_of([found], found.store, request.now)[0]
    followed = FoundItem.objects.filter(document__origin=found.document).select_related("document").first()
    context = {
        "deposit": found,
        "row": row,
        "corrections": corrections_of(found.document),
        "waits": found.state == Deposit.State.KEPT,
        "overdue": row.waits == Waiting.OVERDUE,
        "item": followed if found.state == Deposit.State.LEFT else None,
        "form": form,
        "rules": rules_text(request),
        "may_act": request.access.may(*CLERKS),
        "aside": True,
    }
    return page(request, f"lockers/{template}.html", context)


@desk_view(acts=CLERKS)
def give_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Against the tag."""
    found, form = _deposit(request, pk), TagForm(request.POST or None)
    done = form.attempt(
        lambda: services.give_back(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            deposit_id=found.pk,
            how=Deposit.How.TAG,
            who=Who(form.cleaned_data["name"]),
            signed=form.cleaned_data["signed"],
            scanned=form.cleaned_data["scanned"],
        )
    )
    if done:
        messages.success(request, _("Given back: %(number)s.") % {"number": found.document.number})
        return redirect("lockers:deposits")
    return _show(request, found, form)


@desk_view(acts=CLERKS)
def give_without_tag(request: DeskRequest, pk: int) -> HttpResponse:
    """The tag is lost: identity, reason, signature."""
    found = _deposit(request, pk)
    form = NoTagForm(request.POST or None, second=bool(found.valuables))
    done = form.attempt(lambda: _without_tag(request, found, form))
    if done:
        messages.success(request, _("Given back: %(number)s.") % {"number": found.document.number})
        return redirect("lockers:deposit", pk)
    return _show(request, found, form, "deposit_no_tag")


def _without_tag(request: DeskRequest, found: Deposit, form: NoTagForm) -> Deposit:
    filled = form.cleaned_data
    return services.give_back(
        request_key=filled["request_key"],
        by=request.user,
        now=request.now,
        deposit_id=found.pk,
        how=Deposit.How.IDENTITY,
        who=Who(filled["name"], "", filled["paper"], filled["last4"]),
        signed=filled["signed"],
        reason=filled["reason"],
        second=form.second(request),
    )


@desk_view(acts=CLERKS)
def pass_to_lost(request: DeskRequest, pk: int) -> HttpResponse:
    """An overdue deposit goes to lost property, into the same chain of custody."""
    found, form = _deposit(request, pk), PassForm(request.POST or None)
    item = form.attempt(
        lambda: services.pass_to_lost(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            deposit_id=found.pk,
            giver=form.second(request),
            category=form.cleaned_data["category"],
            keeping=form.keeping,
        )
    )
    if item:
        messages.success(request, _("Now a found item: %(number)s.") % {"number": item.document.number})
        return redirect("lockers:item", item.document_id)
    return _show(request, found, form, "deposit_pass")


@desk_view(reads=READERS)
def deposit_photo(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The photo of a deposit."""
    found = _deposit(request, pk)
    if found.photo is None:
        raise Http404
    return file_response(found.photo, inline=True)
