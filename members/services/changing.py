"""Changing a member's details: asked on a form, verified by papers and calls, then applied or not."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import void
from deskops.core.acts import act
from deskops.core.frozen import canonical
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import begin_document, file_document, set_state
from deskops.org.models import Staff, Store
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.services import sign

from .. import sealing
from ..models import Change, ChangeLine, Identity, Member, MemberCard, MemberName, VerificationCall
from ..models.people import Missing
from ..rules.changes import NEED_CALL, Verdict, check_call, check_pin, papers_needed, shown, verdict
from . import moving
from .admitting import names_of
from .details import phone_in
from .locking import lock_identity, lock_member

KIND = "change"
State = Change.State
Field = ChangeLine.Field


def request_change(
    *,
    request_key: UUID,
    member_id: int,
    values: Mapping[str, str],
    papers_seen: bool,
    signed: Signed,
    store: Store,
    by: Staff,
    now: datetime,
) -> Change:
    """Enter the form: the new values by field, signed by the member; nothing about them changes yet.

    Raises Refused for a member without an ID number on record, a value that is none, a name or
    address without its paper, and when nothing would change.
    """
    wanted = {Field(field): _clean(Field(field), value) for field, value in values.items() if value.strip()}
    papers_needed(wanted, seen=papers_seen)
    asked = {
        "member": member_id,
        "values": (sealing.place_index("asked", json.dumps(wanted, sort_keys=True)) or b"").hex(),
        "papers_seen": papers_seen,
        "signed": signed.strokes.digest.hex() if signed.strokes else "paper",
    }
    with act(request_key=request_key, by=by, name="members.request_change", asked=asked) as running:
        if not running.replayed:
            member = lock_member(member_id)
            change = _open(member, wanted, papers_seen, store=store, by=by, now=now)
            _sign(change, signed, by=by, now=now)
            file_document(change.document)
            running.result = {"change": change.pk}
    return Change.objects.select_related("document", "member").get(pk=running.result["change"])


RESET = "reset"  # all that a form says about a PIN


def request_pin_reset(
    *,
    request_key: UUID,
    member_id: int,
    papers_seen: bool,
    signed: Signed,
    store: Store,
    by: Staff,
    now: datetime,
) -> Change:
    """Enter the form for a new PIN (密码重置): verified as a change is, set by the information department.

    Raises Refused as ``request_change`` does, for a member who was not identified, and when there is
    no number on record to ring.
    """
    return request_change(
        request_key=request_key,
        member_id=member_id,
        values={Field.PIN: RESET},
        papers_seen=papers_seen,
        signed=signed,
        store=store,
        by=by,
        now=now,
    )


def _clean(field: Field, value: str) -> str:
    if field in NEED_CALL:
        phone = phone_in(field, value)
        return (
            f"{phone.e164};{phone.extension}" if phone and phone.extension else (phone and phone.e164) or ""
        )
    return value.strip()


def _open(
    member: Member, wanted: Mapping[Field, str], papers_seen: bool, *, store: Store, by: Staff, now: datetime
) -> Change:
    if Missing.NUMBER in member.missing:
        raise Refused(
            "number_missing",
            _("Details change only when the ID number is on record."),
            value=member.name,
            remedy=_("Add the ID number first."),
        )
    check_pin(wanted, papers_seen=papers_seen, telephone=member.telephone)
    identity = lock_identity(member.pk)
    before = {field: _present(member, identity, field) for field in wanted}
    differing = {field: value for field, value in wanted.items() if value != before[field]}
    if not differing:
        raise Refused("nothing_changes", _("Nothing would change."), remedy=_("Enter a new value."))
    document = begin_document(kind=KIND, store=store, by=by, now=now, member_id=member.pk, state=State.OPEN)
    change = Change.objects.create(document=document, member=member, papers_seen=papers_seen)
    for field, value in differing.items():
        sealed = sealing.seal_for(identity, value, purpose=field)
        ChangeLine.objects.create(
            change=change,
            field=field,
            before=shown(field, before[field]),
            after=shown(field, value),
            sealed=sealed,
        )
    identity.save(update_fields=["wrapped_key", "key_version"])
    return change


def _sign(change: Change, signed: Signed, *, by: Staff, now: datetime) -> None:
    """The member signs what shall change, masked as the paper shows it."""
    said = {
        "name": change.member.name,
        "id_number": change.member.masked_number,
        "changes": [[line.field, line.before, line.after] for line in change.lines.order_by("pk")],
    }
    sign(
        document=change.document,
        role=Signature.Role.CUSTOMER,
        name=change.member.name,
        body=canonical(said),
        strokes=signed.strokes,
        by=by,
        now=now,
    )


def _present(member: Member, identity: Identity, field: Field) -> str:
    if field == Field.ADDRESS:
        return sealing.address_of(identity) or ""
    if field == Field.PIN:
        return ""
    if field == Field.HOME_PHONE and member.home_extension:
        return f"{member.home_phone};{member.home_extension}"
    return str(getattr(member, field))


def record_call(
    *,
    request_key: UUID,
    change_id: int,
    number: VerificationCall.Number,
    outcome: VerificationCall.Outcome,
    note: str,
    by: Staff,
    now: datetime,
) -> Change:
    """Record a verification call: which number was rung, and what came of it.

    Raises Refused when the number on record has not been rung before the new one.
    """
    asked = {"change": change_id, "number": number, "outcome": outcome, "note": note}
    with act(request_key=request_key, by=by, name="members.record_call", asked=asked) as running:
        change = _lock(change_id)
        if not running.replayed:
            _must_be(change, State.OPEN)
            check_call(number, outcome, expected=verdict_of(change))
            VerificationCall.objects.create(
                change=change, number=number, outcome=outcome, note=note[:200], by=by, at=now
            )
    return change


def verdict_of(change: Change) -> Verdict:
    """What the calls recorded so far allow."""
    return verdict(
        [(call.number, call.outcome) for call in change.calls.all()],
        fields=[line.field for line in change.lines.all()],
        has_old=bool(change.member.telephone),
    )


def new_number(change: Change) -> str:
    """The new telephone on the form, to be rung (E.164); empty when none changes."""
    line = change.lines.filter(field__in=NEED_CALL).order_by("-field").first()
    if line is None:
        return ""
    identity = Identity.objects.get(pk=change.member_id)
    value = sealing.unseal_for(identity, bytes(line.sealed), purpose=line.field)
    return value.partition(";")[0]


# What a form may write of a member.
CHANGEABLE = ("name", "mobile", "home_phone", "home_extension", "household", "missing")


def apply_change(*, request_key: UUID, change_id: int, reason: str = "", by: Staff, now: datetime) -> Change:
    """Change the details as the form says, once papers and calls allow it.

    Where the household of a new address has another's card, the desk supervisor is asked with the
    ``reason`` why both stay, and the form waits (spec 2: one household, one card; override by approval).
    Raises Refused while a call is owed, when a call forbids it, and for such a card without a reason.
    """
    reason = reason.strip()[:200]
    asked = {"change": change_id, "reason": reason}
    with act(request_key=request_key, by=by, name="members.apply_change", asked=asked) as running:
        change = _lock(change_id)
        if not running.replayed:
            _must_be(change, State.OPEN)
            _allowed(verdict_of(change))
            member = lock_member(change.member_id)
            identity = lock_identity(member.pk)
            to = moving.prepare(member, change, now=now)
            if to and to.first:
                _wait(change, to.first, reason, by=by, now=now)
            else:
                _put_all(change, member, identity, to)
                _close(change, State.APPLIED, by=by, now=now, note="")
    return change


def _wait(change: Change, first: MemberCard, reason: str, *, by: Staff, now: datetime) -> None:
    if not reason:
        raise moving.card_in_the_way(first)
    change.state, change.first_card, change.reason = State.ASKED, first, reason
    change.save(update_fields=["state", "first_card", "reason"])
    set_state(change.document, State.ASKED)
    moving.ask_for_both(change, first, by=by, now=now)


def decided(*, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str) -> None:
    """The supervisor's decision: the details change and both cards stay, or the form is open again."""
    change = _lock(document.pk)
    if outcome == Decision.REJECTED:
        change.state = State.OPEN
        change.save(update_fields=["state"])
        set_state(document, State.OPEN)
        return
    member = lock_member(change.member_id)
    identity = lock_identity(member.pk)
    _put_all(change, member, identity, moving.prepare(member, change, now=now))
    _close(change, State.APPLIED, by=by, now=now, note="")


