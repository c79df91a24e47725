"""退货凭单, 换货凭单: what came back and how the money went, signed by the customer."""

from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deskops.core.money import ZERO, format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role
from deskops.papers.models import Signature
from deskops.papers.paper import (
    CUSTOMER,
    DESK,
    FINANCE,
    Cell,
    Column,
    Field,
    Kind,
    Paper,
    Sign,
    Size,
    Subtotal,
    Table,
    Total,
)
from deskops.papers.queries import sign_places

from ..models import Refund, RefundLine, RefundTender
from ..queries.voucher import Voucher, voucher_of
from ..services.locking import fresh
from .parts import (
    cash_words,
    goods_columns,
    letterhead,
    money_words,
    quantity_words,
    reason_words,
    receipt_words,
    tail,
)


def voucher_paper(document: Document) -> Paper:
    """The voucher of a refund or exchange, once all of its money has moved.

    Raises Refused ``not_paid`` before that.
    """
    refund = fresh(Refund.objects.values_list("pk", flat=True).get(document=document))
    require_paid(refund)
    voucher = voucher_of(refund)
    return Paper(
        title=title_of(refund),
        number=document.number,
        store=letterhead(document),
        on=refund.purchase.store.business_date(refund.paid_at) if refund.paid_at else document.business_date,
        maker=str(document.maker),
        fields=_fields(voucher),
        tables=[part for part in (_goods(voucher), _taken(voucher), _money(voucher)) if part],
        totals=_totals(refund),
        notes=_notes(voucher),
        sign=[
            *sign_places(document, {Signature.Role.CUSTOMER: _("Customer's signature")}),
            Sign(_("Desk"), str(document.maker)),
            Sign(_("Finance")),
        ],
        copies=[CUSTOMER, FINANCE, DESK],
        size=Size.TRIPLICATE,
    )


def title_of(refund: Refund) -> str:
    """退货凭单, or 换货凭单 for an exchange."""
    if refund.purpose == Refund.Purpose.EXCHANGE:
        return _("Exchange voucher")
    return _("Refund voucher")


def require_paid(refund: Refund) -> None:
    """Raises Refused ``not_paid`` while any of the money still has to move."""
    if refund.state not in (Refund.State.PAID, Refund.State.CLOSED):
        raise Refused(
            "not_paid",
            _("This refund is “%(state)s”: its voucher is made once it is paid.")
            % {"state": refund.get_state_display()},
            value=refund.state,
            remedy=_("Finish the steps of every tender first."),
        )


def _fields(voucher: Voucher) -> list[Field]:
    refund = voucher.refund
    purchase = refund.purchase
    reason = reason_words(str(refund.get_reason_display()), str(refund.get_condition_display()), refund.words)
    invoice = f"{refund.get_invoice_display()} {refund.invoice_number}".strip()
    fields = [
        Field(_("Receipt"), receipt_words(purchase)),
        Field(_("Time of purchase"), purchase.bought_at),
        Field(_("Customer"), f"{voucher.customer} {tail(purchase.card_number)}".strip()),
        Field(_("Invoice"), invoice),
        Field(_("May still be invoiced"), voucher.may_be_invoiced),
        Field(_("Paid at"), refund.paid_at),
        Field(_("Reason"), reason, wide=True),
        Field(_("Rule"), "\n".join(dict.fromkeys(line.rule for line in voucher.lines)), wide=True),
        Field(_("Approved by"), _approvers(voucher), wide=True),
    ]
    return [field for field in fields if field.value not in ("", None)]


def _approvers(voucher: Voucher) -> str:
    said = []
    for one in voucher.approvals:
        where = f"{Role(one.role).label} {one.floor.code if one.floor else ''}".strip()
        when = f"{one.decided_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if one.decided_at else ""
        said.append(f"{where} {one.decided_by} {when}")
    return "\n".join(said)


def _goods(voucher: Voucher) -> Table:
    several = len({line.floor_id for line in voucher.lines}) > 1
    rows: list[Sequence[Cell] | Subtotal] = []
    for floor, lines in groupby(voucher.lines, key=lambda line: line.floor):
        kept = list(lines)
        rows += [_line(one) for one in kept]
        if several:
            worth = sum((one.amount for one in kept), ZERO)
            rows.append(Subtotal((floor.code, "", _("Floor added up"), "", worth)))
    return Table(
        columns=[*goods_columns(), Column(_("Amount"), Kind.MONEY, summed=True)],
        rows=rows,
        heading=_("Goods that came back")
        if any(one.quantity for one in voucher.lines)
        else _("Paid too much"),
    )


