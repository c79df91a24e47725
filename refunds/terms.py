"""What the approver reads of a refund, frozen: the same refund gives the same terms until it changes."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.approvals.terms import Evidence, Terms
from deskops.core.calendar import SHANGHAI
from deskops.core.money import format_money
from gifts.services import reclaiming

from .models import Holding, Refund, RefundLine, RefundTender


def refund_terms(refund: Refund) -> Terms:
    """The goods by floor, the money by tender, the rules, and whether the POS has confirmed the purchase.

    Built from the rows that count (asked for or gone back) or, in a draft, the chosen ones, so that it
    is the same when it is asked and when it is carried out.
    """
    with translation.override(settings.LANGUAGE_CODE):
        lines = _counting(
            refund.lines.select_related("line", "floor").order_by("floor__code", "line__position")
        )
        money = _counting(
            refund.tenders.select_related("tender", "out_tender").order_by("tender__sort", "pk")
        )
        return Terms(
            what=_what(refund),
            why=_why(refund),
            amount=refund.amount,
            whose=_whose(refund),
            rule="\n".join(dict.fromkeys(line.rule for line in lines if line.rule)),
            evidence=(
                *_evidence(refund),
                *_goods(lines),
                *_taken(refund),
                *_money(money),
                *_way_out(refund, money),
            ),
        )


def _counting[Row: (RefundLine, RefundTender)](rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.holding != Holding.RELEASED]


def _what(refund: Refund) -> str:
    purchase = refund.purchase
    bought = f"{purchase.bought_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return _("%(purpose)s of receipt %(number)s, %(bought)s") % {
        "purpose": refund.get_purpose_display(),
        "number": purchase.number,
        "bought": bought,
    }


def _whose(refund: Refund) -> str:
    """The member's card; of a receipt typed without one it is none, also once the file has told it."""
    typed_without = refund.purchase.sighted_by_id and not refund.document.member_id
    return ("" if typed_without else refund.purchase.card_number) or _("customer without a member card")


def _why(refund: Refund) -> str:
    parts = (refund.get_reason_display(), refund.get_condition_display(), refund.words)
    return " · ".join(str(part) for part in parts if part)


def _evidence(refund: Refund) -> Iterable[Evidence]:
    # How it was when it began: a file that comes later and agrees doesn't make other terms of it.
    if refund.purchase.sighted_by:
        seen = _("not verified: typed from the paper, seen by %(by)s") % {"by": refund.purchase.sighted_by}
        yield Evidence(_("Receipt"), seen)
    yield Evidence(_("Invoice"), f"{refund.get_invoice_display()} {refund.invoice_number}".strip())
    if refund.deduction:
        yield Evidence(_("Kept"), f"{format_money(refund.deduction)} {refund.deduction_why}")
    for gift in reclaiming.brought_for(refund.document):
        yield Evidence(_("Gift brought back"), gift)


def _goods(lines: Iterable[RefundLine]) -> Iterable[Evidence]:
    for line in lines:
        yield Evidence(str(line.floor), f"{line.words} = {format_money(line.amount)}")


def _taken(refund: Refund) -> Iterable[Evidence]:
    if refund.purpose != Refund.Purpose.EXCHANGE:
        return
    for line in refund.taken.select_related("floor"):
        text = f"{line.name} × {line.quantity.normalize():f} = {format_money(line.amount)}"
        yield Evidence(_("Taken instead"), text)
    if refund.to_pay:
        yield Evidence(_("The customer pays"), f"{format_money(refund.to_pay)} {refund.pay_tender}")


def _money(money: Iterable[RefundTender]) -> Iterable[Evidence]:
    for row in money:
        # Void or refund is for the machine and the day: it is no other amount and no other tender.
        text = format_money(row.amount)
        if row.is_exception:
            text = _("%(amount)s by exception: %(out)s") % {
                "amount": format_money(row.amount),
                "out": row.out_tender,
            }
        elif row.card:
            text += f" …{row.card[-4:]}"
        yield Evidence(str(row.tender), text)


def _way_out(refund: Refund, money: Iterable[RefundTender]) -> Iterable[Evidence]:
    out = [row for row in money if row.is_exception]
    if refund.exception:
        words = "; ".join(dict.fromkeys(row.out_words for row in out))
        yield Evidence(_("Exception"), f"{refund.get_exception_display()}: {words}")
    for row in out:
        account = f"{row.payee_name} {row.payee_bank} …{row.payee_account[-4:]}"
        yield Evidence(_("To the account of"), account)
