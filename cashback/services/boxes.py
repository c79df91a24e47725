"""Who answers for a cashback box: counted at the beginning, counted blind at the end, like a till."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask
from deskops.approvals.terms import Terms
from deskops.core.acts import act
from deskops.core.money import DENOMINATIONS, ZERO, format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import begin_document, file_document, set_state
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.org.models import Role, Staff
from deskops.tills.rules import face_field, total

from ..models import Box, BoxDifference, Cycle, Pieces, Turn, TurnPieces
from ..models.boxes import MOST_PIECES
from .common import balance_of, book, require_state

TURN = "cashback_turn"
DIFFERENCE = "cashback_difference"
ASKED_OF = (Asked(Role.DESK_SUPERVISOR, step=1), Asked(Role.FINANCE, step=2))
"""Spec 1, approvals: stock or till difference: desk supervisor, then finance."""

type Notes = Mapping[Decimal, int]
Moment = TurnPieces.Moment


def notes(pieces: Notes) -> dict[Decimal, int]:
    """Pieces without zeros, largest face first. Raises Refused for a face or number that can't be."""
    for face, number in pieces.items():
        if face not in DENOMINATIONS or not 0 <= number <= MOST_PIECES:
            raise Refused(
                "count_impossible",
                _("%(number)s pieces of %(face)s yuan can't be in the box.")
                % {"number": number, "face": face},
                field=face_field(face),
                value=number,
                remedy=_("Count this face again."),
            )
    return {face: pieces[face] for face in DENOMINATIONS if pieces.get(face)}


def as_asked(pieces: Notes) -> dict[str, int]:
    """Pieces as plain values for a request's digest."""
    return {str(face): number for face, number in pieces.items()}


def lock_box(box_id: int) -> Box:
    """A box locked: its turns begin and end, and its cash comes and goes, one after the other."""
    return (
        Box.objects.select_for_update(no_key=True, of=("self",)).select_related("cycle__store").get(pk=box_id)
    )


def held(box: Box) -> dict[Decimal, int]:
    """The pieces in a box by face, largest first."""
    return dict(box.pieces.filter(pieces__gt=0).order_by("-face").values_list("face", "pieces"))


def put_pieces(box: Box, pieces: Notes) -> None:
    """Set what a locked box holds to what was counted."""
    rows = [Pieces(box=box, face=face, pieces=pieces.get(face, 0)) for face in DENOMINATIONS]
    Pieces.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["box", "face"], update_fields=["pieces"]
    )


def open_turn(
    *,
    request_key: UUID,
    box_id: int,
    pieces: Notes,
    reason: str = "",
    by: Staff,
    now: datetime,
) -> Turn:
    """Count a box and answer for it from now on.

    A count that differs from the books is posted with its reason and approval asked. Raises Refused:
    the cycle's cash isn't at the desk, a colleague has the box, the clerk has another, no reason.
    """
    pieces = notes(pieces)
    asked = {"box": box_id, "pieces": as_asked(pieces), "reason": reason}
    with act(request_key=request_key, by=by, name="cashback.open_turn", asked=asked) as running:
        if not running.replayed:
            box = lock_box(box_id)
            require_state(box.cycle, Cycle.State.DRAWN)
            turn = begin_turn(box, pieces, reason=reason, by=by, now=now)
            running.result = {"turn": turn.pk}
    return turn_of(running.result["turn"])


def begin_turn(box: Box, pieces: Notes, *, reason: str, by: Staff, now: datetime) -> Turn:
    """Begin a clerk's turn at a locked box with what was counted, within an act."""
    store = box.cycle.store
    counted, books = total(pieces), balance_of(box.account_id)
    document = begin_document(kind=TURN, store=store, by=by, now=now, state=Turn.State.OPEN)
    turn = Turn.objects.create(
        document=document,
        box=box,
        clerk=by,
        business_date=store.business_date(now),
        opened_at=now,
        opening=counted,
    )
    _write(turn, Moment.OPENING, pieces)
    put_pieces(box, pieces)
    _post_difference(
        turn, counted - books, moment=Moment.OPENING, origin=document, reason=reason, by=by, now=now
    )
    file_document(document)
    return turn


def count_turn(*, request_key: UUID, turn_id: int, pieces: Notes, by: Staff, now: datetime) -> Turn:
    """Enter the blind count; only now what should be there shows. Raises Refused for another's turn."""
    pieces = notes(pieces)
    asked = {"turn": turn_id, "pieces": as_asked(pieces)}
    with act(request_key=request_key, by=by, name="cashback.count_turn", asked=asked) as running:
        if not running.replayed:
            turn = own_turn(turn_id, by, Turn.State.OPEN)
            _write(turn, Moment.CLOSING, pieces)
            turn.state, turn.counted, turn.counted_at = Turn.State.COUNTED, total(pieces), now
            turn.expected = balance_of(turn.box.account_id)
            turn.save(update_fields=["state", "counted", "counted_at", "expected"])
            put_pieces(turn.box, pieces)
            set_state(turn.document, turn.state)
            running.result = {"turn": turn_id}
    return turn_of(turn_id)


