"""Purchases typed from paper meet the POS's file: verified, or a mismatch for the desk supervisor."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deskops.core.acts import act
from deskops.core.money import format_money
from deskops.core.refusals import Refused
from deskops.org.clock import SHANGHAI
from deskops.org.models import Staff
from deskops.receipts.models import Batch, Receipt
from deskops.tills.models import Tender

from ..models import Purchase
from ..queries.told import Reported, papers_told, reported_for
from ..rules.matching import Differs, Told, What, differences, may_be

SEPARATOR = "；"
# Whoever types a receipt holds this lock beside others, comparing takes it alone: no paper typed while
# a file comes in is missed by both.
TYPING = 0x72656664
ALONE = "SELECT pg_advisory_xact_lock(%s)"
BESIDE_OTHERS = "SELECT pg_advisory_xact_lock_shared(%s)"


def hold_typing() -> None:
    """Call before looking whether the POS has reported the receipt that is typed. Part of an act."""
    with connection.cursor() as cursor:
        cursor.execute(BESIDE_OTHERS, [TYPING])


def follow_import(batch: Batch) -> None:
    """Compare what was typed from paper with the receipts that are here since this import."""
    match_typed(now=batch.at)


def match_typed(*, now: datetime) -> int:
    """Compare the unverified purchases with the POS's receipts; returns for how many one was found.

    Equal ones are verified, others become a mismatch that says what differs. Refunds and their money
    stay as they are. Part of the caller's transaction; few queries, whatever their number.
    """
    with connection.cursor() as cursor:
        cursor.execute(ALONE, [TYPING])
    rows = Purchase.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    typed = list(rows.filter(state=Purchase.State.UNVERIFIED))
    receipts = reported_for(typed) if typed else {}
    found = [one for one in typed if (one.store_id, one.number) in receipts]
    if not found:
        return 0
    papers = papers_told(found)
    with translation.override(settings.LANGUAGE_CODE):
        comparison = _Comparison(now, receipts)
        changed = [one for one in found if comparison.match(one, papers[one.pk])]
    fields = ["state", "receipt_id", "matched_at", "mismatch", "pos", "bought_on", "card_number"]
    Purchase.objects.bulk_update(changed, fields)
    return len(changed)


class _Comparison:
    """The receipts that may be meant, those that have a row of ours already, and the names of tenders."""

    def __init__(self, now: datetime, receipts: Mapping[tuple[int, str], list[Reported]]) -> None:
        self.now, self.receipts = now, receipts
        self.taken = _taken(receipts)
        self.tenders = {tender.code: str(tender) for tender in Tender.objects.all()}

    def match(self, purchase: Purchase, paper: Told) -> bool:
        """Write on the row what the comparison found; whether one of the receipts is it."""
        candidates = self.receipts[purchase.store_id, purchase.number]
        same = [one for one in candidates if may_be(paper, one.told)]
        if not same:
            return False
        best = min(same, key=lambda one: len(differences(paper, one.told)))
        self._write(purchase, best.receipt, self._words(paper, best))
        self.taken.setdefault(best.receipt.pk, purchase)
        return True

    def _words(self, paper: Told, best: Reported) -> list[str]:
        words = [_worded(one, self.tenders) for one in differences(paper, best.told)]
        twin = self.taken.get(best.receipt.pk)
        return [*words, _twin(twin)] if twin else words

    def _write(self, purchase: Purchase, receipt: Receipt, words: list[str]) -> None:
        purchase.receipt_id, purchase.matched_at = receipt.pk, self.now
        purchase.mismatch = SEPARATOR.join(words)
        purchase.state = Purchase.State.MISMATCH if words else Purchase.State.VERIFIED
        if not words:
            purchase.pos, purchase.bought_on = receipt.pos, receipt.bought_on
            purchase.card_number = purchase.card_number or receipt.card_number


def _taken(receipts: Mapping[tuple[int, str], list[Reported]]) -> dict[int, Purchase]:
    """Which imported receipts have a row of ours already, by the receipt's key."""
    keys = {one.receipt.pk for rows in receipts.values() for one in rows}
    stores, numbers = {store for store, _number in receipts}, {number for _store, number in receipts}
    rows = Purchase.objects.filter(store__in=stores, number__in=numbers, receipt_id__in=keys)
    return {row.receipt_id: row for row in rows.order_by("-pk") if row.receipt_id}


def _twin(twin: Purchase) -> str:
    return _("this receipt has been typed before, as %(number)s of POS %(pos)s") % {
        "number": twin.number,
        "pos": twin.pos or "–",
    }


def _worded(one: Differs, tenders: Mapping[str, str]) -> str:
    """One difference as the desk supervisor reads it: what, on the paper, in the file."""
    labels = {
        What.POS: _("POS"),
        What.TIME: _("time of purchase"),
        What.AMOUNT: _("amount"),
        What.TENDER: tenders.get(one.tender, one.tender),
        What.LINES: pgettext("of a receipt", "goods"),
    }
    return _("%(what)s: on the paper %(paper)s, in the file %(file)s") % {
        "what": labels[one.what],
        "paper": _value(one.what, one.paper),
        "file": _value(one.what, one.file),
    }


def _value(what: What, value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, tuple):
        goods = [f"{quantity.normalize():f} × {format_money(amount)}" for quantity, amount in value]
        return "、".join(goods) or _("nothing more")
    return str(value) if what == What.POS else f"{value:.2f}"


def settle_mismatch(*, request_key: UUID, by: Staff, now: datetime, purchase_id: int, how: str) -> Purchase:
    """The desk supervisor has looked into a mismatch and says how it is settled; no money is moved by it.

    Raises Refused when it is no mismatch (any more), when no reason is given, and for the person who
    typed the paper.
    """
    asked = {"purchase": purchase_id, "how": how}
    with act(request_key=request_key, by=by, name="refunds.settle_mismatch", asked=asked) as running:
        if running.replayed:
            return Purchase.objects.get(pk=purchase_id)
        purchase = Purchase.objects.select_for_update(no_key=True, of=("self",)).get(pk=purchase_id)
        _check_settling(purchase, by, how)
        purchase.state = Purchase.State.SETTLED
        purchase.settled_by, purchase.settled_at, purchase.settled_how = by, now, how.strip()
        purchase.save(update_fields=["state", "settled_by", "settled_at", "settled_how"])
        return purchase


def _check_settling(purchase: Purchase, by: Staff, how: str) -> None:
    if purchase.state != Purchase.State.MISMATCH:
        raise Refused(
            "no_mismatch",
            _("This purchase is “%(state)s”: there is nothing to settle.")
            % {"state": purchase.get_state_display()},
            value=purchase.state,
        )
    if purchase.sighted_by_id == by.pk:
        raise Refused(
            "own_paper",
            _("Who saw the paper doesn't settle the difference."),
            remedy=_("Ask another desk supervisor or the service manager."),
        )
    if not how.strip():
        raise Refused("reason_missing", _("Say how the difference is settled."), field="how")
