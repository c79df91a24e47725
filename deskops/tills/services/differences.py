"""Over and short: posted when it is found, on its own paper, and explained to two who decide."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask
from deskops.approvals.terms import Terms
from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import begin_document, file_document, set_state
from deskops.org.models import Role, Staff

from ..models import Difference, Shift

ASKED_OF = (Asked(Role.DESK_SUPERVISOR, step=1), Asked(Role.FINANCE, step=2))
"""Spec 1, approvals: stock or till difference: desk supervisor, then finance."""


def ask_difference(
    *, shift: Shift, moment: Difference.Moment, amount: Decimal, reason: str, by: Staff, now: datetime
) -> Difference:
    """File the paper of a difference already posted and ask for its approval. Part of an act, its end."""
    paper = begin_document(
        kind="till_difference",
        store=shift.till.store,
        by=by,
        now=now,
        amount=amount,
        state=Difference.State.ASKED,
        origin=shift.document,
    )
    difference = Difference.objects.create(
        document=paper, shift=shift, moment=moment, amount=amount, reason=reason.strip()
    )
    ask(document=paper, terms=difference_terms(difference), of=ASKED_OF, by=by, now=now)
    file_document(paper)
    return difference


def explain_again(
    *, difference: Difference, reason: str, by: Staff, now: datetime, request_key: UUID
) -> Difference:
    """Write a new reason for a rejected difference and ask again; the amount stays as it was counted.

    Raises Refused ``difference_not_rejected``, ``not_your_till``, ``reason_missing``.
    """
    asked = {"difference": difference.pk, "reason": reason}
    with act(request_key=request_key, by=by, name="tills.explain_again", asked=asked) as running:
        if not running.replayed:
            difference = _rejected(difference, by)
            if not reason.strip():
                raise Refused("reason_missing", _("A difference needs a reason."), field="reason")
            difference.reason, difference.state = reason.strip(), Difference.State.ASKED
            difference.save(update_fields=["reason", "state"])
            ask(
                document=difference.document,
                terms=difference_terms(difference),
                of=ASKED_OF,
                by=by,
                now=now,
            )
            set_state(difference.document, difference.state)
            running.result["difference"] = difference.pk
    return Difference.objects.select_related("document", "shift__till").get(pk=difference.pk)


def _rejected(difference: Difference, by: Staff) -> Difference:
    Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=difference.document_id)
    difference = (
        Difference.objects.select_for_update(no_key=True, of=("self",))
        .select_related("document__store", "shift__till", "shift__clerk")
        .get(pk=difference.pk)
    )
    if difference.shift.clerk_id != by.pk:
        raise Refused("not_your_till", _("This shift is another clerk's."))
    if difference.state != Difference.State.REJECTED:
        raise Refused(
            "difference_not_rejected",
            _("This difference is %(state)s.") % {"state": difference.get_state_display()},
            value=difference.state,
        )
    return difference


def difference_terms(difference: Difference) -> Terms:
    """What the supervisor and finance read; frozen as papers are, in Chinese."""
    shift = difference.shift
    with translation.override(settings.LANGUAGE_CODE):
        return Terms(
            what=_("%(till)s, %(day)s: difference %(moment)s")
            % {"till": shift.till, "day": shift.business_date, "moment": difference.get_moment_display()},
            why=difference.reason,
            amount=difference.amount,
            whose=str(shift.clerk),
            rule=_("A till difference is decided by the desk supervisor, then by finance."),
        )


def difference_decided(
    *, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str
) -> None:
    """Record how the last of the two decided; what was posted stays posted."""
    state = Difference.State.APPROVED if outcome == Decision.APPROVED else Difference.State.REJECTED
    Difference.objects.filter(document=document).update(state=state)
    set_state(document, state)
