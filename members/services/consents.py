"""Consents given and withdrawn, each a row that stays."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.org.models import Staff, Store

from ..models import Consent, ConsentText, Member
from ..models.consents import ConsentKind
from ..models.people import Missing
from .locking import lock_member


def text_on(kind: ConsentKind, day: date) -> ConsentText:
    """The text in use on a day; raises Refused when there is none."""
    text = ConsentText.objects.filter(kind=kind, starts__lte=day).order_by("-starts", "-pk").first()
    if text is None:
        raise Refused("consent_text_missing", _("There is no text to consent to on this day."), value=day)
    return text


def give_consent(
    *, request_key: UUID, member_id: int, kind: ConsentKind, store: Store, by: Staff, now: datetime
) -> Member:
    """The member, present in person, agrees to the text in use; a missing consent is thereby supplied."""
    with act(
        request_key=request_key, by=by, name="members.consent", asked={"member": member_id, "kind": kind}
    ) as running:
        member = lock_member(member_id)
        if not running.replayed:
            _record(member, kind, given=True, by=by, now=now, day=store.business_date(now))
            if kind == ConsentKind.PERSONAL_DATA and Missing.CONSENT in member.missing:
                member.missing = [reason for reason in member.missing if reason != Missing.CONSENT]
                member.save(update_fields=["missing"])
    return member


def withdraw_marketing(
    *, request_key: UUID, member_id: int, store: Store, by: Staff, now: datetime
) -> Member:
    """No more marketing calls and messages, from now on, in one act and without a reason."""
    kind = ConsentKind.MARKETING
    with act(request_key=request_key, by=by, name="members.withdraw", asked={"member": member_id}) as running:
        member = lock_member(member_id)
        if not running.replayed:
            if not consents_of(member.pk).get(kind, False):
                raise Refused("not_consented", _("This member gave no consent to marketing."))
            _record(member, kind, given=False, by=by, now=now, day=store.business_date(now))
    return member


def consents_of(member_id: int) -> dict[ConsentKind, bool]:
    """What a member's latest word on each kind is."""
    rows = Consent.objects.filter(member=member_id).order_by("kind", "-pk").distinct("kind")
    return {ConsentKind(row.kind): row.given for row in rows}


def _record(
    member: Member, kind: ConsentKind, *, given: bool, by: Staff, now: datetime, day: date
) -> Consent:
    return Consent.objects.create(
        member=member, kind=kind, text=text_on(kind, day), given=given, at=now, clerk=by
    )
