"""A line left out or wrong: asked by the desk, verified by information, added with its cash by finance."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask
from deskops.approvals.terms import Evidence, Terms
from deskops.core.acts import act
from deskops.core.money import JIAO, ZERO
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import begin_document, file_document, set_state
from deskops.org.models import Role, Staff
from members.models import Member, MemberCard
from members.models.people import Missing

from ..models import CashbackException, Cycle, Line
from .common import book, granted, lock_cycle, move, require_state
from .drawing import draw_for_exception

KIND = "cashback_exception"
Kind = CashbackException.Kind
State = CashbackException.State
ASKED_OF = (Asked(Role.INFORMATION, step=1), Asked(Role.FINANCE, step=2))
"""Spec 4: information verifies; finance adds it to the list with its cash."""


def ask_exception(
    *,
    request_key: UUID,
    cycle_id: int,
    member_id: int,
    kind: CashbackException.Kind,
    amount: Decimal,
    words: str,
    by: Staff,
    now: datetime,
) -> CashbackException:
    """Say what a member's line should be, and ask information, then finance.

    Raises Refused: the cycle takes none now, another store's member, paid already, no ID number, an
    amount with fen or the one that is listed, an exception under way for this member.
    """
    asked = {"cycle": cycle_id, "member": member_id, "kind": kind, "amount": amount, "words": words}
    with act(request_key=request_key, by=by, name="cashback.except", asked=asked) as running:
        if not running.replayed:
            cycle = lock_cycle(cycle_id)
            require_state(cycle, Cycle.State.BOOKED, Cycle.State.DRAWN)
            member = Member.objects.get(pk=member_id)
            line = Line.objects.filter(cycle=cycle, member=member).first()
            _check(cycle, member, line, kind=kind, amount=amount, words=words)
            document = begin_document(
                kind=KIND,
                store=cycle.store,
                by=by,
                now=now,
                member_id=member.pk,
                amount=amount,
                state=State.ASKED,
                origin=cycle.document,
            )
            made = CashbackException.objects.create(
                document=document,
                cycle=cycle,
                member=member,
                kind=kind,
                before=line.amount if line else ZERO,
                amount=amount,
                words=words.strip(),
            )
            ask(document=document, terms=exception_terms(made), of=ASKED_OF, by=by, now=now)
            file_document(document)
            running.result = {"exception": made.pk}
    return fresh(running.result["exception"])


def ask_again(
    *, request_key: UUID, exception_id: int, amount: Decimal, words: str, by: Staff, now: datetime
) -> CashbackException:
    """Correct a rejected exception and ask again; the earlier round stays readable."""
    asked = {"exception": exception_id, "amount": amount, "words": words}
    with act(request_key=request_key, by=by, name="cashback.except_again", asked=asked) as running:
        if not running.replayed:
            Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=exception_id)
            made = fresh(exception_id)
            cycle = lock_cycle(made.cycle_id)
            require_state(cycle, Cycle.State.BOOKED, Cycle.State.DRAWN)
            if made.state != State.REJECTED:
                raise Refused(
                    "exception_state",
                    _("This exception is “%(state)s”.") % {"state": made.get_state_display()},
                    value=made.state,
                )
            line = Line.objects.filter(cycle=cycle, member=made.member).first()
            _check(cycle, made.member, line, kind=Kind(made.kind), amount=amount, words=words)
            made.amount, made.words, made.state = amount, words.strip(), State.ASKED
            made.before = line.amount if line else ZERO
            made.save(update_fields=["amount", "words", "state", "before"])
            made.document.amount = amount
            made.document.save(update_fields=["amount"])
            ask(document=made.document, terms=exception_terms(made), of=ASKED_OF, by=by, now=now)
            set_state(made.document, made.state)
            running.result = {"exception": made.pk}
    return fresh(exception_id)


def fresh(exception_id: int) -> CashbackException:
    """An exception with what its page shows."""
    rows = CashbackException.objects.select_related("document__store", "document__maker", "member", "cycle")
    return rows.get(pk=exception_id)


def _check(
    cycle: Cycle,
    member: Member,
    line: Line | None,
    *,
    kind: CashbackException.Kind,
    amount: Decimal,
    words: str,
) -> None:
    if member.home_store_id != cycle.store_id:
        raise Refused(
            "other_home",
            _("Cashback is paid at the member's home store."),
            field="amount",
            value=str(member.home_store),
        )
    if Missing.NUMBER in member.missing:
        raise Refused(
            "no_id_number",
            _("There is no ID number on record: the line is listed but can't be paid."),
            value=member.pk,
            remedy=_("Add the number first."),
        )
    if line and line.state == Line.State.PAID:
        raise Refused(
            "paid_already",
            _("This line was paid already."),
            value=line.amount,
            remedy=_("Tell the information department: the difference comes with the next list."),
        )
    if amount < ZERO or amount % JIAO:
        raise Refused("amount_fen", _("Cashback is paid to the jiao."), field="amount", value=amount)
    payable = line.amount if line and line.state in Line.OWED else ZERO
    if amount == payable:
        raise Refused(
            "nothing_changes", _("The list says this amount already."), field="amount", value=amount
        )
    if not words.strip():
        raise Refused("reason_missing", _("A reason is needed."), field="words")
    if (line is None) != (kind == Kind.OMITTED):
        raise Refused(
            "kind_wrong",
            _("The member is on the list.") if line else _("The member is not on the list."),
            field="kind",
            value=kind,
        )


def exception_terms(made: CashbackException) -> Terms:
    """What information verifies and finance adds; frozen, in Chinese as papers are."""
    with translation.override(settings.LANGUAGE_CODE):
        return Terms(
            what=_("Cashback of %(month)s: %(kind)s, listed %(before)s")
            % {"month": made.cycle.code, "kind": made.get_kind_display(), "before": made.before},
            why=made.words,
            amount=made.amount,
            whose=made.member.name,
            rule=_("Information verifies the line; finance adds it to the list with its cash."),
            evidence=(Evidence(str(_("ID number")), made.member.masked_number),),
        )


def exception_decided(
    *, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str
) -> None:
    """Rejected: the desk corrects it. Approved by both: the line says so, its cash is drawn."""
    made = fresh(document.pk)
    if outcome != Decision.APPROVED:
        made.state = State.REJECTED
        made.save(update_fields=["state"])
        set_state(document, made.state)
        return
    cycle = lock_cycle(made.cycle_id)
    require_state(cycle, Cycle.State.BOOKED, Cycle.State.DRAWN)
    more = _change_line(cycle, made)
    moves = {cycle.due_id: -more, granted(cycle.store): more}
    book("cashback_added", document, cycle.store, moves, by=by, now=now)
    move(cycle, Cycle.State(cycle.state), booked=cycle.booked + more)
    made.state = State.ADDED
    made.save(update_fields=["state"])
    set_state(document, made.state)
    if more > ZERO and cycle.state == Cycle.State.DRAWN:
        draw_for_exception(cycle=cycle, paper=document, amount=more, by=by, now=now)


def _change_line(cycle: Cycle, made: CashbackException) -> Decimal:
    """Write the amount agreed on; returns how much more is owed (negative: less)."""
    line = (
        Line.objects.select_for_update(no_key=True, of=("self",))
        .filter(cycle=cycle, member=made.member)
        .first()
    )
    if line and line.state == Line.State.PAID:
        raise Refused(
            "paid_already",
            _("This line was paid already."),
            value=line.amount,
            remedy=_("Reject the exception; the difference comes with the next list."),
        )
    before = line.amount if line and line.state in Line.OWED else ZERO
    line = line or _new_line(cycle, made.member)
    whole = line.earned + line.brought + line.correction
    line.added, line.amount, line.left = made.amount - whole, made.amount, ZERO
    line.exception = made.document
    more = made.amount - before
    line.state = _state(cycle, line, more)
    line.save(update_fields=None if line.pk is None else ["added", "amount", "left", "exception", "state"])
    return more


def _state(cycle: Cycle, line: Line, more: Decimal) -> Line.State:
    if not line.amount:
        return Line.State.NOTHING
    if more > ZERO and cycle.state == Cycle.State.DRAWN:
        return Line.State.WAITING
    return Line.State.WAITING if line.state == Line.State.WAITING else Line.State.DUE


def _new_line(cycle: Cycle, member: Member) -> Line:
    card = MemberCard.objects.filter(member=member, state__in=MemberCard.LIVE).first()
    return Line(
        cycle=cycle,
        member=member,
        card_number=card.number if card else "",
        source=Line.Source.EXCEPTION,
        state=Line.State.DUE,
    )
