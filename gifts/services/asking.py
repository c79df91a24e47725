"""What stores ask of head office, what head office sends, and what it means to buy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask
from deskops.approvals.terms import Evidence, Terms
from deskops.core.acts import act
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import draft_within
from deskops.org.models import Role, Staff, Store

from ..handing import DRAW, LEFTOVERS, SHIPMENT, Given
from ..models import Campaign, GiftItem, GiftPlan, GiftPlanLine, GiftRequest, GiftRequestLine, Place
from ..models.asks import AskState
from .arriving import require_gifts

REQUEST, PLAN = "gift_request", "gift_plan"


def hand_over(
    *, request_key: UUID, kind: str, store: Store, gifts: Sequence[Given], by: Staff, now: datetime
) -> Handoff:
    """Draft a draw from the warehouse, or leftovers back to it; the giver signs. Raises Refused: nothing."""
    if kind not in (DRAW.code, LEFTOVERS.code):
        raise ValueError(f"{kind} is no handoff between warehouse and desk")
    asked = {"kind": kind, "store": store.pk, "gifts": [[one.line.key, one.quantity] for one in gifts]}
    with act(request_key=request_key, by=by, name="gifts.hand_over", asked=asked) as running:
        if running.replayed:
            return Handoff.objects.get(pk=running.result["handoff"])
        require_gifts(gifts)
        handoff = draft_within(
            kind=kind,
            store=store,
            business_date=store.business_date(now),
            by=by,
            now=now,
            lines=[one.line for one in gifts],
        )
        running.result = {"handoff": handoff.pk}
        return handoff


def ask_gifts(
    *,
    request_key: UUID,
    store: Store,
    gifts: Sequence[Given],
    why: str,
    by: Staff,
    now: datetime,
    campaign: Campaign | None = None,
) -> GiftRequest:
    """A store asks for gifts; the service manager decides. Raises Refused: nothing, no reason."""
    asked = {
        "store": store.pk,
        "gifts": [[one.item.pk, one.quantity] for one in gifts],
        "why": why,
        "campaign": campaign and campaign.pk,
    }
    with act(request_key=request_key, by=by, name="gifts.ask", asked=asked, reserves=SEQUENCE) as running:
        if not running.replayed:
            require_gifts(gifts)
            if not why.strip():
                raise Refused("why_missing", _("Say what the gifts are for."), field="why")
            paper = begin_document(
                pk=running.reserved, kind=REQUEST, store=store, by=by, now=now, state=AskState.ASKED
            )
            request = GiftRequest(document=paper, campaign=campaign, why=why.strip()[:200])
            request.save(force_insert=True)
            GiftRequestLine.objects.bulk_create(
                GiftRequestLine(request=request, item=one.item, quantity=one.quantity) for one in gifts
            )
            terms = _request_terms(request, gifts)
            ask(document=paper, terms=terms, of=[_office()], by=by, now=now)
            file_document(paper)
        return GiftRequest.objects.select_related("document__store", "campaign").get(pk=running.reserved)


def _office() -> Asked:
    """The service manager of head office, which is where the central warehouse lies."""
    central = Place.objects.filter(kind=Place.Kind.CENTRAL).select_related("store").first()
    return Asked(Role.SERVICE_MANAGER, store=central.store if central else None)


def _request_terms(request: GiftRequest, gifts: Sequence[Given]) -> Terms:
    with translation.override(settings.LANGUAGE_CODE):
        return Terms(
            what=_("Gifts asked for by %(store)s") % {"store": request.document.store},
            why=request.why,
            amount=sum((one.item.value * one.quantity for one in gifts), ZERO),
            rule=str(request.campaign or ""),
            evidence=tuple(Evidence(str(one.item), f"{one.quantity} {one.item.unit}") for one in gifts),
        )


def request_decided(*, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str) -> None:
    """The store's request is approved or rejected."""
    _set(GiftRequest.objects.get(pk=document.pk), document, outcome)


def plan_decided(*, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str) -> None:
    """The purchase plan is approved or rejected."""
    _set(GiftPlan.objects.get(pk=document.pk), document, outcome)


