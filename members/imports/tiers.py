"""The information department's list of who is of which tier: looked at first, then taken in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import batched
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from deskops.core.acts import background
from deskops.core.imports import Options, Report, RowError, refuse_unless_whole
from deskops.org.clock import SHANGHAI

from ..models import MemberCard, Tier, TierPeriod
from ..services.tiers import set_tiers
from .rows import CARD, NAME, TIER, Fault, day_of
from .service import table_of

FROM = "生效日期"
COLUMNS = (CARD, TIER, NAME, FROM)
REQUIRED = (CARD, TIER)
CHUNK = 1000


@dataclass(frozen=True)
class Known:
    """Tiers by name, today, and of a chunk: each card's member and the day their last tier began."""

    tiers: Mapping[str, Tier]
    today: date
    cards: Mapping[str, MemberCard]
    last: Mapping[int, date]


def import_tiers(path: Path, options: Options, progress: Callable[[int, int], None]) -> Report:
    """Look at or take in a list of cards with the tier that their members are of, from a day on.

    Without a day the tier holds from today. A member who is of that tier already is unchanged. Refused
    are: an unknown card or tier, another person's name, a member twice, a day that has not come or
    is before the member's last tier. Raises Refused for a file that can't be read, IncompleteFile
    when rows are refused. The plastic is changed at the desk, not here.
    """
    table = list(enumerate(table_of(path, known=COLUMNS, required=REQUIRED), start=1))
    report = Report(totals={"members_in_file": len(table)})
    source = _("list of the information department of %(day)s") % {"day": _today(options)}
    seen: set[int] = set()
    with background(by=options.by, name="members.import_tiers"):
        for done, chunk in enumerate(batched(table, CHUNK)):
            _take(chunk, seen, source, options, report)
            progress(min((done + 1) * CHUNK, len(table)), len(table))
        if options.dry:
            transaction.set_rollback(True)
        else:
            refuse_unless_whole(report, options)
    return report


def _today(options: Options) -> date:
    return options.now.astimezone(SHANGHAI).date()


def _take(
    chunk: tuple[tuple[int, dict[str, str]], ...],
    seen: set[int],
    source: str,
    options: Options,
    report: Report,
) -> None:
    known = _known(chunk, options)
    wanted: dict[date, dict[int, Tier]] = {}
    for number, values in chunk:
        try:
            member, tier, starts = _row(values, known, seen)
        except Fault as fault:
            value = values.get(fault.column, "")
            report.refuse(RowError(number, fault.column, value[:80], str(fault)))
            continue
        if tier is None:
            report.unchanged += 1
        else:
            wanted.setdefault(starts, {})[member] = tier
    for starts, tiers in wanted.items():
        report.added += set_tiers(tiers, starts=starts, source=source, by=options.by)


def _known(chunk: tuple[tuple[int, dict[str, str]], ...], options: Options) -> Known:
    numbers = {values[CARD].strip() for _n, values in chunk}
    cards = {
        card.number: card
        for card in MemberCard.objects.filter(number__in=numbers).select_related("member__tier")
    }
    members = {card.member_id for card in cards.values()}
    last = TierPeriod.objects.filter(member__in=members).values("member").annotate(last=Max("starts"))
    return Known(
        tiers={tier.name: tier for tier in Tier.objects.all()},
        today=_today(options),
        cards=cards,
        last=dict(last.values_list("member", "last")),
    )


def _row(values: Mapping[str, str], known: Known, seen: set[int]) -> tuple[int, Tier | None, date]:
    """The member, the tier (None: theirs already) and the day it holds from; raises Fault."""
    card = known.cards.get(values[CARD].strip())
    if card is None:
        raise Fault(CARD, _("No member card has this number."))
    if (name := values.get(NAME, "").strip()) and name != card.member.name:
        raise Fault(NAME, _("This card is somebody else's."))
    if card.member_id in seen:
        raise Fault(CARD, _("This member stands twice in the file."))
    seen.add(card.member_id)
    tier = known.tiers.get(values[TIER].strip())
    if tier is None:
        raise Fault(TIER, _("No tier has this name."))
    starts = day_of(values[FROM], known.today, FROM) if values.get(FROM, "").strip() else known.today
    if tier.pk == card.member.tier_id:
        return card.member_id, None, starts
    if starts < known.last.get(card.member_id, starts):
        raise Fault(FROM, _("The member's tier has changed later than this day already."))
    return card.member_id, tier, starts