def refuse_change(
    *, request_key: UUID, change_id: int, note: str, asker_told: bool = False, by: Staff, now: datetime
) -> Change:
    """End the form without a change, saying why; what was asked of the supervisor dies with it.

    Raises Refused without a reason, and for a PIN that was not reset until who asked was told (spec 5,
    requests: the asker is told at once).
    """
    note = note.strip()
    if not note:
        raise Refused("reason_missing", _("Say why nothing is changed."), field="note")
    asked = {"change": change_id, "note": note, "asker_told": asker_told}
    with act(request_key=request_key, by=by, name="members.refuse_change", asked=asked) as running:
        change = _lock(change_id)
        if not running.replayed:
            _must_be(change, *Change.WAITING)
            if not asker_told and change.lines.filter(field=Field.PIN).exists():
                raise _asker_not_told()
            change.asker_told = asker_told
            void(document=change.document, by=by, now=now, reason=_("ended without a change"))
            _close(change, State.REFUSED, by=by, now=now, note=note[:200])
    return change


def _asker_not_told() -> Refused:
    return Refused(
        "asker_not_told",
        _("Who asked for the PIN has to be told at once that it is not reset."),
        field="asker_told",
        remedy=_("Tell them, tick it, then end the form."),
    )


def _allowed(allows: Verdict) -> None:
    if allows == Verdict.REFUSE:
        raise Refused(
            "call_refused", _("The call forbids it: nothing is changed."), remedy=_("End the form.")
        )
    if allows != Verdict.CHANGE:
        raise Refused(
            "call_owed",
            _("A verification call is owed before a telephone number or a PIN changes."),
            remedy=_("Ring the number on record; for a new number, when it doesn't answer, the new one."),
        )


