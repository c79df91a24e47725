"""A receipt becomes a row of gifts: of the POS's file, or typed from the paper (未核)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.money import format_money
from deskops.core.refusals import Refused
from deskops.org.models import Staff, Store
from deskops.receipts.models import Batch, Receipt

from ..models import GiftPurchase
from ..rules import mark_of

State = GiftPurchase.State
HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('gift ' || %s || ' ' || %s, 0))"


@dataclass(frozen=True)
class Typed:
    """What the paper says; ``amount`` in yuan."""

    pos: str
    number: str
    bought_on: date
    amount: Decimal
    card_number: str = ""


def hold_receipts(store: Store, numbers: Sequence[str]) -> None:
    """Take receipts of these numbers until the act ends: issuing and refunding exclude each other."""
    with connection.cursor() as cursor:
        for number in sorted(set(numbers)):
            cursor.execute(HOLD, [store.code, number])


def type_in(*, request_key: UUID, typed: Typed, store: Store, by: Staff, now: datetime) -> GiftPurchase:
    """Keep a receipt typed from its paper until the POS's file comes.

    Raises Refused: the POS has reported it already (``receipt_is_here``), it was typed before
    (``typed_already``), a day to come, nothing paid.
    """
    asked = {
        "pos": typed.pos,
        "number": typed.number,
        "day": typed.bought_on,
        "amount": typed.amount,
        "card": typed.card_number,
    }
    with act(request_key=request_key, by=by, name="gifts.type_in", asked=asked) as running:
        if not running.replayed:
            hold_receipts(store, [typed.number.strip()])
            running.result = {"purchase": _type_in(typed, store, by, now).pk}
    return GiftPurchase.objects.get(pk=running.result["purchase"])


def _type_in(typed: Typed, store: Store, by: Staff, now: datetime) -> GiftPurchase:
    number, mark = typed.number.strip(), mark_of(typed.pos)
    reported = Receipt.objects.filter(store=store, number=number)
    if any(mark_of(one.pos) == mark for one in reported):
        raise Refused(
            "receipt_is_here",
            _("The POS has reported this receipt already."),
            field="number",
            value=number,
            remedy=_("Find it by its number; nothing needs to be typed."),
        )
    if GiftPurchase.objects.filter(store=store, number=number, mark=mark).exists():
        raise Refused(
            "typed_already",
            _("This receipt was entered already."),
            field="number",
            value=number,
            remedy=_("Find it by its number."),
        )
    if typed.bought_on > store.business_date(now):
        raise Refused(
            "day_to_come", _("This day is still to come."), field="bought_on", value=typed.bought_on
        )
    if typed.amount <= 0:
        raise Refused("no_amount", _("Nothing was paid."), field="amount", value=typed.amount)
    return GiftPurchase.objects.create(
        store=store,
        pos=typed.pos.strip(),
        mark=mark,
        number=number,
        bought_on=typed.bought_on,
        amount=typed.amount,
        card_number=typed.card_number.strip(),
        state=State.UNVERIFIED,
        sighted_by=by,
        sighted_at=now,
    )


def purchases_for(
    *, store: Store, receipt_ids: Sequence[int], purchase_ids: Sequence[int]
) -> list[GiftPurchase]:
    """Our rows of these receipts, made where they aren't there yet, locked in the order of their keys.

    Part of an act. Raises Refused: a receipt of another store, one that differs from the POS, none.
    """
    found = list(Receipt.objects.filter(pk__in=receipt_ids, store=store).select_related("store"))
    typed = list(GiftPurchase.objects.filter(pk__in=purchase_ids, store=store).select_related("store"))
    if len(found) != len(set(receipt_ids)) or len(typed) != len(set(purchase_ids)) or not (found or typed):
        raise Refused(
            "receipt_unknown",
            _("There is no such receipt of this store."),
            field="number",
            remedy=_("Gifts are given in the store that sold; scan the receipt again."),
        )
    hold_receipts(store, [*(one.number for one in found), *(one.number for one in typed)])
    pks = {_row_of(one).pk for one in found} | {one.pk for one in typed}
    rows = GiftPurchase.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=pks)
    purchases = list(rows.order_by("pk"))
    for one in purchases:
        _require_sound(one)
    return purchases


def sketch(receipt: Receipt) -> GiftPurchase:
    """A receipt of the POS's file as our row would be, not stored."""
    return GiftPurchase(
        store=receipt.store,
        pos=receipt.pos,
        mark=mark_of(receipt.pos),
        number=receipt.number,
        bought_on=receipt.bought_on,
        amount=receipt.amount,
        card_number=receipt.card_number,
        state=State.VERIFIED,
        receipt_id=receipt.pk,
    )


