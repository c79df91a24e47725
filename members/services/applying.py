"""Applying for a member card: stored as a whole, issued at once or put before the desk supervisor."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask, void
from deskops.approvals.terms import Evidence, Terms
from deskops.core.acts import act
from deskops.core.frozen import canonical
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import begin_document, file_document, set_state
from deskops.org.models import Role, Staff, Store
from deskops.papers.models import Signature
from deskops.papers.services import sign

from .. import sealing
from ..models import Application, Identity, Member, MemberCard
from ..models.consents import ConsentKind
from ..rules.applications import SELF
from ..rules.identity import IdNumber
from ..rules.masks import mask_phone
from .admitting import admit
from .cards import issue_card, live_card_of, lock_household, next_card_number, set_card_state
from .details import Checked, Details, check
from .locking import lock_identity, lock_member
from .placing import settle

KIND = "application"
State = Application.State


def apply(*, request_key: UUID, details: Details, store: Store, by: Staff, now: datetime) -> Application:
    """Enter an application for a member card; the card is issued at once, or after approval.

    Raises Refused naming the first field that is missing or wrong; ``id_taken`` when the number is a
    member's; ``household_has_card`` when the household has a card and no reason is given. With a
    reason the member waits, and the desk supervisor is asked (spec 2, one household, one card).
    """
    checked = check(details, store=store, now=now)
    with act(request_key=request_key, by=by, name="members.apply", asked=details.asked()) as running:
        if not running.replayed:
            application = _enter(details, checked, store=store, by=by, now=now)
            running.result = {"application": application.pk}
    return Application.objects.select_related("document", "member").get(pk=running.result["application"])


def _enter(details: Details, checked: Checked, *, store: Store, by: Staff, now: datetime) -> Application:
    newcomer = checked.newcomer
    if newcomer.id_number:
        refuse_taken(newcomer.id_number)
    household = lock_household(settle([newcomer.place])[0].pk)
    first = live_card_of(household.pk)
    if first and not details.reason.strip():
        raise second_card(first)
    waits = first is not None
    member = admit([replace(newcomer, pending=waits)], store=store, by=by, now=now)[0]
    document = begin_document(
        kind=KIND,
        store=store,
        by=by,
        now=now,
        member_id=member.pk,
        state=State.ASKED if waits else State.ISSUED,
    )
    application = _application(details, checked, document, member, first)
    _sign(application, details, by=by, now=now)
    if first is None:
        issue_card(member=member, number=application.card_number, store=store, by=by, now=now)
    else:
        _ask(application, first, by=by, now=now)
    file_document(document)
    return application


def owner_of(number: IdNumber) -> Member | None:
    """The member whose ID number this is; nothing is opened to find out."""
    whole = sealing.number_indexes(number.normalised).whole
    return Member.objects.filter(identity__number_index=whole).first()


def refuse_taken(number: IdNumber) -> None:
    """Raise Refused when an ID number is a member's already; names the member, never the number."""
    owner = owner_of(number)
    if owner is not None:
        raise Refused(
            "id_taken",
            _("This ID number belongs to a member already: %(name)s.") % {"name": owner.name},
            field="id_number",
            value=number.masked,
            remedy=_("Open that member; one person has one membership."),
        )


def second_card(first: MemberCard) -> Refused:
    """The refusal that shows the household's first card and what to do."""
    return Refused(
        "household_has_card",
        _("This household has a card: %(number)s, %(name)s.")
        % {"number": first.number, "name": first.member.name},
        field="reason",
        value=first.number,
        remedy=_(
            "Use that card, or give the reason why a second one is needed: the desk supervisor decides."
        ),
    )


def _application(
    details: Details, checked: Checked, document: Document, member: Member, first: MemberCard | None
) -> Application:
    return Application.objects.create(
        document=document,
        member=member,
        for_whom=details.for_whom,
        proxy_name=details.proxy_name.strip(),
        proxy_phone=checked.proxy_phone,
        proxy_paper=details.proxy_paper if details.for_whom != SELF else "",
        proxy_tail=details.proxy_tail.strip().upper(),
        form_date=details.form_date,
        late=checked.late,
        state=document.state,
        card_number=checked.card_number or next_card_number(),
        first_card=first,
        reason=details.reason.strip() if first else "",
    )


def _sign(application: Application, details: Details, *, by: Staff, now: datetime) -> None:
    """The applicant signs what the form says, with the member's secrets masked."""
    member = application.member
    said = {
        "number": application.card_number,
        "name": member.name,
        "id_number": member.masked_number,
        "telephone": mask_phone(member.telephone),
        "for_whom": application.for_whom,
        "by": application.proxy_name or member.name,
        "consents": sorted(kind for kind, given in _ticks(details) if given),
    }
    sign(
        document=application.document,
        role=Signature.Role.CUSTOMER,
        name=application.proxy_name or member.name,
        body=canonical(said),
        strokes=details.signed.strokes if details.signed else None,
        by=by,
        now=now,
    )


