"""The bank's settlement file: taken in, matched to our refunds, the rest settled by a person."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from deskops.core.acts import act, background
from deskops.core.imports import Options, Report, refuse_unless_whole
from deskops.core.money import ZERO, format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.models import Staff

from ..bank_rows import Read, read_file
from ..models import BankFile, BankLine, RefundTender
from ..rules.banking import Key, pairs
from .credits import confirm, refuse_unless_by_terminal

State = BankLine.State
# Two files taken in at once would look for the same refunds: one after the other.
ALONE = "SELECT pg_advisory_xact_lock(%s)"
MATCHING = 0x62616E6B


def import_bank_file(path: Path, options: Options, progress: Callable[[int, int], None]) -> Report:
    """Look at or take in a settlement file of UnionPay; lines that are there already are unchanged.

    Every open line of these stores is then matched, also of earlier files: a refund may have been
    recorded since. A match confirms the bank's credit. Raises Refused for a file that can't be read,
    IncompleteFile when rows are refused.
    """
    with background(by=options.by, name="refunds.bank_file"):
        with connection.cursor() as cursor:
            cursor.execute(ALONE, [MATCHING])
        report = Report()
        rows = read_file(path, options, report)
        progress(1, 3)
        fresh = _fresh(rows, report)
        report.added = len(fresh)
        report.totals["amount_added"] = sum((row.amount for row in fresh), start=ZERO)
        if not options.dry:
            refuse_unless_whole(report, options)
        if fresh:
            _store(path, fresh, options)
        progress(2, 3)
        stores = {row.store.pk for row in rows}
        matched = match_open(stores, by=options.by, now=options.now)
        report.totals["matched"] = matched
        left = BankLine.objects.filter(state=State.OPEN, store__in=stores).count()
        report.totals["not_matched"] = left
        progress(3, 3)
        if options.dry:
            transaction.set_rollback(True)
        return report


def _fresh(rows: Iterable[Read], report: Report) -> list[Read]:
    """The rows that are new; one that is there with another content is refused."""
    rows = list(rows)
    keys = {(row.store.pk, row.settled_on, row.serial) for row in rows}
    there = {
        (one.store_id, one.settled_on, one.serial): one
        for one in BankLine.objects.filter(
            store__in={key[0] for key in keys}, settled_on__in={key[1] for key in keys}
        )
    }
    fresh = []
    for row in rows:
        known = there.get((row.store.pk, row.settled_on, row.serial))
        if known is None:
            fresh.append(row)
        elif (known.reference, known.trade_date, known.amount) == (row.reference, row.trade_date, row.amount):
            report.unchanged += 1
        else:
            report.refuse(row.fault(_("This line is there already with another content.")))
    return fresh


def _store(path: Path, rows: Iterable[Read], options: Options) -> None:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    brought = BankFile.objects.create(name=path.name[:200], sha256=digest, staff=options.by, at=options.now)
    BankLine.objects.bulk_create(
        BankLine(
            file=brought,
            store=row.store,
            serial=row.serial,
            reference=row.reference,
            trade_date=row.trade_date,
            amount=row.amount,
            settled_on=row.settled_on,
            card=row.card,
        )
        for row in rows
    )


def match_open(stores: Collection[int], *, by: Staff, now: datetime) -> int:
    """Match the open lines of some stores; returns how many found their refund. Part of a transaction."""
    lines = BankLine.objects.filter(state=State.OPEN, store__in=stores).order_by("settled_on", "pk")
    open_lines = {line.pk: line for line in lines}
    money = RefundTender.objects.filter(
        state=RefundTender.State.DONE,
        way=RefundTender.Way.REFUND,
        bank_line__isnull=True,
        refund__document__store__in=stores,
        reference__in={line.reference for line in open_lines.values()},
        trade_date__isnull=False,
    )
    known = money.order_by("done_at", "pk").select_related("refund__document")
    found = pairs(
        [(pk, _key(one, one.store_id)) for pk, one in open_lines.items()],
        [(one.pk, _key(one, one.refund.document.store_id)) for one in known],
    )
    locked = _locked([refund for _line, refund in found])
    for line_id, refund_id in found:
        line = open_lines[line_id]
        line.state, line.money, line.by, line.at = State.MATCHED, locked[refund_id], by, now
        line.save(update_fields=["state", "money", "by", "at"])
        _confirm_once(locked[refund_id], line, by, now, "")
    return len(found)


def _key(row: BankLine | RefundTender, store: int) -> Key:
    if row.trade_date is None:
        raise ValueError("what the terminal refunded has its trade date")
    return Key(store, row.reference, row.trade_date, row.amount)


def _locked(money_ids: Collection[int]) -> dict[int, RefundTender]:
    """Refunds' money with its papers, the papers locked first, both by id."""
    rows = RefundTender.objects.filter(pk__in=money_ids)
    papers = Document.objects.select_for_update(no_key=True, of=("self",))
    list(papers.filter(pk__in=rows.values("document_id")).order_by("pk").values_list("pk"))
    money = rows.select_for_update(no_key=True, of=("self",)).select_related("document", "confirmed_by")
    return {one.pk: one for one in money.order_by("pk")}


