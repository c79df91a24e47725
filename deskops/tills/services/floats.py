"""Float (备用金) between finance and a drawer, as handoffs with denominations.

What finance gives is posted when the desk signs for it; what the desk hands in leaves the drawer when
the clerk signs and is finance's when finance signs. Where the two settle on another amount the
difference stays with who had the money: finance's fund on the way out, over and short on the way in.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.handoffs.kinds import Line
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import draft_within, send_within
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import accounts_for, post
from deskops.org.models import Staff, Store

from ..models import FloatMove, Shift, Till
from ..rules import Pieces, counted
from .counting import as_asked
from .locks import lock_till


def cash_lines(pieces: Pieces) -> list[Line]:
    """The lines of a handoff for notes and coins: face, pieces, yuan; worded as papers are, in Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        return [
            Line(
                key=f"{face:f}",
                label=_("%(face)s yuan") % {"face": face},
                amount=face * number,
                quantity=number,
                section="cash",
            )
            for face, number in pieces.items()
        ]


def give_float(*, till: Till, pieces: Pieces, by: Staff, now: datetime, request_key: UUID) -> Handoff:
    """Finance gives a drawer float: a signed handoff that the desk counts and receives.

    Raises Refused ``count_impossible``, ``float_empty``, ``not_your_side``.
    """
    return _move_float("float_out", till=till, pieces=pieces, by=by, now=now, request_key=request_key)


def return_float(*, till: Till, pieces: Pieces, by: Staff, now: datetime, request_key: UUID) -> Handoff:
    """A clerk hands float of the own open drawer in to finance; it leaves the drawer at once.

    Raises Refused ``count_impossible``, ``float_empty``, ``not_your_till``, ``till_counted``,
    ``till_closed``, and ``insufficient`` when the drawer doesn't hold it.
    """
    return _move_float("float_in", till=till, pieces=pieces, by=by, now=now, request_key=request_key)


def _move_float(
    kind: str, *, till: Till, pieces: Pieces, by: Staff, now: datetime, request_key: UUID
) -> Handoff:
    pieces = counted(pieces)
    if not pieces:
        raise Refused("float_empty", _("Nothing was counted."), remedy=_("Count what is handed over."))
    asked = {"till": till.pk, "pieces": as_asked(pieces), "kind": kind}
    with act(request_key=request_key, by=by, name=f"tills.{kind}", asked=asked) as running:
        if not running.replayed:
            till = lock_till(till.pk)
            handoff = draft_within(
                kind=kind,
                store=till.store,
                business_date=till.store.business_date(now),
                by=by,
                now=now,
                lines=cash_lines(pieces),
            )
            FloatMove.objects.create(handoff=handoff, till=till)
            send_within(handoff_id=handoff.pk, by=by, now=now)
            running.result["handoff"] = handoff.pk
    return Handoff.objects.select_related("document").get(pk=running.result["handoff"])


def float_given(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """The clerk has signed for handing in: the cash leaves the drawer."""
    till = lock_till(handoff.float_move.till_id)
    if _open_shift(till, by, now) is None:
        raise Refused(
            "till_closed", _("This till is not open."), value=till.name, remedy=_("Open your shift first.")
        )
    amount = handoff.total_amount or ZERO
    _post(handoff, {AccountKind.CASH_IN_TRANSIT: amount}, till=till, into_till=-amount, by=by, now=now)


def float_returned(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """Finance has signed: the cash is finance's, what was agreed to be missing is over and short."""
    given, agreed = handoff.total_amount or ZERO, handoff.final_amount or ZERO
    moves = {
        AccountKind.CASH_IN_TRANSIT: -given,
        AccountKind.FLOAT_FUND: agreed,
        AccountKind.OVER_SHORT: given - agreed,
    }
    _post(handoff, moves, till=handoff.float_move.till, into_till=ZERO, by=by, now=now)


def float_received(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """The desk has signed: the cash is in the drawer, as agreed."""
    till = lock_till(handoff.float_move.till_id)
    _open_shift(till, by, now)
    agreed = handoff.final_amount or ZERO
    _post(handoff, {AccountKind.FLOAT_FUND: -agreed}, till=till, into_till=agreed, by=by, now=now)


def _open_shift(till: Till, by: Staff, now: datetime) -> Shift | None:
    """The clerk's own open shift on the drawer, locked; None while nobody has it.

    Refused when it is another's, has been counted or is of another day: nothing enters it then.
    """
    shift = (
        Shift.objects.select_for_update(no_key=True, of=("self",))
        .filter(till=till, state__in=Shift.UNDER_WAY)
        .first()
    )
    if shift is None:
        return None
    if shift.clerk_id != by.pk:
        raise Refused("not_your_till", _("This shift is another clerk's."), value=till.name)
    if shift.state != Shift.State.OPEN or shift.business_date != till.store.business_date(now):
        raise Refused(
            "till_counted",
            _("Your till has been counted, nothing goes in or out any more."),
            value=till.name,
            remedy=_("Close the shift, then open a new one."),
        )
    return shift


def _post(
    handoff: Handoff,
    others: Mapping[AccountKind, Decimal],
    *,
    till: Till,
    into_till: Decimal,
    by: Staff,
    now: datetime,
) -> None:
    moves = {kind: amount for kind, amount in others.items() if amount}
    if not moves:
        return
    store: Store = till.store
    accounts = accounts_for(store, [(kind, "") for kind in moves])
    entries = [(account.pk, amount) for account, amount in zip(accounts, moves.values(), strict=True)]
    post(
        kind=handoff.kind,
        document=handoff.document,
        store_id=store.pk,
        business_date=store.business_date(now),
        by=by,
        entries=[*entries, (till.account_id, into_till)] if into_till else entries,
    )