def _ticks(details: Details) -> list[tuple[str, bool]]:
    return [(ConsentKind.PERSONAL_DATA, details.consent), (ConsentKind.MARKETING, details.marketing)]


def _ask(application: Application, first: MemberCard, *, by: Staff, now: datetime) -> None:
    member = application.member
    terms = Terms(
        what=_("Second member card %(number)s for a household") % {"number": application.card_number},
        why=application.reason,
        whose=member.name,
        rule=_("One household, one card; a further one with the desk supervisor's approval."),
        evidence=(
            Evidence(_("first card"), f"{first.number} {first.member.name}", f"/members/{first.member_id}/"),
            Evidence(_("applicant"), f"{member.name} {member.masked_number}", f"/members/{member.pk}/"),
        ),
    )
    ask(document=application.document, terms=terms, of=[Asked(Role.DESK_SUPERVISOR)], by=by, now=now)


def ask_again(
    *, request_key: UUID, application_id: int, reason: str, by: Staff, now: datetime
) -> Application:
    """Ask once more, with a better reason, after a rejection; the earlier round stays readable."""
    asked = {"application": application_id, "reason": reason}
    with act(request_key=request_key, by=by, name="members.ask_again", asked=asked) as running:
        application = lock_application(application_id)
        if not running.replayed:
            _must_be(application, State.REJECTED)
            first = live_card_of(application.member.household_id) or application.first_card
            if not reason.strip() or first is None:
                raise Refused("reason_missing", _("Give the reason for a second card."), field="reason")
            application.reason = reason.strip()
            application.save(update_fields=["reason"])
            _move(application, State.ASKED)
            _ask(application, first, by=by, now=now)
    return application


def withdraw(*, request_key: UUID, application_id: int, by: Staff, now: datetime) -> Application:
    """End an application without a card; the person's secrets are wiped, their purpose is gone."""
    asked = {"application": application_id}
    with act(request_key=request_key, by=by, name="members.withdraw_application", asked=asked) as running:
        application = lock_application(application_id)
        if not running.replayed:
            _must_be(application, State.ASKED, State.REJECTED)
            void(document=application.document, by=by, now=now, reason=_("application withdrawn"))
            _move(application, State.WITHDRAWN)
            member = lock_member(application.member_id)
            member.state = Member.State.CLOSED
            member.save(update_fields=["state"])
            wipe(lock_identity(member.pk))
    return application


def wipe(identity: Identity) -> None:
    """Drop a member's key, and with it all that it sealed, and every digest that it was searched by."""
    for name in sealing.SEALED:
        setattr(identity, name, "" if name == "key_version" else None)
    identity.save(update_fields=sealing.SEALED)


def decided(*, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str) -> None:
    """What follows from the supervisor's decision: the card is issued, or the desk sees it rejected."""
    application = lock_application(document.pk)
    if outcome == Decision.REJECTED:
        _move(application, State.REJECTED)
        return
    member = lock_member(application.member_id)
    lock_household(member.household_id)
    issue_card(
        member=member,
        number=application.card_number,
        store=document.store,
        by=document.maker,
        now=now,
        exception=document,
    )
    member.state = Member.State.ACTIVE
    member.save(update_fields=["state"])
    _move(application, State.ISSUED)


def record_proxy_call(
    *, request_key: UUID, application_id: int, outcome: Application.Call, by: Staff, now: datetime
) -> Application:
    """The member was rung to confirm what a proxy applied for; denied, the card is frozen at once."""
    asked = {"application": application_id, "outcome": outcome}
    with act(request_key=request_key, by=by, name="members.proxy_call", asked=asked) as running:
        application = lock_application(application_id)
        if not running.replayed:
            if application.for_whom == SELF or application.call == Application.Call.CONFIRMED:
                raise Refused("nothing_to_confirm", _("There is nothing to confirm by telephone."))
            application.call, application.call_by, application.call_at = outcome, by, now
            application.save(update_fields=["call", "call_by", "call_at"])
            if outcome == Application.Call.DENIED:
                _freeze(application)
    return application


def _freeze(application: Application) -> None:
    cards = MemberCard.objects.select_for_update(no_key=True, of=("self",))
    for card in cards.filter(member=application.member_id, state=MemberCard.State.ISSUED):
        set_card_state(card, MemberCard.State.FROZEN)


def lock_application(pk: int) -> Application:
    """An application locked, its document before it."""
    document = (
        Document.objects.select_for_update(no_key=True, of=("self",))
        .select_related("store", "maker")
        .get(pk=pk)
    )
    application = (
        Application.objects.select_for_update(no_key=True, of=("self",))
        .select_related("member", "first_card__member")
        .get(pk=pk)
    )
    application.document = document
    return application


def _must_be(application: Application, *states: State) -> None:
    if application.state not in states:
        raise Refused(
            "application_state",
            _("The application is “%(state)s”.") % {"state": application.get_state_display()},
            value=application.pk,
        )


def _move(application: Application, state: State) -> None:
    application.state = state
    application.save(update_fields=["state"])
    set_state(application.document, state)
