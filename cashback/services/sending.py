"""The list goes to finance as a handoff; when finance signs, it is booked."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deskops.core.acts import act
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.handoffs.kinds import Line as HandoffLine
from deskops.handoffs.models import Handoff
from deskops.handoffs.models import State as Handed
from deskops.handoffs.services import draft_within, send_within
from deskops.org.models import Staff, Store

from .. import sql
from ..models import Carry, Cycle, Line
from .common import ask_row, book, carried, granted, lock_cycle, move, require_open_list, require_state

KIND = "cashback_list"


def send_list(*, request_key: UUID, cycle_id: int, by: Staff, now: datetime) -> Handoff:
    """Sign the list for the information department and send it to finance.

    Raises Refused: an empty list, one that was sent already (a disputed one is settled on its paper).
    """
    with act(request_key=request_key, by=by, name="cashback.send", asked={"cycle": cycle_id}) as running:
        if not running.replayed:
            cycle = lock_cycle(cycle_id)
            require_open_list(cycle)
            if cycle.list_paper and cycle.list_paper.state == Handed.DISPUTED:
                raise Refused(
                    "list_disputed",
                    _("Finance has disputed the list: %(number)s.") % {"number": cycle.list_paper.document},
                    value=cycle.list_paper.pk,
                    remedy=_("Mend the list, then settle the paper with the new figures."),
                )
            handoff = draft_within(
                kind=KIND,
                store=cycle.store,
                business_date=cycle.store.business_date(now),
                by=by,
                now=now,
                lines=list_lines(cycle),
                occasion=f"cashback {cycle.code}",
                origin=cycle.document,
            )
            cycle.list_paper = handoff
            cycle.save(update_fields=["list_paper"])
            send_within(handoff_id=handoff.pk, by=by, now=now)
            running.result = {"handoff": handoff.pk}
    return Handoff.objects.select_related("document").get(pk=running.result["handoff"])


def list_lines(cycle: Cycle) -> Sequence[HandoffLine]:
    """The list in its sums, with the fingerprint of every member's amount. Raises Refused when empty."""
    rows = cycle.lines.order_by().values("state").annotate(number=Count("pk"), sum=Sum("amount"))
    sums = {row["state"]: row for row in rows}
    if not sums:
        raise Refused(
            "list_empty",
            _("The list has no lines."),
            remedy=_("Compute it, or bring the information department's file."),
        )
    printed = {"fingerprint": ask_row(sql.FINGERPRINT, cycle=cycle.pk)[0]}
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            Line.State.DUE: pgettext("cashback line", "to be paid"),
            Line.State.NO_ID: _("listed, not payable: no ID number on record"),
            Line.State.NOTHING: _("nothing to pay, carried on"),
        }
        return [
            HandoffLine(
                key=state.value,
                label=str(label),
                amount=sums[state]["sum"] if state in sums else ZERO,
                quantity=sums[state]["number"] if state in sums else 0,
                section="list" if state == Line.State.DUE else "others",
                values=printed if state == Line.State.DUE else {},
            )
            for state, label in words.items()
        ]


def cycle_of_list(handoff: Handoff) -> Cycle:
    """The cycle whose list a handoff is, locked."""
    return lock_cycle(Cycle.objects.values_list("pk", flat=True).get(list_paper=handoff))


def due_total(cycle: Cycle) -> Decimal:
    """Yuan that the lines of the list come to."""
    found: Decimal = cycle.lines.filter(state=Line.State.DUE).aggregate(sum=Sum("amount", default=ZERO))[
        "sum"
    ]
    return found


def list_settled(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """Information has mended the list: the figures agreed on are those of the list, nothing else."""
    cycle = cycle_of_list(handoff)
    agreed = handoff.lines.filter(section="list").first()
    total = due_total(cycle)
    if agreed is None or (agreed.agreed_amount if agreed.differs else agreed.amount) != total:
        raise Refused(
            "list_differs",
            _("The list comes to %(amount)s yuan now.") % {"amount": total},
            value=total,
            remedy=_("Mend the list first, then settle with its figures."),
        )


def list_received(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """Finance has signed: what is to be paid is owed from now on, and the list stays as it is."""
    cycle = cycle_of_list(handoff)
    require_state(cycle, Cycle.State.LISTING)
    total = due_total(cycle)
    if (handoff.final_amount or ZERO) != total:
        raise Refused(
            "list_differs",
            _("The list comes to %(amount)s yuan now.") % {"amount": total},
            value=total,
            remedy=_("Dispute the paper; information settles it with the list's figures."),
        )
    owed = _owed_before(cycle)
    moves = {cycle.due_id: -total, granted(cycle.store): total - sum(owed.values(), ZERO), **owed}
    book("cashback_booked", handoff.document, cycle.store, moves, by=by, now=now)
    move(cycle, Cycle.State.BOOKED, booked_by=by, booked_at=now, booked=total)


def _owed_before(cycle: Cycle) -> dict[int, Decimal]:
    """By account of carried cashback: what this list has taken over from closed cycles."""
    taken = Carry.objects.filter(taken__cycle=cycle, owed=True).select_related("source__cycle__store")
    rows = taken.order_by().values("source__cycle__store").annotate(sum=Sum("amount"))
    sums = {row["source__cycle__store"]: row["sum"] for row in rows}
    stores = {cycle.store_id: cycle.store}
    return {carried(stores.get(pk) or _store(pk)): amount for pk, amount in sums.items()}


def _store(pk: int) -> Store:
    return Store.objects.get(pk=pk)
