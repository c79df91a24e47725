"""A shift from the opening count to the close."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.money import ZERO, format_money, yuan
from deskops.core.refusals import Refused
from deskops.documents.services import begin_document, file_document, set_state
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.ledger.services import accounts_for, post
from deskops.org.models import Staff

from ..models import Count, Difference, PosReading, Shift, Tender, Till
from ..rules import Pieces, counted, expected, total, without
from .counting import as_asked, counted_pieces, write_count
from .differences import ask_difference
from .locks import lock_till, locked


def open_shift(
    *, till: Till, pieces: Pieces, reason: str = "", by: Staff, now: datetime, request_key: UUID
) -> Shift:
    """Open a clerk's shift on a drawer with its counted float.

    The drawer's account says what the last shift left. When the count differs, the shift opens
    only with a reason: the difference is posted to over and short at once and approval is asked, so
    that books and drawer agree from the first minute and the next clerk never carries what the last
    one left. Raises Refused: ``till_difference`` without a reason, ``till_open_already``,
    ``clerk_has_till``, ``till_out_of_use``, ``count_impossible``.
    """
    pieces = counted(pieces)
    asked = {"till": till.pk, "pieces": as_asked(pieces), "reason": reason}
    with act(request_key=request_key, by=by, name="tills.open_shift", asked=asked) as running:
        if not running.replayed:
            running.result["shift"] = begin_shift(till=till, pieces=pieces, reason=reason, by=by, now=now).pk
    return shift_of(running.result)


def begin_shift(
    *, till: Till, pieces: Pieces, reason: str, by: Staff, now: datetime, came_from: Shift | None = None
) -> Shift:
    """Open a shift inside an act under way; see ``open_shift``."""
    till = lock_till(till.pk)
    if not till.is_active:
        raise Refused("till_out_of_use", _("%(till)s is not in use.") % {"till": till}, value=till.code)
    account = Account.objects.get(pk=till.account_id)
    difference = total(pieces) - account.balance
    if difference and not reason.strip():
        raise _unexplained(difference)
    paper = begin_document(kind="till_shift", store=till.store, by=by, now=now, state=Shift.State.OPEN)
    shift = Shift.objects.create(
        document=paper,
        till=till,
        clerk=by,
        business_date=paper.business_date,
        opened_at=now,
        came_from=came_from,
        opened_after=account.entries + bool(difference),
        opening=total(pieces),
        opening_difference=difference,
    )
    write_count(shift=shift, purpose=Count.Purpose.OPENING, pieces=pieces, by=by, now=now)
    if difference:
        _post(shift, "till_opening", {AccountKind.OVER_SHORT: -difference}, by)
    file_document(paper)
    if difference:
        ask_difference(
            shift=shift, moment=Difference.Moment.OPENING, amount=difference, reason=reason, by=by, now=now
        )
    return shift


def count_blind(*, shift: Shift, pieces: Pieces, by: Staff, now: datetime, request_key: UUID) -> Shift:
    """Write down what is in the drawer before anybody is shown what should be.

    From here on nothing enters or leaves the till. The count is never rewritten. A till without a
    POS goes on to the comparison at once. Raises Refused: ``till_counted``, ``not_your_till``.
    """
    pieces = counted(pieces)
    asked = {"shift": shift.pk, "pieces": as_asked(pieces)}
    with act(request_key=request_key, by=by, name="tills.count_blind", asked=asked) as running:
        if running.replayed:
            return shift_of(running.result)
        shift = locked(shift, by, Shift.State.OPEN)
        amount = write_count(shift=shift, purpose=Count.Purpose.CLOSING, pieces=pieces, by=by, now=now)
        _move(shift, Shift.State.COUNTED, counted=amount, counted_at=now)
        if not shift.till.has_pos:
            _compare(shift, pos_total=ZERO, pos_own=ZERO, booked=ZERO)
        running.result["shift"] = shift.pk
    return shift_of(running.result)


def read_pos(*, shift: Shift, total: Decimal, by: Staff, now: datetime, request_key: UUID) -> Shift:
    """Book the cash that the POS says it has taken since the shift opened.

    During the shift it lets the till pay out what the POS took in; after the blind count it is the
    closing total: with it the comparison is made and shown. Papers of this shift that the POS rang up
    too are taken off: they are in the books already. Raises Refused: ``no_pos``,
    ``pos_total_final`` once the shift is compared, ``insufficient`` when the POS paid out more than the
    drawer holds.
    """
    asked = {"shift": shift.pk, "total": str(total)}
    with act(request_key=request_key, by=by, name="tills.read_pos", asked=asked) as running:
        if running.replayed:
            return shift_of(running.result)
        shift = locked(shift, by, Shift.State.OPEN, Shift.State.COUNTED)
        if not shift.till.has_pos:
            raise Refused("no_pos", _("This drawer holds no POS cash."), value=shift.till.code)
        closing = shift.state == Shift.State.COUNTED
        own = total - rung_up(shift)
        booked = pos_booked(shift)
        PosReading.objects.create(shift=shift, total=total, own=own, is_closing=closing, by=by, at=now)
        if closing:
            _compare(shift, pos_total=total, pos_own=own, booked=booked)
        else:
            _book_pos(shift, own - booked, by)
        running.result["shift"] = shift.pk
    return shift_of(running.result)


def close_shift(
    *,
    shift: Shift,
    takings: Pieces,
    reason: str = "",
    by: Staff,
    now: datetime,
    request_key: UUID,
) -> Shift:
    """Close a counted and compared shift.

    Over or short is posted to its own account with a reason, and approval is asked; ``takings`` are
    the notes and coins that leave the drawer for finance, what stays is the float. Both post on the
    shift's business date. The statements don't depend on how many papers the shift had: its entries
    were posted with them. Raises Refused: ``till_difference`` without a reason,
    ``takings_above_count``, ``not_your_till``, ``till_state``.
    """
    takings = counted(takings)
    asked = {"shift": shift.pk, "takings": as_asked(takings), "reason": reason}
    with act(request_key=request_key, by=by, name="tills.close_shift", asked=asked) as running:
        if running.replayed:
            return shift_of(running.result)
        lock_till(shift.till_id)
        shift = locked(shift, by, Shift.State.COMPARED)
        if shift.difference and not reason.strip():
            raise _unexplained(shift.difference)
        _close(shift, takings, by, now)
        if shift.difference:
            ask_difference(
                shift=shift,
                moment=Difference.Moment.CLOSING,
                amount=shift.difference,
                reason=reason,
                by=by,
                now=now,
            )
        running.result["shift"] = shift.pk
    return shift_of(running.result)


def shift_of(result: Mapping[str, Any]) -> Shift:
    """The shift that an act's result names, as it is now."""
    return Shift.objects.select_related("till__store", "clerk", "document").get(pk=result["shift"])


