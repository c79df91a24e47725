"""After the close: the review, the approval of both, and one movement for each differing line."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask, void
from deskops.approvals.terms import Evidence, Terms
from deskops.core.acts import act
from deskops.core.money import ZERO, format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.handoffs.kinds import Line
from deskops.handoffs.services import draft_within
from deskops.org.models import Role, Staff

from ...models import CountLine, GiftCount, Movement
from ..moving import Move, move
from .common import State, fresh, lock_count, move_to, paper_of, require_state

ASKED_OF = (Asked(Role.DESK_SUPERVISOR, step=1), Asked(Role.FINANCE, step=2))
"""Spec 1, approvals: stock or till difference: desk supervisor, then finance."""

REPORT = "gift_report"


def ask_count(*, request_key: UUID, count_id: int, how: str, by: Staff, now: datetime) -> GiftCount:
    """Ask desk supervisor, then finance; a count without any difference is done at once.

    Raises Refused: a line that has to be counted again (``recount_waits``), differences unexplained.
    """
    asked = {"count": count_id, "how": how}
    with act(request_key=request_key, by=by, name="gifts.ask_count", asked=asked) as running:
        count = lock_count(count_id)
        if not running.replayed:
            require_state(count, State.COUNTED, State.REJECTED)
            lines = lines_of(count)
            _require_recounted(lines)
            count.settled_how = how.strip()[:300]
            if differing(lines):
                if not count.settled_how:
                    raise Refused("how_missing", _("Say how the differences are explained."), field="how")
                move_to(count, State.ASKED, "settled_how")
                terms = count_terms(count, lines)
                ask(document=paper_of(count), terms=terms, of=ASKED_OF, by=by, now=now)
            else:
                _finish(count, lines, by, now)
        return fresh(count_id)


def lines_of(count: GiftCount) -> list[CountLine]:
    """All lines of a count in their order."""
    rows = CountLine.objects.filter(count=count).select_related("item", "again_by")
    return list(rows.order_by("position"))


def differing(lines: Iterable[CountLine]) -> list[CountLine]:
    """The lines that are to be corrected."""
    return [line for line in lines if line.final]


def _require_recounted(lines: Iterable[CountLine]) -> None:
    waiting = [line for line in lines if line.must_recount and line.again is None]
    if waiting:
        raise Refused(
            "recount_waits",
            _("%(count)s lines have to be counted again by another person.") % {"count": len(waiting)},
            value=str(waiting[0].item),
        )


def count_terms(count: GiftCount, lines: Iterable[CountLine]) -> Terms:
    """What the approvers read: every differing line with the book, what moved, what was counted."""
    with translation.override(settings.LANGUAGE_CODE):
        wrong = differing(lines)
        worth = sum((line.value * (line.final or 0) for line in wrong), ZERO)
        return Terms(
            what=_("Count of gifts: %(place)s, %(kind)s")
            % {"place": count.place, "kind": count.get_kind_display()},
            why=count.settled_how,
            amount=worth,
            whose=f"{count.closed_by} · {count.witness}",
            rule=_("Each difference is corrected by one movement that names this count."),
            evidence=tuple(Evidence(str(line.item), _line_words(line)) for line in wrong),
        )


def _line_words(line: CountLine) -> str:
    words = _("book %(book)s, moved %(moved)+d, counted %(counted)s, difference %(difference)+d") % {
        "book": line.book,
        "moved": line.moved or 0,
        "counted": line.counted,
        "difference": line.difference or 0,
    }
    if line.again is not None:
        words += _("; counted again by %(by)s: %(again)s, difference %(difference)+d") % {
            "by": line.again_by,
            "again": line.again,
            "difference": line.again_difference or 0,
        }
    return f"{words} ({format_money(line.value * (line.final or 0))})"


def count_decided(*, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str) -> None:
    """What follows the approvals: approved, the book is corrected; rejected, lines are counted again."""
    count = lock_count(GiftCount.objects.values_list("pk", flat=True).get(document=document))
    if outcome == Decision.APPROVED:
        _finish(count, lines_of(count), by, now)
    else:
        move_to(count, State.REJECTED)


def _finish(count: GiftCount, lines: list[CountLine], by: Staff, now: datetime) -> None:
    """One movement per differing line on top of what the book says now; the report to finance is drafted."""
    move(
        [Move(count.place, line.item_id, line.final or 0, line_id=line.pk) for line in differing(lines)],
        kind=Movement.Kind.COUNTED,
        document=paper_of(count),
        store=count.store,
        by=by,
        now=now,
    )
    count.done_at = now
    move_to(count, State.DONE, "done_at", "settled_how")
    draft_within(
        kind=REPORT,
        store=count.store,
        business_date=count.store.business_date(now),
        by=by,
        now=now,
        lines=[_report_line(line) for line in lines],
        occasion=paper_of(count).number,
        origin=paper_of(count),
    )


def _report_line(line: CountLine) -> Line:
    counted = line.counted if line.again is None else line.again
    return Line(
        key=line.item.code,
        label=str(line.item),
        quantity=line.final or 0,
        amount=line.value * (line.final or 0),
        values={
            "book": line.book,
            "moved": line.moved if line.again is None else line.again_moved,
            "counted": counted,
        },
        section="counted",
    )


def take_back_ask(*, request_key: UUID, count_id: int, by: Staff, now: datetime) -> GiftCount:
    """Back to the review while nobody has decided yet: the approvals die."""
    with act(request_key=request_key, by=by, name="gifts.unask_count", asked={"c": count_id}) as running:
        count = lock_count(count_id)
        if not running.replayed:
            require_state(count, State.ASKED)
            void(document=paper_of(count), by=by, now=now, reason=_("taken back to the review"))
            move_to(count, State.COUNTED)
        return count