def _confirm_once(money: RefundTender, line: BankLine, by: Staff, now: datetime, reason: str) -> None:
    """The bank's line is the credit; what somebody has seen before stays as they saw it."""
    if money.confirmed_at is None:
        how = _("%(file)s, line %(serial)s, settled on %(day)s") % {
            "file": line.file.name[:80],
            "serial": line.serial,
            "day": line.settled_on,
        }
        confirm(money, by=by, now=now, how=f"{how} {reason}".strip()[:200])


def settle_line(
    *, request_key: UUID, by: Staff, now: datetime, line_id: int, money_id: int | None, reason: str
) -> BankLine:
    """Settle a line of the bank that matched nothing: it is this refund after all, or none of ours.

    With a refund, its credit is confirmed as by a match. Raises Refused: without a reason, a line that
    is not open any more (``line_settled``), a refund of another store or amount, one that has its line
    already, one whose credit no bank owes.
    """
    asked = {"line": line_id, "money": money_id, "reason": reason}
    with act(request_key=request_key, by=by, name="refunds.settle_line", asked=asked) as running:
        if running.replayed:
            return BankLine.objects.get(pk=line_id)
        money = _locked([money_id]).get(money_id) if money_id else None
        rows = BankLine.objects.select_for_update(no_key=True, of=("self",)).select_related("file")
        line = rows.get(pk=line_id)
        if line.state != State.OPEN:
            raise Refused(
                "line_settled",
                _("This line is “%(state)s”.") % {"state": line.get_state_display()},
                value=line.serial,
                remedy=_("Open the list again."),
            )
        if not reason.strip():
            raise Refused("reason_missing", _("A reason is needed."), field="reason")
        if money is not None:
            _require_its_refund(line, money)
        line.state, line.money, line.by, line.at = State.SETTLED, money, by, now
        line.reason = reason.strip()[:200]
        line.save(update_fields=["state", "money", "by", "at", "reason"])
        if money is not None:
            _confirm_once(money, line, by, now, line.reason)
        return line


def _require_its_refund(line: BankLine, money: RefundTender) -> None:
    refuse_unless_by_terminal(money)
    if money.document is None or money.document.store_id != line.store_id:
        raise Refused("refund_unknown", _("This refund is of another store."), field="money_id")
    if money.amount != line.amount:
        raise Refused(
            "amount_differs",
            _("The bank settled %(bank)s yuan, the refund is of %(ours)s.")
            % {"bank": format_money(line.amount), "ours": format_money(money.amount)},
            field="money_id",
            value=money.amount,
            remedy=_("Ask the bank by an inquiry; the line stays open until then."),
        )
    if BankLine.objects.filter(money=money).exists():
        raise Refused(
            "line_taken",
            _("This refund has its line of the bank already."),
            field="money_id",
            value=money.amount,
        )
