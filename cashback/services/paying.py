"""Paying a line at the counter, once: who, from which box, in which notes, signed."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cards.silver.queries import card_to_change
from cards.silver.services import Original, change_tier_card_within
from deskops.core.acts import act
from deskops.core.frozen import canonical
from deskops.core.money import format_money
from deskops.core.refusals import Refused
from deskops.documents.services import SEQUENCE, begin_document, file_document
from deskops.org.models import Staff
from deskops.papers.forms import Signed
from deskops.papers.models import Proxy, Signature
from deskops.papers.services import ActsFor, sign
from deskops.tills.models import Tender
from deskops.tills.rules import total
from deskops.tills.services import NO_DETAILS, PaymentDetails
from members.models.people import Missing

from ..models import Cycle, Line, Payout, PayoutPieces, Turn
from .boxes import Notes, as_asked, notes, own_turn
from .common import book
from .drawing import add_pieces

KIND = "cashback_payout"


@dataclass(frozen=True)
class Identity:
    """How the member's identity was checked: the original ID card, or another paper with the reason."""

    seen: Payout.Identified
    words: str = ""


@dataclass(frozen=True)
class Collector:
    """Who collects for the member (代领): the paper seen, its last four, and that the member was rung."""

    name: str
    seen: Proxy.Seen
    last4: str


@dataclass(frozen=True)
class Upgrade:
    """The member's silver card, given out in the same visit (换银卡): the original comes back, or the fee."""

    new_number: str
    original: Original
    tender: Tender | None = None
    details: PaymentDetails = NO_DETAILS


def pay_line(
    *,
    request_key: UUID,
    line_id: int,
    turn_id: int,
    identity: Identity,
    pieces: Notes,
    signed: Signed,
    collector: Collector | None = None,
    upgrade: Upgrade | None = None,
    by: Staff,
    now: datetime,
) -> Payout:
    """Pay a line in cash from the clerk's own open box and take the signature.

    ``upgrade`` changes the member's card for the silver one on a paper of its own, before the cash goes
    out: the fee for a lost original is in the till first.

    Raises Refused: paid already or not payable, no ID number, outside the days of payment, notes that
    don't make the amount or that the box doesn't hold, another's box.
    """
    pieces = notes(pieces)
    asked = {
        "line": line_id,
        "turn": turn_id,
        "identity": asdict(identity),
        "pieces": as_asked(pieces),
        "collector": asdict(collector) if collector else None,
        "upgrade": _as_asked(upgrade) if upgrade else None,
    }
    with act(request_key=request_key, by=by, name="cashback.pay", asked=asked, reserves=SEQUENCE) as running:
        if not running.replayed:
            line = lock_line(line_id)
            turn = own_turn(turn_id, by, Turn.State.OPEN)
            _require_payable(line, turn, turn.box.cycle.store.business_date(now))
            _require_identity(identity, collector)
            _require_notes(line, turn, pieces)
            if upgrade:
                _change_card(line, upgrade, identity, by=by, now=now)
            _pay(
                running.reserved,
                line=line,
                turn=turn,
                identity=identity,
                pieces=pieces,
                signed=signed,
                collector=collector,
                by=by,
                now=now,
            )
    return Payout.objects.select_related("document__store", "line__member").get(pk=running.reserved)


def _as_asked(upgrade: Upgrade) -> dict[str, object]:
    tender = upgrade.tender.code if upgrade.tender else None
    return {**asdict(upgrade.details), "new": upgrade.new_number, "how": upgrade.original, "tender": tender}


def _change_card(line: Line, upgrade: Upgrade, identity: Identity, *, by: Staff, now: datetime) -> None:
    card = card_to_change(line.member)
    if card is None:
        raise Refused(
            "tier_fits",
            _("This member's card is right for the tier."),
            field="new_number",
            remedy=_("Leave the number of the silver card empty."),
        )
    change_tier_card_within(
        by=by,
        store=line.cycle.store,
        now=now,
        number=card.number,
        new_number=upgrade.new_number,
        original=upgrade.original,
        identified_by=identity.words.strip() or str(Payout.Identified(identity.seen).label),
        tender=upgrade.tender if upgrade.original == Original.LOST else None,
        details=upgrade.details,
        origin=line.cycle.document,
    )


def lock_line(line_id: int) -> Line:
    """A line locked for an act; its cycle and member are read after the lock."""
    return Line.objects.select_for_update(no_key=True, of=("self",)).get(pk=line_id)


