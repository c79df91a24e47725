"""What group purchase prints: the triplicate form, the route slip, receipts, the list of cards."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from deskops.approvals.models import Approval, Decision
from deskops.core.dated import setting_at
from deskops.core.money import format_money
from deskops.documents.models import Document
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role
from deskops.papers.models import Signature
from deskops.papers.paper import (
    CUSTOMER,
    FINANCE,
    STUB,
    Column,
    Field,
    Kind,
    Letterhead,
    Paper,
    Sign,
    Size,
    Table,
    Total,
)
from deskops.papers.queries import sign_places
from deskops.tills.models import Payment

from ..models import GroupOrder, GroupReturn
from ..seeds import LIMIT_BEARER
from . import rules
from .queries import bonus_paper, money_of, ranges_of, signatures_of
from .seeds import YEARS
from .services.applying import lines_of

State = GroupOrder.State
DEPARTMENTS = {
    Role.FINANCE: gettext_lazy("Finance"),
    Role.PROCUREMENT: gettext_lazy("Procurement"),
    Role.MALL_OPERATIONS: gettext_lazy("Mall operations"),
}


def _order(document: Document) -> GroupOrder:
    return GroupOrder.objects.select_related("document__store", "document__maker").get(document=document)


def _letterhead(document: Document) -> Letterhead:
    return Letterhead(document.store.company, document.store.name)


def _stamp(order: GroupOrder) -> str:
    return str(order.get_state_display()) if order.state == State.CANCELLED else ""


def _people(order: GroupOrder) -> list[Field]:
    masked = {one.whose: f"{one.get_paper_display()} {one.masked}" for one in order.identities.all()}
    return [
        Field(_("Buyer"), f"{order.buyer}（{order.get_buyer_kind_display()}）"),
        Field(_("Telephone"), order.phone),
        Field(_("Paper of the buyer"), masked.get("buyer", _("not required"))),
        Field(_("Agent"), order.agent or "–"),
        Field(_("Paper of the agent"), masked.get("agent", "–" if not order.agent else _("not required"))),
        Field(_("Paid by"), _paid_by(money_of(order).payments) or _to_be_paid(order)),
    ]


def _to_be_paid(order: GroupOrder) -> str:
    return _("not paid yet; by bank transfer only") if order.at_distance else _("not paid yet")


def _paid_by(payments: Sequence[Payment]) -> str:
    return "、".join(f"{one.tender} {format_money(one.amount)}" for one in payments)


def form_paper(document: Document) -> Paper:
    """The order as a form in three copies with the departments' boxes (团购申请表, 一式三联)."""
    order = _order(document)
    rows = [(line.face, line.count, line.face * line.count) for line in lines_of(order)]
    boxes = [_box(row) for row in signatures_of(order)]
    customer = sign_places(document, {Signature.Role.CUSTOMER: _("Customer's signature")})
    return Paper(
        title=_("Application for group purchase"),
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[*_people(order), *([Field(_("Note"), order.note, wide=True)] if order.note else [])],
        tables=[
            Table(
                [
                    Column(_("Face"), Kind.MONEY),
                    Column(pgettext("group order", "Cards"), Kind.COUNT, summed=True),
                    Column(_("Amount"), Kind.MONEY, summed=True),
                ],
                rows,
                total=True,
            )
        ],
        totals=[Total(_("Order total"), order.total, capitals=True)],
        notes=[_bonus_words(order), *_conditions(document)],
        sign=[*boxes, *customer],
        copies=[STUB, FINANCE, CUSTOMER],
        size=Size.TRIPLICATE,
        stamp=_stamp(order),
    )


def _box(row: Approval) -> Sign:
    """A department's box: signed by whom and when, or empty for a signature on paper."""
    label = DEPARTMENTS[Role(row.role)]
    if row.decision == Decision.APPROVED and row.decided_by:
        return Sign(label, row.decided_by.name, None, row.decided_at, _("approved in the system"))
    return Sign(label)


def _bonus_words(order: GroupOrder) -> str:
    if not order.bonus:
        return _("No bonus: %(rule)s") % {"rule": order.rule}
    form = str(order.get_bonus_as_display())
    if order.bonus_face:
        form += f" {format_money(order.bonus_face)}"
    return _("Bonus %(bonus)s yuan as %(form)s; %(rule)s Never paid in cash.") % {
        "bonus": format_money(order.bonus),
        "form": form,
        "rule": order.rule,
    }


def _conditions(document: Document) -> list[str]:
    on, store = document.business_date, document.store
    limit, years = setting_at(LIMIT_BEARER, on=on, store=store), setting_at(YEARS, on=on, store=store)
    return [
        _(
            "Bearer cards: at most %(limit)s yuan on each, valid for %(years)s years; an expired card is"
            " exchanged, its money is not forfeited. A lost bearer card is not replaced."
        )
        % {"limit": format_money(limit.yuan), "years": years.number},
        _("Cards are active once all three departments have signed and the payment is there."),
    ]


def route_paper(document: Document) -> Paper:
    """The slip to walk the customer round with: who has signed, where to go next (会签单)."""
    order = _order(document)
    rows = signatures_of(order)
    lines = [(DEPARTMENTS[Role(row.role)], row.get_decision_display(), _who(row)) for row in rows]
    return Paper(
        title=_("Route slip of a group purchase"),
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("Buyer"), order.buyer),
            Field(_("Agent"), order.agent or "–"),
            Field(pgettext("group order", "Cards"), order.cards),
            Field(_("State"), str(order.get_state_display())),
        ],
        tables=[Table([Column(_("Department")), Column(_("Stands")), Column(_("By, at"))], lines)],
        totals=[Total(_("Order total"), order.total)],
        notes=[_next_stop(order, rows)],
        size=Size.SLIP,
        stamp=_stamp(order),
    )


