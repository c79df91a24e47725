"""The customer signs the voucher, once all of it is paid."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.frozen import canonical
from deskops.core.refusals import Refused
from deskops.org.models import Staff
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.services import sign
from gifts.services import reclaiming

from ..models import Refund
from ..papers.parts import money_words, quantity_words, tail
from ..papers.voucher import require_paid, title_of
from ..queries.voucher import Voucher, voucher_of
from .asking import move
from .locking import fresh, lock_refund


def sign_voucher(
    *, request_key: UUID, by: Staff, now: datetime, refund_id: int, signed: Signed, name: str = ""
) -> Refund:
    """The customer signs the voucher on screen, or it is noted that the printed one was signed.

    ``name`` is who signs where it isn't the member who bought. Raises Refused: not paid yet
    (``not_paid``), signed already (``signed_already``).
    """
    asked = {"refund": refund_id, "name": name, "on_paper": signed.strokes is None}
    with act(request_key=request_key, by=by, name="refunds.sign", asked=asked) as running:
        if not running.replayed:
            refund = lock_refund(refund_id)
            require_paid(refund)
            _require_unsigned(refund)
            _close_without_goods(refund)
            voucher = voucher_of(refund)
            sign(
                document=refund.document,
                role=Signature.Role.CUSTOMER,
                name=name.strip() or voucher.customer or _("customer"),
                body=voucher_body(voucher),
                strokes=signed.strokes,
                by=by,
                now=now,
            )
            running.result = {"refund": refund_id}
    return fresh(refund_id)


def _close_without_goods(refund: Refund) -> None:
    """Where only a price was given back no floor has anything to collect."""
    if refund.state == Refund.State.PAID and not refund.pickups.exists():
        move(refund, Refund.State.CLOSED)


def is_signed(refund: Refund) -> bool:
    """Whether the customer has signed the voucher."""
    return Signature.objects.filter(document=refund.document, role=Signature.Role.CUSTOMER).exists()


def _require_unsigned(refund: Refund) -> None:
    if is_signed(refund):
        raise Refused(
            "signed_already",
            _("The customer has signed this voucher already."),
            value=refund.document.number,
            remedy=_("Print it: the signature stands on it."),
        )


def voucher_body(voucher: Voucher) -> str:
    """What the customer agrees to by signing, in Chinese as the voucher says it."""
    refund = voucher.refund
    gifts = reclaiming.brought_for(refund.document)
    with translation.override(settings.LANGUAGE_CODE):
        return canonical(
            {
                **({"gifts_back": gifts} if gifts else {}),
                "paper": title_of(refund),
                "number": refund.document.number,
                "receipt": refund.purchase.number,
                "goods": [f"{one.words} = {one.amount}" for one in voucher.lines],
                "taken": [
                    f"{one.name} × {quantity_words(one.quantity)} = {one.amount}" for one in voucher.taken
                ],
                "money": [
                    f"{money_words(one)} {one.slip} {one.reference} {one.amount}" for one in voucher.money
                ],
                "kept": str(refund.deduction),
                "refunded": str(refund.amount),
                "paid": str(refund.to_pay),
                "account": "; ".join(
                    f"{one.payee_name} {tail(one.payee_account)}" for one in voucher.money if one.payee_name
                ),
            }
        )
