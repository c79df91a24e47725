"""A gift is handed over against receipts, once; and taken back when it was handed over by mistake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.money import ZERO, format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, set_state
from deskops.org.models import Staff, Store
from deskops.papers.forms import Signed
from members.models import MemberCard

from ..models import (
    Campaign,
    CampaignRule,
    GiftHolder,
    GiftIssue,
    GiftItem,
    GiftPurchase,
    GiftUse,
    Movement,
    Reclaim,
)
from ..plugs import returned_of
from ..rules import Gives, days_apart, earned, last_day_to_claim
from ..wording import Receiving, receiving_text
from .giving import hand_out, person_of, require_seen, sign_for, worth
from .moving import Move, move
from .purchases import purchases_for

PAPER = "gift_issue"
COUNT_PIECES = """
INSERT INTO gifts_giftholder AS held (campaign_id, who, pieces, most) VALUES (%s, %s, %s, %s)
ON CONFLICT (campaign_id, who) DO UPDATE SET pieces = held.pieces + EXCLUDED.pieces, most = EXCLUDED.most
"""


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a campaign, the receipts, pieces by gift, and who gets it.

    ``receipts`` are of the POS's file, ``purchases`` rows of ours (typed from paper, or used before).
    """

    campaign_id: int
    receipts: Sequence[int]
    purchases: Sequence[int]
    pieces: Mapping[int, int]
    name: str
    telephone: str

    @property
    def asked(self) -> dict[str, object]:
        """What of it makes a request another one."""
        return {
            "campaign": self.campaign_id,
            "receipts": sorted(self.receipts),
            "purchases": sorted(self.purchases),
            "pieces": sorted(self.pieces.items()),
            "name": self.name,
            "telephone": self.telephone,
        }


def gives_of(rule: CampaignRule) -> Gives:
    """The figures of a rule."""
    return Gives(rule.threshold, rule.every, rule.pieces, rule.per_receipt)


def rule_on(campaign: Campaign, day: date) -> CampaignRule | None:
    """The rule that holds for purchases of a day."""
    return campaign.rules.filter(holds_from__lte=day).order_by("-holds_from").first()


def issue_gifts(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    wanted: Wanted,
    seen: str,
    signed: Signed,
) -> GiftIssue:
    """Hand gifts over from a store's desk; the customer signs the very text whose fingerprint is ``seen``.

    Raises Refused: a receipt of another store, a day outside the campaign or too late to claim, receipts
    that may not be added up or are of several people, an amount that doesn't earn so much after what
    went back, a receipt used before, more than one person may have, fewer at the desk (all of these
    also by the database), and ``text_changed`` when the text isn't the one that was read.
    """
    asked = {**wanted.asked, "store": store.pk, "on_paper": signed.strokes is None, "seen": seen}
    with act(request_key=request_key, by=by, name="gifts.issue", asked=asked, reserves=SEQUENCE) as running:
        if not running.replayed:
            _issue(running.reserved, wanted=wanted, seen=seen, signed=signed, store=store, by=by, now=now)
        return GiftIssue.objects.select_related("document__store", "campaign").get(pk=running.reserved)


def _issue(
    pk: int, *, wanted: Wanted, seen: str, signed: Signed, store: Store, by: Staff, now: datetime
) -> None:
    purchases = purchases_for(store=store, receipt_ids=wanted.receipts, purchase_ids=wanted.purchases)
    judged = judge(wanted, purchases, store=store, now=now)
    text = receiving_text(judged.receiving)
    require_seen(text, seen)
    document = begin_document(
        pk=pk,
        kind=PAPER,
        store=store,
        by=by,
        now=now,
        member_id=judged.member_id,
        amount=worth(judged.gifts),
        state=GiftIssue.State.GIVEN,
    )
    issue = GiftIssue(
        document=document,
        campaign=judged.receiving.campaign,
        rule=judged.receiving.rule,
        member_id=judged.member_id,
        name=judged.receiving.name,
        telephone=judged.receiving.telephone,
        purchased=judged.amount,
    )
    hand_out(issue, judged.gifts, by=by, now=now)
    GiftUse.objects.bulk_create(
        GiftUse(issue=issue, campaign=judged.receiving.campaign, purchase=purchase) for purchase in purchases
    )
    _count_pieces(issue, judged.receiving.rule, judged.pieces)
    sign_for(issue, text, signed, by=by, now=now)


