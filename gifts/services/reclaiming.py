"""A receipt with gifts is refunded: the gift comes back, or its value is kept by the campaign's rule.

What a refund asks back is noted while it is prepared, held while it is asked for, and settled when it
was paid; the database lets no piece be settled twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.models import Staff, Store

from ..models import CampaignRule, GiftIssue, GiftIssueLine, GiftPurchase, Movement, Place, Reclaim
from ..plugs import returned_of
from ..rules import mark_of, owed, shares
from .issuing import given_back, gives_of
from .moving import Move, move, place_of
from .purchases import hold_receipts

How, State = Reclaim.How, Reclaim.State


@dataclass(frozen=True)
class IssuedGift:
    """A gift that was given for a purchase: what, how many the customer still has, yuan for one."""

    line_id: int
    name: str
    pieces: int
    value: Decimal


@dataclass(frozen=True)
class Settled:
    """What a refund does about a gift: ``back`` pieces come back, ``kept`` yuan are kept for the others."""

    name: str
    back: int
    kept: Decimal


def _issues_for(store: Store, pos: str, number: str) -> list[GiftIssue]:
    """What was issued for a receipt and not undone, with its lines and all its receipts."""
    found = GiftIssue.objects.filter(
        uses__purchase__store=store,
        uses__purchase__number=number,
        uses__purchase__mark=mark_of(pos),
        uses__undone=False,
    )
    rows = found.select_related("rule").prefetch_related("lines__item", "uses__purchase")
    return list(rows.order_by("pk"))


def issued_against(*, store: Store, pos: str, number: str) -> tuple[IssuedGift, ...]:
    """The gifts given for a receipt that the customer still has and no refund has settled."""
    return tuple(
        IssuedGift(line.pk, str(line.item), line.left, line.value)
        for issue in _issues_for(store, pos, number)
        for line in issue.lines.all()
        if line.left
    )


def note(
    *,
    document: Document,
    pos: str,
    number: str,
    amount: Decimal,
    brought: Mapping[int, int],
    by: Staff,
    now: datetime,
) -> tuple[Settled, ...]:
    """Work out anew what a refund in preparation asks back, when ``amount`` yuan of the receipt go back.

    ``brought`` is how many pieces of a line of an issue the customer brought. Part of the refund's act.
    """
    Reclaim.objects.filter(document=document, state=State.NOTED).update(state=State.DROPPED)
    rows = [
        row
        for line, pieces in _asked_back(document.store, pos, number, amount)
        for row in _rows(
            line, pieces, min(brought.get(line.pk, 0), pieces), document=document, by=by, now=now
        )
    ]
    Reclaim.objects.bulk_create(rows)
    return told(rows)


def _asked_back(store: Store, pos: str, number: str, amount: Decimal) -> Iterable[tuple[GiftIssueLine, int]]:
    """The lines of what was issued for a receipt and the pieces asked back once ``amount`` more is gone."""
    for issue in _issues_for(store, pos, number):
        if issue.rule is None:
            continue  # goodwill stands on no receipt
        lines = {line.pk: line for line in issue.lines.all()}
        everything = issue.rule.on_refund == CampaignRule.OnRefund.ALL
        pieces = owed(
            gives_of(issue.rule),
            rest=_rest(store, [use.purchase for use in issue.uses.all()]) - amount,
            left=sum(line.left for line in lines.values()),
            everything=everything,
        )
        wanted = shares(pieces, [(line.pk, line.left, line.value) for line in lines.values()])
        yield from ((lines[pk], count) for pk, count in wanted.items())


def _rest(store: Store, purchases: Sequence[GiftPurchase]) -> Decimal:
    """Yuan that are still bought by the receipts of an issue together."""
    returned = returned_of(store, [(one.number, one.mark) for one in purchases])
    return sum((one.amount - returned[one.number, one.mark] for one in purchases), ZERO)


def _rows(
    line: GiftIssueLine, pieces: int, back: int, *, document: Document, by: Staff, now: datetime
) -> list[Reclaim]:
    kept = pieces - back
    figures = ((How.BACK, back, ZERO), (How.VALUE, kept, line.value * kept))
    return [
        Reclaim(line=line, document=document, how=how, pieces=count, amount=amount, by=by, at=now)
        for how, count, amount in figures
        if count
    ]


def told(rows: Iterable[Reclaim]) -> tuple[Settled, ...]:
    """What rows say, gift by gift, in one order."""
    ordered = sorted(rows, key=lambda row: (row.line_id, row.how))
    return tuple(
        Settled(f"{row.line.item} × {row.pieces}", row.pieces if row.how == How.BACK else 0, row.amount)
        for row in ordered
    )


def of_refund(document: Document) -> list[Reclaim]:
    """What a refund asks back, as it stands."""
    rows = Reclaim.objects.filter(document=document).exclude(state=State.DROPPED)
    return list(rows.select_related("line__item", "line__issue__document").order_by("line_id", "how"))


def brought_pieces(document: Document) -> dict[int, int]:
    """How many pieces of each line the customer of a refund brings back, as noted."""
    return {row.line_id: row.pieces for row in of_refund(document) if row.how == How.BACK}


def brought_for(document: Document) -> list[str]:
    """The gifts that the customer of a refund brings back, in words."""
    return [one.name for one in told(of_refund(document)) if one.back]


def hold(*, document: Document, pos: str, number: str) -> None:
    """The refund is asked for: its gifts are settled by nobody else. Part of its act, its money reserved.

    Raises Refused when another refund of these receipts came between: the goods are chosen again.
    """
    store = document.store
    hold_receipts(store, [number])
    _lock(store, pos, number)
    rows = of_refund(document)
    noted: dict[int, int] = {}
    for row in rows:
        noted[row.line_id] = noted.get(row.line_id, 0) + row.pieces
    if noted != {line.pk: pieces for line, pieces in _asked_back(store, pos, number, ZERO)}:
        raise Refused(
            "gifts_changed",
            _("Which gifts come back has changed: another refund or another gift came between."),
            remedy=_("Choose the goods again: what is kept is worked out anew."),
        )
    _set(rows, State.HELD)


def _lock(store: Store, pos: str, number: str) -> None:
    """All receipts of what was issued for this one, so that refunds of two of them see each other."""
    issues = [issue.pk for issue in _issues_for(store, pos, number)]
    rows = GiftPurchase.objects.select_for_update(no_key=True, of=("self",))
    list(rows.filter(uses__issue__in=issues).order_by("pk").values_list("pk", flat=True))


def _set(rows: Iterable[Reclaim], state: Reclaim.State) -> None:
    for row in rows:
        row.state = state
        row.save(update_fields=["state"])


def let_go(*, document: Document, ended: bool = False) -> None:
    """The refund is prepared anew or, ``ended``, given up: its gifts are free again. Part of its act."""
    rows = [row for row in of_refund(document) if row.state != State.DONE]
    _set(rows, State.DROPPED if ended else State.NOTED)


def take_back(*, document: Document, by: Staff, now: datetime) -> None:
    """The refund was paid: what the customer brought lies at the desk again, the rest is settled by value.

    Part of its act.
    """
    rows = [row for row in of_refund(document) if row.state == State.HELD]
    place = place_of(document.store, Place.Kind.DESK) if rows else None
    back = [row for row in rows if row.how == How.BACK]
    if place and back:
        move(
            [Move(place, row.line.item_id, row.pieces, row.line.issue.campaign_id) for row in back],
            kind=Movement.Kind.BACK,
            document=document,
            store=document.store,
            by=by,
            now=now,
        )
    _set(rows, State.DONE)
    for row in back:
        given_back(row.line.issue, row.pieces)