def _line(one: RefundLine) -> Sequence[Cell]:
    """Goods with their quantity; a price given back says so in the quantity's place."""
    if not one.quantity:
        return one.floor.code, one.line.barcode, one.words, "", one.amount
    return one.floor.code, one.line.barcode, one.line.name, quantity_words(one.quantity), one.amount


def _taken(voucher: Voucher) -> Table | None:
    if not voucher.taken:
        return None
    return Table(
        columns=[*goods_columns(), Column(_("Amount"), Kind.MONEY)],
        rows=[
            (one.floor.code, one.barcode, one.name, quantity_words(one.quantity), one.amount)
            for one in voucher.taken
        ],
        heading=_("Goods taken instead"),
    )


def _money(voucher: Voucher) -> Table | None:
    """Tender by tender with what its slips say; columns that no tender fills are left out."""
    rows = [_tender(voucher, money) for money in voucher.money]
    rows += _difference(voucher)
    if not rows:
        return None
    columns = [
        Column(_("Tender"), weight=2),
        Column(_("POS slip"), Kind.CODE),
        Column(_("Terminal slip or trace"), Kind.CODE),
        Column(pgettext("card slip", "reference number"), Kind.CODE),
        Column(_("Trade date"), Kind.CODE),
        Column(_("Amount"), Kind.MONEY),
    ]
    filled = [at for at in range(len(columns)) if any(row[at] for row in rows)]
    return Table(
        columns=[columns[at] for at in filled],
        rows=[[row[at] for at in filled] for row in rows],
        heading=_("Difference paid") if voucher.refund.to_pay else _("How the money went back"),
    )


def _tender(voucher: Voucher, money: RefundTender) -> Sequence[Cell]:
    payment = voucher.payments.get(money.document_id) if money.document_id else None
    paid = cash_words(payment.rounding, money.amount) if payment else ""
    words = " · ".join(part for part in (money_words(money), paid) if part)
    return words, money.slip, money.terminal_slip, money.reference, money.trade_date, money.amount


def _difference(voucher: Voucher) -> list[Sequence[Cell]]:
    refund = voucher.refund
    payment = voucher.payments.get(refund.pay_document_id) if refund.pay_document_id else None
    if payment is None:
        return []
    words = f"{payment.tender} {tail(payment.from_number)}".strip()
    return [(words, payment.slip, "", payment.reference, None, refund.to_pay)]


def _totals(refund: Refund) -> list[Total]:
    """How the paper's amount came about; alone where the goods' value is all of it."""
    parts = [Total(_("Value of the goods"), refund.goods_amount)]
    if refund.deduction:
        parts.append(Total(_("Kept for gifts and cashback"), -refund.deduction))
    if refund.purpose == Refund.Purpose.EXCHANGE:
        parts.append(Total(_("Value of the goods taken"), -refund.taken_amount))
    if refund.to_pay:
        return [*parts, Total(_("The customer paid"), refund.to_pay, capitals=True)]
    last = Total(_("Amount refunded"), refund.amount, capitals=True)
    return [*parts, last] if len(parts) > 1 else [last]


def _notes(voucher: Voucher) -> list[str]:
    refund = voucher.refund
    notes = [_way_out(refund, one) for one in voucher.money if one.is_exception]
    if refund.deduction:
        notes.append(_("Kept: %(why)s") % {"why": refund.deduction_why})
    if voucher.promised:
        amount = sum((one.amount for one in voucher.money if one.way == RefundTender.Way.REFUND), ZERO)
        notes.append(
            _(
                "The bank credits %(amount)s yuan to the card within %(days)s working days, by %(day)s at the"
                " latest. If it hasn't come by then, bring the bank's statement to the service desk."
            )
            % {"amount": format_money(amount), "days": voucher.promised.days, "day": voucher.promised.due}
        )
    return notes


def _way_out(refund: Refund, money: RefundTender) -> str:
    return _("By exception: %(why)s, %(words)s. To the account of %(name)s, %(bank)s %(account)s.") % {
        "why": refund.get_exception_display(),
        "words": money.out_words.rstrip("。."),
        "name": money.payee_name,
        "bank": money.payee_bank,
        "account": tail(money.payee_account),
    }