def who_counts(issue: GiftIssue) -> list[str]:
    """The names under which a person's pieces are counted: the member, and the telephone in any case."""
    return [*([f"m{issue.member_id}"] if issue.member_id else []), issue.telephone]


def _count_pieces(issue: GiftIssue, rule: CampaignRule, pieces: int) -> None:
    with connection.cursor() as cursor:
        for who in sorted(who_counts(issue)):
            cursor.execute(COUNT_PIECES, [issue.campaign_id, who, pieces, rule.per_member])


@dataclass(frozen=True)
class Judged:
    """An issue that may be made: what, for which yuan, and whose it is."""

    receiving: Receiving
    amount: Decimal
    member_id: int | None

    @property
    def gifts(self) -> Sequence[tuple[GiftItem, int]]:
        return self.receiving.gifts

    @property
    def pieces(self) -> int:
        return sum(pieces for _item, pieces in self.gifts)


def judge(wanted: Wanted, purchases: Sequence[GiftPurchase], *, store: Store, now: datetime) -> Judged:
    """Whether the campaign gives so much for these receipts today. Raises Refused as ``issue_gifts`` says."""
    today = store.business_date(now)
    campaign = Campaign.objects.get(pk=wanted.campaign_id)
    rule = _rule_for(campaign, purchases, store, today)
    returned = returned_of(store, [(one.number, one.mark) for one in purchases])
    amount = sum((one.amount - returned[one.number, one.mark] for one in purchases), ZERO)
    _require_unused(campaign, purchases)
    gifts = _gifts(campaign, wanted.pieces)
    member_id = _member_of(purchases)
    if rule.members_only and member_id is None:
        raise Refused(
            "members_only", _("This campaign is for members only."), remedy=_("Show or scan the member card.")
        )
    _require_earned(rule, amount, sum(pieces for _item, pieces in gifts), any(returned.values()))
    name, phone = person_of(wanted.name, wanted.telephone)
    receipts = sorted((one.number, one.bought_on, one.amount) for one in purchases)
    return Judged(Receiving(campaign, rule, receipts, gifts, name, phone, today), amount, member_id)


def _rule_for(
    campaign: Campaign, purchases: Sequence[GiftPurchase], store: Store, today: date
) -> CampaignRule:
    """The rule of the latest purchase. Raises Refused for days and receipts it doesn't allow."""
    days = [one.bought_on for one in purchases]
    for one in purchases:
        if not campaign.starts <= one.bought_on <= campaign.ends:
            raise Refused(
                "not_in_campaign",
                _("This receipt is of %(day)s; the campaign runs from %(starts)s to %(ends)s.")
                % {"day": one.bought_on, "starts": campaign.starts, "ends": campaign.ends},
                field="number",
                value=one.number,
            )
    rule = rule_on(campaign, max(days))
    if rule is None or campaign.store_id not in (None, store.pk):
        raise Refused("no_rule", _("This campaign has no rule for that day here."), value=campaign.name)
    if today > (last := last_day_to_claim(min(days), rule.claim_days)):
        raise Refused("too_late", _("The gift could be claimed until %(day)s.") % {"day": last}, value=today)
    if len(purchases) > rule.most_receipts:
        raise Refused(
            "too_many_receipts",
            _("At most %(count)s receipts are added up in this campaign.") % {"count": rule.most_receipts},
            field="number",
            value=len(purchases),
        )
    if days_apart(days) > rule.days_between:
        raise Refused(
            "too_far_apart",
            _("Receipts that are added up lie at most %(days)s days apart.") % {"days": rule.days_between},
            field="number",
        )
    return rule


def _require_unused(campaign: Campaign, purchases: Sequence[GiftPurchase]) -> None:
    ours = Q()
    for one in purchases:
        ours |= Q(purchase__store=one.store_id, purchase__number=one.number, purchase__mark=one.mark)
    used = GiftUse.objects.filter(ours, campaign=campaign, undone=False)
    found = used.select_related("purchase", "issue__document").first()
    if found:
        raise Refused(
            "receipt_used",
            _("This receipt was used for this campaign already: %(paper)s.")
            % {"paper": found.issue.document},
            field="number",
            value=found.purchase.number,
        )