def close_turn(*, request_key: UUID, turn_id: int, reason: str = "", by: Staff, now: datetime) -> Turn:
    """Close a counted turn; what is over or short is posted with its reason, and two are asked."""
    asked = {"turn": turn_id, "reason": reason}
    with act(request_key=request_key, by=by, name="cashback.close_turn", asked=asked) as running:
        if not running.replayed:
            turn = own_turn(turn_id, by, Turn.State.COUNTED)
            difference = turn.difference or ZERO
            turn.state, turn.closed_at = Turn.State.CLOSED, now
            turn.save(update_fields=["state", "closed_at"])
            set_state(turn.document, turn.state)
            _post_difference(
                turn,
                difference,
                moment=Moment.CLOSING,
                origin=turn.document,
                reason=reason,
                by=by,
                now=now,
            )
            running.result = {"turn": turn_id}
    return turn_of(turn_id)


def turn_of(turn_id: int) -> Turn:
    """A turn with what its page shows."""
    return Turn.objects.select_related("box__cycle__store", "clerk", "document__store").get(pk=turn_id)


def own_turn(turn_id: int, by: Staff, *states: Turn.State) -> Turn:
    """A clerk's own turn, its box and itself locked. Raises Refused for another's or a wrong state."""
    lock_box(Turn.objects.values_list("box", flat=True).get(pk=turn_id))
    turn = (
        Turn.objects.select_for_update(no_key=True, of=("self",))
        .select_related("box__cycle__store", "clerk", "document__store")
        .get(pk=turn_id)
    )
    if turn.clerk_id != by.pk:
        raise Refused("not_your_box", _("This box is another clerk's."), value=str(turn.clerk))
    if turn.state not in states:
        raise Refused(
            "turn_state",
            _("This turn is “%(state)s”.") % {"state": turn.get_state_display()},
            value=turn.state,
        )
    return turn


def _write(turn: Turn, moment: TurnPieces.Moment, pieces: Notes) -> None:
    TurnPieces.objects.bulk_create(
        TurnPieces(turn=turn, moment=moment, face=face, pieces=number) for face, number in pieces.items()
    )


def _post_difference(
    turn: Turn,
    amount: Decimal,
    *,
    moment: TurnPieces.Moment,
    origin: Document,
    reason: str,
    by: Staff,
    now: datetime,
) -> None:
    if not amount:
        return
    if not reason.strip():
        says = (
            _("The box is %(amount)s yuan over.") if amount > ZERO else _("The box is %(amount)s yuan short.")
        )
        raise Refused(
            "box_difference",
            says % {"amount": format_money(abs(amount))},
            field="reason",
            value=amount,
            remedy=_("Count again, or write down the reason; the desk supervisor and finance are asked."),
        )
    store = turn.box.cycle.store
    paper = begin_document(
        kind=DIFFERENCE, store=store, by=by, now=now, amount=amount, state="asked", origin=origin
    )
    difference = BoxDifference.objects.create(
        document=paper, turn=turn, moment=moment, amount=amount, reason=reason.strip()
    )
    moves = {turn.box.account_id: amount, account_for(AccountKind.OVER_SHORT, store).pk: -amount}
    book("cashback_difference", paper, store, moves, by=by, now=now)
    ask(document=paper, terms=difference_terms(difference), of=ASKED_OF, by=by, now=now)
    file_document(paper)


def difference_terms(difference: BoxDifference) -> Terms:
    """What the supervisor and finance read; in Chinese, as papers are."""
    turn = difference.turn
    with translation.override(settings.LANGUAGE_CODE):
        return Terms(
            what=_("%(box)s, %(day)s: difference %(moment)s")
            % {"box": turn.box, "day": turn.business_date, "moment": difference.get_moment_display()},
            why=difference.reason,
            amount=difference.amount,
            whose=str(turn.clerk),
            rule=_("A difference of the cashback box is decided by the desk supervisor, then by finance."),
        )


def difference_decided(
    *, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str
) -> None:
    """Record how the last of the two decided; what was posted stays posted."""
    states = BoxDifference.State
    state = states.APPROVED if outcome == Decision.APPROVED else states.REJECTED
    BoxDifference.objects.filter(document=document).update(state=state)
    set_state(document, state)


def explain_again(
    *, request_key: UUID, difference_id: int, reason: str, by: Staff, now: datetime
) -> BoxDifference:
    """Write a new reason for a rejected difference and ask again; the amount stays as counted."""
    asked = {"difference": difference_id, "reason": reason}
    with act(request_key=request_key, by=by, name="cashback.explain_again", asked=asked) as running:
        if not running.replayed:
            document = Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=difference_id)
            difference = BoxDifference.objects.select_related("turn__box", "turn__clerk").get(
                document=document
            )
            if difference.turn.clerk_id != by.pk:
                raise Refused("not_your_box", _("This box is another clerk's."))
            if difference.state != BoxDifference.State.REJECTED or not reason.strip():
                raise Refused("reason_missing", _("A difference needs a reason."), field="reason")
            difference.reason, difference.state = reason.strip(), BoxDifference.State.ASKED
            difference.save(update_fields=["reason", "state"])
            ask(document=document, terms=difference_terms(difference), of=ASKED_OF, by=by, now=now)
            set_state(document, difference.state)
            running.result = {"difference": difference_id}
    return BoxDifference.objects.select_related("document", "turn").get(pk=difference_id)
