"""Asking, deciding, letting an ask die."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.frozen import fingerprint
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.access import held_by
from deskops.org.clock import SHANGHAI
from deskops.org.models import Floor, Role, Staff, Store

from .deciders import decidable
from .kinds import approval_kinds
from .models import Approval, Decision
from .rules import outcome, turn_of
from .terms import Terms


@dataclass(frozen=True)
class Asked:
    """Whom to ask: a role at the document's store, on one of its floors when named, and in which turn.

    ``store`` is another than the document's only when that store's people must decide.
    """

    role: Role
    floor: Floor | None = None
    step: int = 1
    store: Store | None = None


def ask(*, document: Document, terms: Terms, of: Sequence[Asked], by: Staff, now: datetime) -> list[Approval]:
    """Open a new round of approvals, inside the act that needs it and with the document locked.

    An earlier round that still waits or was approved dies: its terms are no longer the document's.
    Raises Refused when nobody is asked and ValueError for a floor of another store.
    """
    approval_kinds.get(document.kind)
    if not of:
        raise Refused("nobody_asked", _("Nobody is asked to approve this."))
    void(document=document, by=by, now=now, reason=_("asked again with other terms"))
    last: int = Approval.objects.filter(document=document).aggregate(last=Max("round"))["last"] or 0
    body = terms.body()
    return Approval.objects.bulk_create(
        Approval(
            document=document,
            round=last + 1,
            step=one.step,
            role=one.role,
            store=_store_of(one, document),
            floor=one.floor,
            asked_by=by,
            asked_at=now,
            body=body,
            digest=fingerprint(body),
        )
        for one in of
    )


def _store_of(asked: Asked, document: Document) -> Store:
    store = asked.store or document.store
    if asked.floor and asked.floor.store_id != store.pk:
        raise ValueError(f"{asked.floor} is not a floor of {store}")
    return store


def decide(
    *,
    request_key: UUID,
    approval_id: int,
    by: Staff,
    decision: Decision,
    now: datetime,
    note: str = "",
    counter_of: Staff | None = None,
) -> Approval:
    """Approve or reject one approval; the document's workflow hears when the round has its outcome.

    ``counter_of`` is the colleague on whose screen ``by`` signed. Refuses: the asker, who holds no
    such role at that store and floor today, a turn that has not come, a second decision, one person
    for two roles, a rejection without a reason.
    """
    asked = {
        "approval": approval_id,
        "decision": decision,
        "note": note,
        "counter_of": counter_of.pk if counter_of else None,
    }
    with act(request_key=request_key, by=by, name="approvals.decide", asked=asked) as running:
        if not running.replayed:
            approval, rows = _locked_round(approval_id)
            _check(approval, rows, by, now)
            _write(approval, decision, note.strip(), decided_by=by, decided_at=now, counter_of=counter_of)
            _conclude(approval, rows, by, now)
            running.result = {"approval": approval.pk}
    return Approval.objects.select_related("document", "store").get(pk=approval_id)


def _locked_round(approval_id: int) -> tuple[Approval, list[Approval]]:
    document_id, number = Approval.objects.values_list("document_id", "round").get(pk=approval_id)
    document = Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document_id)
    rows = list(
        Approval.objects.select_for_update(no_key=True, of=("self",))
        .filter(document=document, round=number)
        .order_by("pk")
    )
    for row in rows:
        row.document = document
    return next(row for row in rows if row.pk == approval_id), rows


def _check(approval: Approval, rows: list[Approval], by: Staff, now: datetime) -> None:
    if approval.decision != Decision.PENDING:
        raise Refused(
            "decided_already",
            _("This has been decided already: %(decision)s.") % {"decision": approval.get_decision_display()},
            remedy=_("Open the document to see by whom."),
        )
    if approval.asked_by_id == by.pk:
        raise own_request()
    if not may_decide(approval, by, now):
        raise Refused(
            "not_asked_of_you",
            _("This is asked of: %(role)s.") % {"role": approval.get_role_display()},
            value=by.number,
            remedy=_("Only they, their deputy, or the store manager while they are absent can decide."),
        )
    if not turn_of((row.step for row in rows if row.decision == Decision.PENDING), approval.step):
        raise Refused("not_yet", _("Others have to decide first."))


def own_request() -> Refused:
    """The refusal of somebody who would approve what they asked for."""
    return Refused(
        "own_request",
        _("Nobody approves what they asked for."),
        remedy=_("Ask the deputy or the store manager."),
    )


def may_decide(approval: Approval, staff: Staff, now: datetime) -> bool:
    """Whether the approval is asked of somebody who is this person today."""
    today = now.astimezone(SHANGHAI).date()
    mine = decidable(staff, held_by(staff, today), today)
    return staff.is_active and Approval.objects.filter(mine, pk=approval.pk).exists()


def _write(approval: Approval, decision: Decision, note: str, **signed: Any) -> None:
    if decision not in (Decision.APPROVED, Decision.REJECTED):
        raise ValueError(f"nobody decides {decision}")
    for name, value in {"decision": decision, "note": note, **signed}.items():
        setattr(approval, name, value)
    approval.save(update_fields=["decision", "note", *signed])


def _conclude(approval: Approval, rows: list[Approval], by: Staff, now: datetime) -> None:
    """Tell the workflow once all are decided; one rejection ends the round for the others."""
    ended = outcome(row.decision for row in rows)
    if ended not in (Decision.APPROVED, Decision.REJECTED):
        return
    if ended == Decision.REJECTED:
        waiting = [row.pk for row in rows if row.decision == Decision.PENDING]
        _void_rows(waiting, by=by, now=now, reason=_("rejected by another"))
    approval_kinds.get(approval.document.kind).decided(
        document=approval.document, outcome=ended, by=by, now=now, reason=approval.note
    )


def void(*, document: Document, by: Staff, now: datetime, reason: str) -> int:
    """Let what still counts of a document's approvals die with its terms; returns how many.

    For use inside the act that changes or withdraws the document, with the document locked. Who
    had decided what stays readable.
    """
    alive = Approval.objects.filter(
        document=document, decision__in=[Decision.PENDING, Decision.APPROVED]
    ).order_by("pk")
    pks = list(alive.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    return _void_rows(pks, by=by, now=now, reason=reason)


def _void_rows(pks: Sequence[int], *, by: Staff, now: datetime, reason: str) -> int:
    if not pks:
        return 0
    return Approval.objects.filter(pk__in=pks).update(
        decision=Decision.VOID, voided_by=by, voided_at=now, void_reason=reason[:200]
    )


def require_approved(*, document: Document, terms: Terms) -> None:
    """Refuse to go on unless the last round approved exactly these terms."""
    rows = list(Approval.objects.filter(document=document).order_by("-round"))
    last = [row for row in rows if row.round == rows[0].round]
    digest = fingerprint(terms.body())
    if not last or any(row.decision != Decision.APPROVED or row.digest != digest for row in last):
        raise Refused(
            "not_approved",
            _("This is not approved as it stands."),
            remedy=_("Ask for approval, or wait for it."),
        )