def _who(row: Approval) -> str:
    if row.decided_by is None or row.decided_at is None:
        return "–"
    return f"{row.decided_by.name} {row.decided_at.astimezone(SHANGHAI):%m-%d %H:%M}"


def _next_stop(order: GroupOrder, rows: Sequence[Approval]) -> str:
    waiting = [str(DEPARTMENTS[Role(row.role)]) for row in rows if row.decision == Decision.PENDING]
    if order.state == State.ASKED and waiting:
        return _("Still to sign: %(where)s.") % {"where": "、".join(waiting)}
    if order.state == State.SIGNED:
        return _("All three have signed: back to the desk to pay.")
    return str(order.get_state_display())


def payment_paper(document: Document) -> Paper:
    """The receipt of a payment for an order, with both accounts of a transfer."""
    order = GroupOrder.objects.get(document=document.origin)
    payment = Payment.objects.select_related("tender").get(document=document)
    fields = [
        Field(_("Group order"), str(order.document)),
        Field(_("Buyer"), order.buyer),
        Field(_("Paid by"), f"{payment.tender} {payment.slip or payment.reference}".strip()),
    ]
    if payment.from_name:
        fields += [
            Field(_("Paid from account of"), f"{payment.from_name} …{payment.from_number[-4:]}"),
            Field(_("Paid to account of"), f"{payment.to_name} …{payment.to_number[-4:]}"),
        ]
    return Paper(
        title=_("Receipt for a group order"),
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=fields,
        totals=[Total(_("Amount"), payment.amount, capitals=True)],
        notes=[
            _("Not an invoice. A prepaid card is invoiced as such on request; goods paid with it are not.")
        ],
        sign=sign_places(document, {Signature.Role.CUSTOMER: _("Customer's signature")}),
        size=Size.SLIP,
    )


def cards_paper(document: Document) -> Paper:
    """The list of an order's cards by ranges, which the customer signs for (团购卡发放清单)."""
    order = GroupOrder.objects.select_related("document").get(document=document.origin)
    ranges = ranges_of(order)
    years = setting_at(YEARS, on=document.business_date, store=document.store)
    bonus = bonus_paper(order)
    return Paper(
        title=_("Cards of a group order"),
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("Group order"), str(order.document)),
            Field(_("Buyer"), order.buyer),
            Field(_("Agent"), order.agent or "–"),
            Field(_("Valid until"), str(rules.valid_until(document.business_date, years))),
            Field(
                pgettext("group order", "Bonus"),
                f"{format_money(order.bonus)} {bonus.document if bonus else ''}".strip(),
            ),
        ],
        tables=[
            Table(
                [
                    Column(_("First number"), Kind.CODE),
                    Column(_("Last number"), Kind.CODE),
                    Column(_("For")),
                    Column(_("Face"), Kind.MONEY),
                    Column(pgettext("group order", "Cards"), Kind.COUNT, summed=True),
                    Column(_("Amount"), Kind.MONEY, summed=True),
                ],
                [
                    (
                        one.series.number(one.first),
                        one.series.number(one.last),
                        _("bonus, active once finance has signed") if one.for_bonus else _("bought"),
                        one.face,
                        one.count,
                        one.face * one.count,
                    )
                    for one in ranges
                ],
                total=True,
            )
        ],
        totals=[Total(_("Order total"), order.total, capitals=True)],
        notes=_conditions(document),
        sign=sign_places(
            document,
            {Signature.Role.CUSTOMER: _("Received by the customer"), Signature.Role.CLERK: _("Desk")},
        ),
        copies=[STUB, CUSTOMER],
        size=Size.A4,
    )


def return_paper(document: Document) -> Paper:
    """What is given back of an order, how it was worked out, and how the money goes (团购退单)."""
    made = GroupReturn.objects.select_related("order__document", "document__store").get(document=document)
    decided = Approval.objects.filter(document=document).select_related("decided_by").order_by("-pk").first()
    ranges = [
        (one.series.number(one.first), one.series.number(one.last), one.count)
        for one in made.ranges.select_related("series").order_by("pk")
    ]
    columns = [
        Column(_("First number"), Kind.CODE),
        Column(_("Last number"), Kind.CODE),
        Column(pgettext("group order", "Cards"), Kind.COUNT, summed=True),
    ]
    payments = Payment.objects.filter(document__origin=document).select_related("tender")
    return Paper(
        title=_("Return of a group order"),
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("Group order"), str(made.order.document)),
            Field(_("Buyer"), made.order.buyer),
            Field(_("Reason"), made.reason, wide=True),
            Field(_("Principal"), made.principal),
            Field(_("Bonus taken off the cards"), made.bonus_back),
            Field(_("Bonus no longer earned, deducted"), made.deducted),
            Field(_("State"), str(made.get_state_display())),
            Field(_("Paid back by"), _paid_by(list(payments)) or _("not paid back yet"), wide=True),
        ],
        tables=[Table(columns, ranges, total=True)] if ranges else [],
        totals=[Total(_("Paid back"), made.pays, capitals=True)],
        notes=[
            _("The money goes back the way it came. The bonus is worked out anew for what the buyer keeps."),
        ],
        sign=[
            _box(decided) if decided else Sign(_("Finance")),
            *sign_places(document, {Signature.Role.CUSTOMER: _("Customer's signature")}),
        ],
        size=Size.A4,
    )