def _require_payable(line: Line, turn: Turn, today: date) -> None:
    cycle, member = line.cycle, line.member
    if line.state == Line.State.PAID:
        paid = Payout.objects.select_related("document").get(line=line)
        raise Refused(
            "paid_already",
            _("This line was paid already: %(number)s.") % {"number": paid.document},
            value=paid.document.number,
            remedy=_("Open that paper and show the customer who signed for it."),
        )
    if Missing.NUMBER in member.missing or line.state == Line.State.NO_ID:
        raise Refused(
            "no_id_number",
            _("There is no ID number on record: the line is listed but can't be paid."),
            value=member.pk,
            remedy=_("Add the number, then open an exception: information verifies, finance adds the cash."),
        )
    if line.state != Line.State.DUE:
        raise Refused(
            "line_state",
            _("This line is “%(state)s”.") % {"state": line.get_state_display()},
            value=line.state,
        )
    if turn.box.cycle_id != cycle.pk or cycle.state != Cycle.State.DRAWN:
        raise Refused(
            "other_cycle",
            _("This box holds the cash of another store or month."),
            value=cycle.code,
            remedy=_("Cashback is paid at the member's home store."),
        )
    if not cycle.pay_from <= today <= cycle.pay_until:
        raise Refused(
            "not_pay_days",
            _("Cashback is paid from %(first)s to %(last)s.")
            % {"first": cycle.pay_from, "last": cycle.pay_until},
            value=today.isoformat(),
        )


def _require_identity(identity: Identity, collector: Collector | None) -> None:
    if identity.seen == Payout.Identified.OTHER and not identity.words.strip():
        raise Refused(
            "not_identified",
            _("Write which other paper was seen, and why not the ID card."),
            field="identity_words",
        )
    if collector and not (collector.name.strip() and collector.last4.strip()):
        raise Refused(
            "collector_incomplete",
            _("Whoever collects for the member is named with the paper seen and its last four."),
            field="collector_name",
        )


def _require_notes(line: Line, turn: Turn, pieces: Notes) -> None:
    if total(pieces) != line.amount:
        raise Refused(
            "notes_differ",
            _("The notes make %(notes)s yuan, %(amount)s are due.")
            % {"notes": format_money(total(pieces)), "amount": format_money(line.amount)},
            value=total(pieces),
            remedy=_("Pick notes that make the amount exactly."),
        )
    inside = dict(turn.box.pieces.values_list("face", "pieces"))
    for face, number in pieces.items():
        if number > inside.get(face, 0):
            raise Refused(
                "notes_missing",
                _("The box holds %(inside)s pieces of %(face)s yuan.")
                % {"inside": inside.get(face, 0), "face": face},
                field=f"face_{face:f}".replace(".", "_"),
                value=number,
                remedy=_("Pick other notes, or let finance change some."),
            )


def _pay(
    pk: int,
    *,
    line: Line,
    turn: Turn,
    identity: Identity,
    pieces: Notes,
    signed: Signed,
    collector: Collector | None,
    by: Staff,
    now: datetime,
) -> None:
    store = turn.box.cycle.store
    document = begin_document(
        pk=pk,
        kind=KIND,
        store=store,
        by=by,
        now=now,
        member_id=line.member_id,
        amount=line.amount,
        origin=turn.box.cycle.document,
    )
    payout = Payout.objects.create(
        document=document,
        line=line,
        turn=turn,
        amount=line.amount,
        identified=identity.seen,
        identity_words=identity.words.strip(),
        collector=collector.name.strip() if collector else "",
    )
    PayoutPieces.objects.bulk_create(
        PayoutPieces(payout=payout, face=face, pieces=number) for face, number in pieces.items()
    )
    add_pieces(turn.box, {face: -number for face, number in pieces.items()})
    line.state = Line.State.PAID
    line.save(update_fields=["state"])
    moves = {turn.box.cycle.due_id: line.amount, turn.box.account_id: -line.amount}
    book("cashback_paid", document, store, moves, by=by, now=now)
    _sign(payout, pieces=pieces, signed=signed, collector=collector, by=by, now=now)
    file_document(document)


def _sign(
    payout: Payout,
    *,
    pieces: Notes,
    signed: Signed,
    collector: Collector | None,
    by: Staff,
    now: datetime,
) -> None:
    member = payout.line.member
    acts_for = None
    if collector:
        acts_for = ActsFor(member.name, collector.seen, collector.last4.strip(), rung_by=by, rung_at=now)
    with translation.override(settings.LANGUAGE_CODE):
        body = canonical(
            {
                "paper": _("Cashback receipt"),
                "cycle": payout.line.cycle.code,
                "member": member.name,
                "amount": payout.amount,
                "notes": as_asked(pieces),
                "collected by": payout.collector,
            }
        )
    sign(
        document=payout.document,
        role=Signature.Role.PROXY if collector else Signature.Role.CUSTOMER,
        name=payout.collector or member.name,
        body=body,
        strokes=signed.strokes,
        by=by,
        now=now,
        acts_for=acts_for,
    )
