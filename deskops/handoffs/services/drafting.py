"""Making a handoff, bringing it up to date, taking it back before it is sent."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.frozen import canonical, fingerprint
from deskops.core.holidays import calendar_for
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import begin_document, file_document
from deskops.org.models import Floor, Staff, Store

from ..body import content_of, rows_of
from ..kinds import HandoffKind, Line, handoff_kinds
from ..models import Handoff, HandoffLine, State
from ..rules import count, total
from .checks import locked, require_signer, require_state, step
from .promising import forget, promise


def draft(
    *,
    request_key: UUID,
    kind: str,
    store: Store,
    business_date: date,
    by: Staff,
    now: datetime,
    lines: Sequence[Line] | None = None,
    floor: Floor | None = None,
    occasion: str = "",
    origin: Document | None = None,
) -> Handoff:
    """Make a handoff of a kind for a store and business date; see ``draft_within``."""
    asked = {"kind": kind, "store": store.pk, "day": business_date, "floor": floor and floor.pk}
    asked |= {"occasion": occasion, "lines": [vars(line) for line in lines] if lines is not None else None}
    with act(request_key=request_key, by=by, name="handoffs.draft", asked=asked) as running:
        if running.replayed:
            return Handoff.objects.get(pk=running.result["handoff"])
        handoff = draft_within(
            kind=kind,
            store=store,
            business_date=business_date,
            by=by,
            now=now,
            lines=lines,
            floor=floor,
            occasion=occasion,
            origin=origin,
        )
        running.result = {"handoff": handoff.pk}
        return handoff


def draft_within(
    *,
    kind: str,
    store: Store,
    business_date: date,
    by: Staff,
    now: datetime,
    lines: Sequence[Line] | None = None,
    floor: Floor | None = None,
    occasion: str = "",
    origin: Document | None = None,
) -> Handoff:
    """Store a draft with its lines, last in the caller's transaction because it takes a number.

    Lines come from the kind's ``build`` unless given. A daily kind happens once per business date;
    other kinds once per ``occasion`` when one is named. Refuses a second one of the same occasion.
    """
    spec = handoff_kinds.get(kind)
    document = begin_document(kind=kind, store=store, by=by, now=now, state=State.DRAFT, origin=origin)
    handoff = Handoff(
        document=document,
        kind=kind,
        store=store,
        floor=floor,
        business_date=business_date,
        occasion=occasion or (business_date.isoformat() if spec.daily else ""),
        giver_role=spec.giver,
        receiver_role=spec.receiver,
        due_at=due_of(spec, business_date),
    )
    rows = rows_of(handoff, _lines(handoff) if lines is None else lines)
    summarise(handoff, rows)
    document.amount = handoff.total_amount
    handoff.save(force_insert=True)
    HandoffLine.objects.bulk_create(rows)
    promise(handoff)
    file_document(document)
    return handoff


def due_of(spec: HandoffKind, day: date) -> datetime | None:
    """When a handoff of that business date must be received, by the table of holidays."""
    return spec.due(day, calendar_for({day.year, day.year + 1})) if spec.due else None


def _lines(handoff: Handoff) -> Sequence[Line]:
    if handoff.spec.build is None:
        raise Refused("no_lines", _("This handoff needs its lines."))
    return handoff.spec.build(store=handoff.store, business_date=handoff.business_date, floor=handoff.floor)


def built(handoff: Handoff) -> list[HandoffLine] | None:
    """The lines as the books give them now; None for a kind whose lines are entered."""
    return rows_of(handoff, _lines(handoff)) if handoff.spec.build else None


def summarise(handoff: Handoff, rows: Sequence[HandoffLine]) -> None:
    """Set totals, count, canonical text and fingerprint from the lines."""
    counted = {section.code for section in handoff.spec.sections if section.counted}
    handoff.line_count = len(rows)
    handoff.total_amount = total(row.amount for row in rows if row.section in counted)
    handoff.total_quantity = count(row.quantity for row in rows if row.section in counted)
    handoff.body = canonical(content_of(handoff, rows))
    handoff.digest = fingerprint(handoff.body)


SUMMARY = ("line_count", "total_amount", "total_quantity", "body", "digest")


def refresh(
    *,
    request_key: UUID,
    handoff_id: int,
    by: Staff,
    now: datetime,
    lines: Sequence[Line] | None = None,
) -> Handoff:
    """Bring a draft's lines up to date with the books, or with what the giver enters."""
    asked = {"handoff": handoff_id, "lines": [vars(line) for line in lines] if lines is not None else None}
    with act(request_key=request_key, by=by, name="handoffs.refresh", asked=asked) as running:
        handoff = locked(handoff_id)
        if running.replayed:
            return handoff
        require_state(handoff, State.DRAFT)
        require_signer(handoff, handoff.giver_role, by, now)
        rows = rows_of(handoff, _lines(handoff) if lines is None else lines)
        handoff.lines.all().delete()
        HandoffLine.objects.bulk_create(rows)
        summarise(handoff, rows)
        handoff.save(update_fields=SUMMARY)
        handoff.document.amount = handoff.total_amount
        handoff.document.save(update_fields=["amount"])
        return handoff


def withdraw(*, request_key: UUID, handoff_id: int, by: Staff, now: datetime) -> Handoff:
    """Take back a draft; its number stays used and the paper readable."""
    asked = {"handoff": handoff_id}
    with act(request_key=request_key, by=by, name="handoffs.withdraw", asked=asked) as running:
        handoff = locked(handoff_id)
        if not running.replayed:
            require_state(handoff, State.DRAFT)
            require_signer(handoff, handoff.giver_role, by, now)
            step(handoff, State.WITHDRAWN, ())
            forget(handoff, now)
        return handoff