def _put_all(change: Change, member: Member, identity: Identity, to: moving.Move | None) -> None:
    for line in change.lines.exclude(field=Field.ADDRESS):
        _put(member, Field(line.field), sealing.unseal_for(identity, bytes(line.sealed), purpose=line.field))
    if to:
        moving.move(member, identity, to, change.document)
    member.save(update_fields=CHANGEABLE)
    identity.save(update_fields=sealing.SEALED)


def _put(member: Member, field: Field, value: str) -> None:
    match field:
        case Field.NAME:
            member.name = value
            MemberName.objects.filter(member=member).delete()
            MemberName.objects.bulk_create(names_of(member))
        case Field.MOBILE:
            member.mobile = value
        case Field.HOME_PHONE:
            member.home_phone, _sign, member.home_extension = value.partition(";")
        case Field.PIN:
            pass  # the information department resets it, told by the day's batch


def _close(change: Change, state: State, *, by: Staff, now: datetime, note: str) -> None:
    change.state, change.decided_by, change.decided_at, change.note = state, by, now, note
    change.save(update_fields=["state", "decided_by", "decided_at", "note", "asker_told"])
    set_state(change.document, state)


def _lock(pk: int) -> Change:
    document = (
        Document.objects.select_for_update(no_key=True, of=("self",)).select_related("store").get(pk=pk)
    )
    change = Change.objects.select_for_update(no_key=True, of=("self",)).select_related("member").get(pk=pk)
    change.document = document
    return change


def _must_be(change: Change, *states: State) -> None:
    if change.state == State.ASKED and State.ASKED not in states:
        raise Refused(
            "change_asked",
            _("The desk supervisor decides about this form."),
            value=change.document.number,
            remedy=_("Wait for the decision, or end the form."),
        )
    if change.state not in states:
        raise Refused(
            "change_closed",
            _("This form is closed: %(state)s.") % {"state": change.get_state_display()},
            value=change.document.number,
        )
