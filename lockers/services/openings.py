"""A box opened during the day: said first, opened before security, signed after."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.frozen import canonical
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.org.models import Staff
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.services import sign

from ..models import FoundItem, Opening
from ..roles import WITNESSES
from .boxes import end_use, lock_box
from .custody import Keeping, Party, Thing, take_in
from .people import Who, make_person, require_second

KIND = "box_opening"
State, Outcome = Opening.State, Opening.Outcome


def ask_opening(
    *, request_key: UUID, by: Staff, now: datetime, box_id: int, cause: str, said: str, who: Who
) -> Opening:
    """Write down, before a box is opened, who asks, why, and what they say is inside.

    Raises Refused: nothing said, identity not looked at, another opening of the box under way.
    """
    asked = {"box": box_id, "cause": cause, "said": said, **who.asked}
    with act(
        request_key=request_key, by=by, name="lockers.ask_opening", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return opening_of(running.reserved)
        box = lock_box(box_id)
        if not said.strip():
            raise Refused("said_missing", _("Ask what is inside before it is opened."), field="said")
        if Opening.objects.filter(box=box, state=State.ASKED).exists():
            raise Refused(
                "opening_open",
                _("An opening of this box is under way."),
                field="box",
                value=box.label,
                remedy=_("Go on with that one; it stands under “Boxes opened by hand”."),
            )
        document = begin_document(
            kind=KIND, store=box.cabinet.store, by=by, now=now, state=State.ASKED, pk=running.reserved
        )
        opening = Opening.objects.create(
            document=document,
            box=box,
            cause=Opening.Cause(cause),
            said=said.strip(),
            customer=make_person(who, phone=True, identity=True),
        )
        file_document(document)
    return opening


def finish_opening(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    opening_id: int,
    outcome: str,
    inside: str,
    guard: Staff | None,
    signed: Signed | None,
    keeping: Keeping | None = None,
    category: str = "",
) -> Opening:
    """The box was opened before ``guard``, who proved it at the counter.

    HANDED: what was inside agrees and the customer signs. EMPTY: nothing was in it. KEPT: it doesn't
    agree and is taken in as a found item, of ``category`` and kept where ``keeping`` says. Raises Refused
    without witness, what was inside, or signature.
    """
    asked = {
        "opening": opening_id,
        "outcome": outcome,
        "inside": inside,
        "guard": guard.pk if guard else None,
        "keeping": asdict(keeping) if keeping else None,
        "category": category,
        "on_paper": signed is not None and signed.strokes is None,
    }
    with act(request_key=request_key, by=by, name="lockers.finish_opening", asked=asked) as running:
        if not running.replayed:
            opening = _locked(opening_id)
            _require_told(opening, outcome, inside, signed)
            store = opening.document.store
            witness = require_second(guard, roles=WITNESSES, store=store, by=by, now=now)
            opening.outcome, opening.inside = Outcome(outcome), inside.strip()
            opening.guard, opening.opened_by, opening.opened_at = witness, by, now
            opening.state = State.DONE
            opening.save(update_fields=["outcome", "inside", "guard", "opened_by", "opened_at", "state"])
            set_state(opening.document, opening.state)
            if outcome == Outcome.HANDED and signed:
                _sign(opening, signed, by, now)
            kept = _keep(opening, category, keeping, by, now) if outcome == Outcome.KEPT else None
            end_use(
                opening.box, by, now, _("opened by hand: %(number)s") % {"number": opening.document.number}
            )
            if kept:
                file_document(kept.document)
            running.result = {"opening": opening_id}
    return opening_of(Opening.objects.values_list("document_id", flat=True).get(pk=opening_id))


def _locked(opening_id: int) -> Opening:
    found = Opening.objects.values_list("document_id", "box_id").get(pk=opening_id)
    Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=found[0])
    lock_box(found[1])
    opening = opening_of(found[0])
    if opening.state != State.ASKED:
        raise Refused(
            "opening_state",
            _("This opening is “%(state)s”.") % {"state": opening.get_state_display()},
            value=opening.state,
            remedy=_("Open it again: somebody went on with it."),
        )
    return opening


def _require_told(opening: Opening, outcome: str, inside: str, signed: Signed | None) -> None:
    if outcome != Outcome.EMPTY and not inside.strip():
        raise Refused("inside_missing", _("Write down what was inside."), field="inside")
    if outcome == Outcome.HANDED and signed is None:
        raise Refused("signature_missing", _("The customer signs for what was inside."), field="signed")


def _keep(opening: Opening, category: str, keeping: Keeping | None, by: Staff, now: datetime) -> FoundItem:
    if keeping is None or not keeping.place or not category:
        raise Refused("place_missing", _("Say what kind of thing it is and where it is kept."), field="place")
    box = opening.box
    where = _("locker %(box)s") % {"box": box.label}
    thing = Thing(category=category, description=opening.inside[:200], where=where, found_at=now)
    guard = opening.guard
    assert guard is not None
    return take_in(
        store=opening.document.store,
        thing=thing,
        keeping=keeping,
        giver=Party.of(guard),
        source=FoundItem.Source.OPENING,
        by=by,
        now=now,
        box=box,
        origin=opening.document,
    )


def _sign(opening: Opening, signed: Signed, by: Staff, now: datetime) -> None:
    sign(
        document=opening.document,
        role=Signature.Role.CUSTOMER,
        name=opening.customer.name,
        body=opening_body(opening),
        strokes=signed.strokes,
        by=by,
        now=now,
    )


def opening_body(opening: Opening) -> str:
    """What the customer agrees to by signing, in Chinese as the paper says it."""
    with translation.override(settings.LANGUAGE_CODE):
        return canonical(
            {
                "paper": _("Record of a box opened by hand"),
                "number": opening.document.number,
                "box": opening.box.label,
                "cause": str(opening.get_cause_display()),
                "said": opening.said,
                "inside": opening.inside,
                "customer": opening.customer.name,
                "telephone": opening.customer.masked,
                "identity": opening.customer.identity,
                "witness": str(opening.guard),
                "declares": _("I have received everything that was inside; it is mine."),
            }
        )


def cancel_opening(*, request_key: UUID, by: Staff, now: datetime, opening_id: int, why: str) -> Opening:
    """The box is not opened after all (the slip was found). Raises Refused without a reason."""
    asked = {"opening": opening_id, "why": why}
    with act(request_key=request_key, by=by, name="lockers.cancel_opening", asked=asked) as running:
        if not running.replayed:
            opening = _locked(opening_id)
            if not why.strip():
                raise Refused("why_missing", _("Say why it is not opened."), field="why")
            opening.state, opening.why_not = State.CANCELLED, why.strip()[:200]
            opening.save(update_fields=["state", "why_not"])
            set_state(opening.document, opening.state)
            running.result = {"opening": opening_id}
    return opening_of(Opening.objects.values_list("document_id", flat=True).get(pk=opening_id))


def opening_of(document_id: int) -> Opening:
    """An opening with what its page and paper show, by its paper."""
    return Opening.objects.select_related(
        "document__store", "document__maker", "box__cabinet", "customer", "guard", "opened_by"
    ).get(document=document_id)