def _row_of(receipt: Receipt) -> GiftPurchase:
    made = sketch(receipt)
    names = ("pos", "bought_on", "amount", "card_number", "state", "receipt_id")
    row, _made = GiftPurchase.objects.get_or_create(
        store=made.store,
        number=made.number,
        mark=made.mark,
        defaults={name: getattr(made, name) for name in names},
    )
    return row


def _require_sound(purchase: GiftPurchase) -> None:
    if purchase.state == State.MISMATCH:
        raise Refused(
            "purchase_differs",
            _("The POS's file differs from the paper: %(what)s") % {"what": purchase.mismatch},
            field="number",
            value=purchase.number,
            remedy=_("The desk supervisor has to settle the difference first."),
        )


def follow_import(batch: Batch) -> None:
    """Compare the papers that were typed with the receipts of an import: verified, or a mismatch."""
    waiting = GiftPurchase.objects.filter(state=State.UNVERIFIED)
    typed = list(waiting.select_for_update(no_key=True, of=("self",)).select_related("store").order_by("pk"))
    numbers = {one.number for one in typed}
    reported = {
        (one.store_id, one.number, mark_of(one.pos)): one
        for one in Receipt.objects.filter(number__in=numbers)
    }
    changed = []
    for one in typed:
        receipt = reported.get((one.store_id, one.number, one.mark))
        if receipt is not None:
            _compare(one, receipt)
            changed.append(one)
    GiftPurchase.objects.bulk_update(changed, ["state", "receipt_id", "mismatch"])


def _compare(typed: GiftPurchase, receipt: Receipt) -> None:
    differs = []
    if typed.amount != receipt.amount:
        differs.append(f"{format_money(typed.amount)} ≠ {format_money(receipt.amount)}")
    if typed.bought_on != receipt.bought_on:
        differs.append(f"{typed.bought_on} ≠ {receipt.bought_on}")
    if typed.card_number and typed.card_number != receipt.card_number:
        differs.append(f"{typed.card_number} ≠ {receipt.card_number or '–'}")
    typed.receipt_id = receipt.pk
    typed.mismatch = "；".join(differs)[:200]
    typed.state = State.MISMATCH if differs else State.VERIFIED


def settle(*, request_key: UUID, purchase_id: int, how: str, by: Staff, now: datetime) -> GiftPurchase:
    """The desk supervisor says how a paper that differs from the POS was cleared up; both stay readable.

    Raises Refused: no explanation, nothing that differs, one's own paper.
    """
    asked = {"purchase": purchase_id, "how": how}
    with act(request_key=request_key, by=by, name="gifts.settle", asked=asked) as running:
        row = GiftPurchase.objects.select_for_update(no_key=True, of=("self",)).get(pk=purchase_id)
        if not running.replayed:
            if row.state != State.MISMATCH:
                raise Refused("nothing_differs", _("Nothing differs here."), value=row.number)
            if row.sighted_by_id == by.pk:
                raise Refused("own_paper", _("Nobody settles the paper they typed."), value=by.number)
            if not how.strip():
                raise Refused("how_missing", _("Say how it was cleared up."), field="how")
            row.state, row.settled_by, row.settled_at = State.SETTLED, by, now
            row.settled_how = how.strip()[:200]
            row.save(update_fields=["state", "settled_by", "settled_at", "settled_how"])
        return row