def pos_booked(shift: Shift) -> Decimal:
    """The POS's own cash that readings of this shift have brought into the till's account."""
    last = shift.pos_readings.filter(is_closing=False).order_by("-pk").values_list("own", flat=True).first()
    return last or ZERO


def rung_up(shift: Shift) -> Decimal:
    """Cash of this shift's papers that is in the POS's total too; refunds are negative."""
    found = shift.payments.filter(on_pos=True, tender__code=Tender.CASH)
    return yuan(found.aggregate(sum=Sum("amount", default=ZERO))["sum"])


def _book_pos(shift: Shift, more: Decimal, by: Staff) -> None:
    if more:
        _post(shift, "pos_cash", {AccountKind.POS_TAKINGS: -more}, by)


def _compare(shift: Shift, *, pos_total: Decimal, pos_own: Decimal, booked: Decimal) -> None:
    books = Account.objects.values_list("balance", flat=True).get(pk=shift.till.account_id)
    should = expected(books=books, pos_own=pos_own, pos_booked=booked)
    _move(
        shift,
        Shift.State.COMPARED,
        pos_total=pos_total,
        pos_own=pos_own,
        expected=should,
        difference=(shift.counted or ZERO) - should,
    )


def _close(shift: Shift, takings: Pieces, by: Staff, now: datetime) -> None:
    counted_amount, pos_own, difference = _figures(shift)
    without(counted_pieces(shift, Count.Purpose.CLOSING), takings)
    taken = write_count(shift=shift, purpose=Count.Purpose.TAKINGS, pieces=takings, by=by, now=now)
    _post(
        shift,
        "till_closing",
        {
            AccountKind.POS_TAKINGS: pos_booked(shift) - pos_own,
            AccountKind.OVER_SHORT: -difference,
        },
        by,
    )
    _post(shift, "takings_out", {AccountKind.CASH_IN_TRANSIT: taken}, by)
    last = Account.objects.values_list("entries", flat=True).get(pk=shift.till.account_id)
    _move(
        shift,
        Shift.State.CLOSED,
        taken_out=taken,
        left=counted_amount - taken,
        closed_at=now,
        closed_at_number=last,
    )


def _figures(shift: Shift) -> tuple[Decimal, Decimal, Decimal]:
    """What a compared shift counted, the POS's own cash, the difference; the database keeps them filled."""
    counted_amount, pos_own, difference = shift.counted, shift.pos_own, shift.difference
    if counted_amount is None or pos_own is None or difference is None:
        raise ValueError(f"{shift} has not been compared")
    return counted_amount, pos_own, difference


def _post(shift: Shift, kind: str, others: Mapping[AccountKind, Decimal], by: Staff) -> None:
    """Post amounts to the store's accounts against the till, on the shift's business date and paper."""
    store = shift.till.store
    moves = {account: amount for account, amount in others.items() if amount}
    if not moves:
        return
    accounts = accounts_for(store, [(account, "") for account in moves])
    entries = [(account.pk, amount) for account, amount in zip(accounts, moves.values(), strict=True)]
    rest = -sum(moves.values(), ZERO)
    post(
        kind=kind,
        document=shift.document,
        store_id=store.pk,
        business_date=shift.business_date,
        by=by,
        entries=[*entries, (shift.till.account_id, rest)] if rest else entries,
    )


def _move(shift: Shift, state: Shift.State, **filled: object) -> None:
    shift.state = state
    for name, value in filled.items():
        setattr(shift, name, value)
    shift.save(update_fields=["state", *filled])
    set_state(shift.document, state)


def _unexplained(difference: Decimal) -> Refused:
    says = _("The drawer is %(amount)s yuan over.")
    if difference < ZERO:
        says = _("The drawer is %(amount)s yuan short.")
    return Refused(
        "till_difference",
        says % {"amount": format_money(abs(difference))},
        field="reason",
        value=difference,
        remedy=_("Count again, or write down the reason; the desk supervisor and finance are asked."),
    )