def _gifts(campaign: Campaign, pieces: Mapping[int, int]) -> list[tuple[GiftItem, int]]:
    wanted = {pk: count for pk, count in pieces.items() if count}
    offers = campaign.offers.filter(item__in=wanted).select_related("item").order_by("item__name", "item_id")
    gifts = [(offer.item, wanted[offer.item_id]) for offer in offers]
    if not wanted or len(gifts) != len(wanted) or min(wanted.values()) < 0:
        raise Refused("no_gift", _("Choose gifts of this campaign and how many."), field="pieces")
    return gifts


def _member_of(purchases: Sequence[GiftPurchase]) -> int | None:
    numbers = {one.card_number for one in purchases if one.card_number}
    found = MemberCard.objects.filter(number__in=numbers).values_list("member_id", flat=True)
    members = set(found) if numbers else set()
    if len(members) > 1 or (len({one.card_number for one in purchases}) > 1 and len(members) != 1):
        raise Refused(
            "several_people",
            _("These receipts are of different people; they can't be added up."),
            field="number",
        )
    return next(iter(members), None)


def _require_earned(rule: CampaignRule, amount: Decimal, pieces: int, returned: bool) -> None:
    most = earned(gives_of(rule), amount)
    if pieces > most:
        raise Refused(
            "not_earned",
            _("%(amount)s yuan earn %(most)s pieces here, not %(pieces)s.")
            % {"amount": format_money(amount), "most": most, "pieces": pieces},
            field="pieces",
            value=pieces,
            remedy=_("What was refunded of the receipts doesn't count.") if returned else "",
        )


def undo_issue(*, request_key: UUID, issue_id: int, why: str, by: Staff, now: datetime) -> GiftIssue:
    """Take back what was handed over by mistake, on the same business date: all pieces, receipts free again.

    Raises Refused: another day, without a reason, undone before, or something of it is settled already.
    """
    asked = {"issue": issue_id, "why": why}
    with act(request_key=request_key, by=by, name="gifts.undo", asked=asked) as running:
        Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=issue_id)
        issue = GiftIssue.objects.select_related("document__store", "place", "rule").get(pk=issue_id)
        if not running.replayed:
            issue.place.store = issue.document.store
            _undo(issue, why, by, now)
        return issue


def _undo(issue: GiftIssue, why: str, by: Staff, now: datetime) -> None:
    store, lines = issue.document.store, list(issue.lines.all())
    if issue.state != GiftIssue.State.GIVEN:
        raise Refused("undone_already", _("This was undone already."), value=str(issue.document))
    if issue.document.business_date != store.business_date(now):
        raise Refused(
            "not_today",
            _("Only what was issued today is undone."),
            remedy=_("Later, gifts come back with a refund of their receipt."),
        )
    if any(line.settled for line in lines):
        raise Refused("settled_already", _("A refund has settled some of these gifts already."))
    if not why.strip():
        raise Refused("why_missing", _("Say why it is undone."), field="why")
    Reclaim.objects.bulk_create(
        Reclaim(
            line=line,
            document=issue.document,
            how=Reclaim.How.BACK,
            pieces=line.quantity,
            amount=ZERO,
            state=Reclaim.State.DONE,
            by=by,
            at=now,
        )
        for line in lines
    )
    move(
        [Move(issue.place, line.item_id, line.quantity, issue.campaign_id) for line in lines],
        kind=Movement.Kind.BACK,
        document=issue.document,
        store=store,
        by=by,
        now=now,
    )
    issue.uses.update(undone=True)
    given_back(issue, sum(line.quantity for line in lines))
    issue.state, issue.undone_why = GiftIssue.State.UNDONE, why.strip()[:200]
    issue.save(update_fields=["state", "undone_why"])
    set_state(issue.document, issue.state)


def given_back(issue: GiftIssue, pieces: int) -> None:
    """A person has so many pieces less."""
    for who in sorted(who_counts(issue)):
        GiftHolder.objects.filter(campaign=issue.campaign_id, who=who).update(pieces=F("pieces") - pieces)