def _set(row: GiftRequest | GiftPlan, document: Document, outcome: Decision) -> None:
    row.state = AskState.APPROVED if outcome == Decision.APPROVED else AskState.REJECTED
    row.save(update_fields=["state"])
    set_state(document, row.state)


def ship(*, request_key: UUID, request_id: int, by: Staff, now: datetime) -> Handoff:
    """Draft the shipment of what was approved; the central warehouse signs. Raises Refused: not approved."""
    asked = {"request": request_id}
    with act(request_key=request_key, by=by, name="gifts.ship", asked=asked) as running:
        if running.replayed:
            return Handoff.objects.get(pk=running.result["handoff"])
        Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=request_id)
        request = GiftRequest.objects.select_related("document__store", "campaign").get(pk=request_id)
        if request.state != AskState.APPROVED:
            raise Refused(
                "not_approved",
                _("This request is “%(state)s”.") % {"state": request.get_state_display()},
                value=request.state,
            )
        lines = request.lines.select_related("item").order_by("item__name", "item_id")
        handoff = draft_within(
            kind=SHIPMENT.code,
            store=request.document.store,
            business_date=request.document.store.business_date(now),
            by=by,
            now=now,
            lines=[Given(one.item, one.quantity, request.campaign).line for one in lines],
            occasion=request.document.number,
            origin=request.document,
        )
        running.result = {"handoff": handoff.pk}
        return handoff


@dataclass(frozen=True)
class Need:
    """A gift with what a plan is worked out from, and how many are to be bought."""

    item: GiftItem
    issued: int
    needed: int
    in_stock: int
    quantity: int


def plan_purchase(
    *,
    request_key: UUID,
    store: Store,
    needs: Sequence[Need],
    since: date,
    until: date,
    ahead: date,
    words: str,
    by: Staff,
    now: datetime,
) -> GiftPlan:
    """Put a purchase plan before the general manager, its figures frozen. Refuses an empty one."""
    asked = {
        "needs": [[one.item.pk, one.quantity] for one in needs],
        "days": [since, until, ahead],
        "words": words,
    }
    with act(request_key=request_key, by=by, name="gifts.plan", asked=asked, reserves=SEQUENCE) as running:
        if not running.replayed:
            if not any(one.quantity for one in needs):
                raise Refused("nothing_to_buy", _("Nothing is to be bought."), field="words")
            amount = sum((one.item.value * one.quantity for one in needs), ZERO)
            paper = begin_document(
                pk=running.reserved,
                kind=PLAN,
                store=store,
                by=by,
                now=now,
                amount=amount,
                state=AskState.ASKED,
            )
            plan = GiftPlan(document=paper, since=since, until=until, ahead=ahead, words=words.strip()[:300])
            plan.save(force_insert=True)
            GiftPlanLine.objects.bulk_create(
                GiftPlanLine(plan=plan, value=one.item.value, **vars(one)) for one in needs
            )
            terms = _plan_terms(plan, needs)
            ask(document=paper, terms=terms, of=[Asked(Role.GENERAL_MANAGER)], by=by, now=now)
            file_document(paper)
        return GiftPlan.objects.select_related("document__store").get(pk=running.reserved)


def _plan_terms(plan: GiftPlan, needs: Sequence[Need]) -> Terms:
    with translation.override(settings.LANGUAGE_CODE):
        words = _("issued %(issued)s, needed %(needed)s, in stock %(in_stock)s, to buy %(quantity)s")
        return Terms(
            what=_("Purchase plan of gifts for campaigns until %(day)s") % {"day": plan.ahead},
            why=plan.words,
            amount=plan.document.amount,
            rule=_("Worked out from what was issued from %(since)s to %(until)s.")
            % {"since": plan.since, "until": plan.until},
            evidence=tuple(Evidence(str(one.item), words % {**vars(one)}) for one in needs if one.quantity),
        )


def open_central(*, request_key: UUID, store: Store, by: Staff, now: datetime) -> Place:
    """Name the store in which the central warehouse of gifts lies; there is one."""
    with act(request_key=request_key, by=by, name="gifts.central", asked={"store": store.pk}) as running:
        if not running.replayed:
            running.result = {"place": Place.objects.create(store=store, kind=Place.Kind.CENTRAL).pk}
        return Place.objects.select_related("store").get(pk=running.result["place"])
