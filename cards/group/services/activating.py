"""A paid order's cards are made active by ranges of numbers, all or nothing."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.dated import setting_at
from deskops.core.money import format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document
from deskops.org.models import Staff

from ...models import CardAct, GroupOrder, GroupRange, Series
from ...services.bulk import issue_bearers
from ...services.counter import Counter
from ...services.money import done
from ...stock.moving import Keeping, issue
from ...stock.rules import Numbers, count, first_of, without, words
from .. import rules
from ..bonus import draft_bonus
from ..seeds import YEARS
from .applying import lines_of
from .locking import lock_order, prepaid, require_no_return, require_state, to_state

State = GroupOrder.State


def activate(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    order_id: int,
    ranges: Mapping[Decimal, Sequence[Numbers]],
    bonus_ranges: Sequence[Numbers] = (),
) -> CardAct:
    """Make an order's cards active: ``ranges`` are the numbers for each face, all of them or none.

    The bonus cards' numbers are set aside too; what is on them waits for finance, whose handoff is
    drafted here. Raises Refused: not paid, other numbers of cards than ordered, a number named twice,
    not on hand, or in use.
    """
    asked = {
        "order": order_id,
        "ranges": {str(face): words(some) for face, some in ranges.items()},
        "bonus": words(bonus_ranges),
    }
    with act(
        request_key=request_key, by=by, name="group.activate", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return done(running.reserved)
        order = lock_order(order_id)
        require_state(order, State.PAID)
        require_no_return(order)
        wanted = [(line.face, line.count) for line in lines_of(order)]
        _check(wanted, ranges, order, bonus_ranges)
        store = order.document.store
        counter = Counter(by, store, now)
        paper = begin_document(
            pk=running.reserved,
            kind=CardAct.Kind.GROUP.value,
            store=store,
            by=by,
            now=now,
            amount=order.total,
            origin=order.document,
        )
        every = [one for some in ranges.values() for one in some] + list(bonus_ranges)
        issue(every, Keeping(store, paper))
        _set_down(order, paper, ranges, bonus_ranges)
        years = setting_at(YEARS, on=paper.business_date, store=store)
        made = issue_bearers(
            document=paper,
            kind=CardAct.Kind.GROUP,
            cards=[(number, face) for face, some in ranges.items() for one in some for number in one],
            valid_until=rules.valid_until(paper.business_date, years),
            other=prepaid(order).pk,
            counter=counter,
        )
        to_state(order, State.ACTIVE if order.bonus else State.DONE)
        file_document(paper)
        if order.bonus:
            draft_bonus(order, by=by, now=now)
        return made


def _check(
    wanted: Sequence[tuple[Decimal, int]],
    ranges: Mapping[Decimal, Sequence[Numbers]],
    order: GroupOrder,
    bonus_ranges: Sequence[Numbers],
) -> None:
    for face, cards in wanted:
        _require_count(cards, ranges.get(face, ()), format_money(face), f"face_{face:f}".replace(".", "_"))
    if set(ranges) - {face for face, _cards in wanted}:
        raise ValueError("a face that was not ordered")
    is_cards = order.bonus_as == GroupOrder.BonusAs.CARDS and order.bonus_face is not None
    further = rules.bonus_cards(order.bonus, order.bonus_face) if is_cards and order.bonus_face else []
    _require_count(sum(cards for _face, cards in further), bonus_ranges, _("bonus"), "bonus_ranges")
    every = sorted([one for some in ranges.values() for one in some] + list(bonus_ranges))
    for before, after in itertools.pairwise(every):
        if before.overlaps(after):
            raise Refused(
                "range_twice", _("A number is named twice."), field="ranges", value=f"{before}, {after}"
            )


def _require_count(wanted: int, ranges: Sequence[Numbers], name: str, field: str) -> None:
    if count(ranges) != wanted:
        raise Refused(
            "count_differs",
            _("%(name)s: %(wanted)s cards are ordered, these ranges have %(given)s.")
            % {"name": name, "wanted": wanted, "given": count(ranges)},
            field=field,
            value=words(ranges),
            remedy=_("Scan the first and the last card of each box again."),
        )


def _set_down(
    order: GroupOrder,
    paper: Document,
    ranges: Mapping[Decimal, Sequence[Numbers]],
    bonus_ranges: Sequence[Numbers],
) -> None:
    rows = [(face, one, False) for face, some in ranges.items() for one in some]
    left = list(bonus_ranges)
    if order.bonus_face:
        for face, cards in rules.bonus_cards(order.bonus, order.bonus_face):
            some = first_of(left, cards)
            rows += [(face, one, True) for one in some]
            left = without(left, some)
    GroupRange.objects.bulk_create(
        GroupRange(
            order=order,
            document=paper,
            series=series_of(one),
            first=one.first,
            last=one.last,
            face=face,
            for_bonus=is_bonus,
        )
        for face, one, is_bonus in rows
    )


def series_of(one: Numbers) -> Series:
    """The series of a range, made at its first use."""
    series, _made = Series.objects.get_or_create(prefix=one.prefix, digits=one.digits)
    return series
