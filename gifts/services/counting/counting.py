"""A count from its start to its close: the book frozen, entered blind, signed by two."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.clocks import services as clocks
from deskops.core.acts import act
from deskops.core.dated import settings_at
from deskops.core.frozen import canonical
from deskops.core.refusals import Refused
from deskops.documents.services import file_document, set_state
from deskops.org.models import Staff
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.services import sign

from ...models import CountLine, GiftCount, GiftItem, Stock
from ...rules import Summed, exceeds
from ...seeds import RECOUNT_PIECES, RECOUNT_VALUE
from ..moving import open_stock
from .common import (
    AFTER_CAMPAIGN,
    Kind,
    State,
    fresh,
    lock_count,
    move_to,
    moved_until,
    note,
    paper_for,
    paper_of,
    require_state,
    tallied,
)


def start_count(*, request_key: UUID, count_id: int, by: Staff, now: datetime) -> GiftCount:
    """Start a count: what the book says of every gift of the place is frozen now.

    Raises Refused: started before, another count of this place isn't done, before its day, an unannounced
    one by somebody else than its planner.
    """
    with act(request_key=request_key, by=by, name="gifts.start_count", asked={"c": count_id}) as running:
        count = lock_count(count_id)
        if not running.replayed:
            require_state(count, State.PLANNED)
            _require_starter(count, by, now)
            paper = count.document or paper_for(count.store, State.OPEN, by, now)
            count.document, count.started_by, count.started_at = paper, by, now
            count.state = State.OPEN
            count.save(update_fields=["document", "started_by", "started_at", "state"])
            _freeze(count)
            if paper.number:
                set_state(paper, State.OPEN)
            else:
                file_document(paper)
        return fresh(count_id)


def _require_starter(count: GiftCount, by: Staff, now: datetime) -> None:
    if count.kind == Kind.UNANNOUNCED and count.planned_by_id != by.pk:
        raise Refused("not_yours", _("Only who planned it starts an unannounced count."), value=by.number)
    if count.store.business_date(now) < count.planned_for:
        raise Refused("before_its_day", _("This count is planned for %(day)s.") % {"day": count.planned_for})
    busy = GiftCount.objects.filter(
        place=count.place, state__in=[State.OPEN, State.COUNTED, State.ASKED, State.REJECTED]
    )
    if found := busy.select_related("document").first():
        raise Refused(
            "counted_now",
            _("This place is being counted already: %(count)s.") % {"count": found},
            remedy=_("Finish that count first."),
        )


def _freeze(count: GiftCount) -> None:
    """One line for every gift of the place (of the campaign, for its count) with the book of this moment.

    The stocks are locked until the lines are written: nothing moves between two of them.
    """
    rows = Stock.objects.select_for_update(no_key=True, of=("self",)).filter(place=count.place)
    if count.kind == Kind.CAMPAIGN:
        rows = rows.filter(item__in=count.campaign.offers.values("item")) if count.campaign else rows
    else:
        rows = rows.filter(Q(balance__gt=0) | Q(item__is_active=True))
    stocks = sorted(rows.select_related("item").order_by("pk"), key=lambda row: (row.item.name, row.item_id))
    CountLine.objects.bulk_create(
        CountLine(
            count=count,
            stock=row,
            item=row.item,
            position=position,
            book=row.balance,
            book_moves=row.moves,
            value=row.item.value,
        )
        for position, row in enumerate(stocks, 1)
    )


def enter(
    *, request_key: UUID, count_id: int, pieces: Mapping[int, int | None], by: Staff, now: datetime
) -> GiftCount:
    """Enter what one person counted, by line; None takes an own entry back, a line left out isn't touched.

    Nothing is rewritten: a person's last entry counts, several people's add up.
    """
    asked = {"count": count_id, "pieces": sorted(pieces.items())}
    with act(request_key=request_key, by=by, name="gifts.enter_count", asked=asked) as running:
        count = lock_count(count_id)
        if not running.replayed:
            require_state(count, State.OPEN)
            lines = CountLine.objects.filter(count=count, pk__in=pieces).select_related("stock")
            note(lines, pieces, 1, by, now)
        return count


def add_gift(*, request_key: UUID, count_id: int, item: GiftItem, by: Staff, now: datetime) -> GiftCount:
    """A gift was found that the book doesn't know at this place: it becomes a line with a book of zero."""
    asked = {"count": count_id, "item": item.pk}
    with act(request_key=request_key, by=by, name="gifts.add_gift", asked=asked) as running:
        count = lock_count(count_id)
        if not running.replayed:
            require_state(count, State.OPEN)
            if CountLine.objects.filter(count=count, item=item).exists():
                raise Refused("line_there", _("This gift is on the list already."), value=str(item))
            _add(count, item)
        return count


def _add(count: GiftCount, item: GiftItem) -> None:
    stock = open_stock(count.place, item)
    CountLine.objects.create(
        count=count,
        stock=stock,
        item=item,
        position=CountLine.objects.filter(count=count).count() + 1,
        book=stock.balance,
        book_moves=stock.moves,
        value=item.value,
    )


def close_count(
    *,
    request_key: UUID,
    count_id: int,
    by: Staff,
    witness: Staff,
    now: datetime,
    signed: Signed,
    blank_why: str = "",
) -> GiftCount:
    """Close the entering: counter and witness sign, the book is shown, large differences are counted again.

    A line that nobody counted stays blank, with the reason; it is never taken for a zero. Raises Refused:
    nothing counted, blanks without a reason, one person for both.
    """
    asked = {"count": count_id, "witness": witness.pk, "blank_why": blank_why}
    asked["on_paper"] = signed.strokes is None
    with act(request_key=request_key, by=by, name="gifts.close_count", asked=asked) as running:
        count = lock_count(count_id)
        if not running.replayed:
            require_state(count, State.OPEN)
            if witness.pk == by.pk:
                raise Refused("two_people", _("Counter and witness are two people."), field="number")
            _close(count, by, witness, now, blank_why)
            _sign(count, signed, by, witness, now)
            clocks.meet(
                document=paper_of(count), policy=AFTER_CAMPAIGN, by=by, now=now, how=_("counted and signed")
            )
        return fresh(count_id)


def _close(count: GiftCount, by: Staff, witness: Staff, now: datetime, blank_why: str) -> None:
    terms = settings_at([RECOUNT_PIECES, RECOUNT_VALUE], on=count.store.business_date(now), store=count.store)
    count.threshold = terms[RECOUNT_PIECES].number
    count.threshold_value = terms[RECOUNT_VALUE].yuan
    lines = list(CountLine.objects.filter(count=count).order_by("position"))
    sums = tallied(lines, 1)
    if not any(one.pieces is not None for one in sums.values()):
        raise Refused("nothing_counted", _("Nothing has been counted yet."), field="pieces")
    if not blank_why.strip() and any(one.pieces is None for one in sums.values()):
        raise Refused(
            "blanks_unexplained",
            _("%(count)s lines are blank. A blank is not a zero.")
            % {"count": sum(one.pieces is None for one in sums.values())},
            field="blank_why",
            remedy=_("Enter 0 where nothing is there, or say why they were not counted."),
        )
    for line in lines:
        _fill(line, sums[line.pk], count.threshold, count.threshold_value)
    fields = ["counted", "counted_moves", "moved", "difference", "must_recount", "recount_why"]
    CountLine.objects.bulk_update(lines, fields)
    count.closed_by, count.witness, count.closed_at = by, witness, now
    count.blank_why = blank_why.strip()[:200]
    move_to(
        count,
        State.COUNTED,
        "closed_by",
        "witness",
        "closed_at",
        "blank_why",
        "threshold",
        "threshold_value",
    )


def _fill(line: CountLine, found: Summed, pieces: int, yuan: Decimal) -> None:
    if found.pieces is None:
        return
    line.counted, line.counted_moves = found.pieces, found.moves
    line.moved = moved_until(line, found.moves)
    line.difference = found.pieces - line.book - line.moved
    if found.apart:
        line.must_recount, line.recount_why = True, _("gifts moved between two entries")
    elif exceeds(line.difference, line.value, pieces=pieces, yuan=yuan):
        line.must_recount, line.recount_why = True, _("the difference is large")


def _sign(count: GiftCount, signed: Signed, by: Staff, witness: Staff, now: datetime) -> None:
    """Both sign the very lines; the witness by number and password at this screen."""
    body = counted_text(count)
    document = paper_of(count)
    for role, who in ((Signature.Role.CLERK, by), (Signature.Role.WITNESS, witness)):
        strokes = signed.strokes if role == Signature.Role.CLERK else None
        sign(
            document=document, role=role, name=who.name, body=body, strokes=strokes, by=by, now=now, staff=who
        )


def counted_text(count: GiftCount) -> str:
    """What counter and witness sign: every line as it was counted, also those nobody counted."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = CountLine.objects.filter(count=count).select_related("item").order_by("position")
        return canonical(
            {
                "count": str(count.document),
                "place": str(count.place),
                "started": count.started_at,
                "lines": [
                    f"{line.item}: {_('not counted') if line.counted is None else line.counted}"
                    for line in lines
                ],
                "blank_why": count.blank_why,
            }
        )
