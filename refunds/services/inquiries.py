"""The customer disputes what the bank credited: the bank is asked, and the customer gets an answer."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.clocks.services import Job, meet, start
from deskops.core.acts import act
from deskops.core.models import StoredFile
from deskops.core.money import ZERO, format_money, yuan
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.org.models import Role, Staff
from members.rules.phones import read_phone

from ..models import BankInquiry, RefundTender
from ..promises import ANSWER, CONTACT

KIND = "bank_inquiry"
State = BankInquiry.State


@dataclass(frozen=True)
class Complaint:
    """What the customer says: in words, what arrived in yuan, where to ring, the bank's paper if brought."""

    claim: str
    arrived: Decimal
    telephone: str
    paper: StoredFile | None = None

    @property
    def asked(self) -> dict[str, object]:
        """What of it makes a request another one."""
        sha256 = self.paper.sha256 if self.paper else ""
        return {
            "claim": self.claim,
            "arrived": str(self.arrived),
            "telephone": self.telephone,
            "paper": sha256,
        }


def open_inquiry(
    *, request_key: UUID, by: Staff, now: datetime, money_id: int, said: Complaint
) -> BankInquiry:
    """Open an inquiry about one tender of a refund; the bank is to be contacted within two working days.

    Raises Refused: nothing went back by the bank, the whole amount has arrived, the claim or a telephone
    is missing, an inquiry is open already.
    """
    asked = {"money": money_id, **said.asked}
    name = "refunds.open_inquiry"
    with act(request_key=request_key, by=by, name=name, asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return BankInquiry.objects.get(document=running.reserved)
        money = _disputed(money_id, said)
        origin = money.refund.document
        document = begin_document(
            pk=running.reserved,
            kind=KIND,
            store=origin.store,
            by=by,
            now=now,
            member_id=origin.member_id,
            state=State.OPEN,
            origin=origin,
        )
        inquiry = BankInquiry.objects.create(
            document=document,
            money=money,
            claim=said.claim.strip(),
            arrived=yuan(said.arrived),
            telephone=_telephone(said.telephone),
            paper=said.paper,
        )
        start(document=document, policy=CONTACT, job=Job(Role.CLERK, origin.store), at=now)
        file_document(document)
        return inquiry


def _telephone(typed: str) -> str:
    """As the customer gave it, refused when nobody can be reached there."""
    try:
        read_phone(typed)
    except Refused as refused:
        refused.field = "telephone"
        raise
    return typed.strip()


def _disputed(money_id: int, said: Complaint) -> RefundTender:
    rows = RefundTender.objects.select_related("refund__document__store")
    money = rows.select_for_update(no_key=True, of=("self",)).get(pk=money_id)
    if money.state != RefundTender.State.DONE or not money.by_bank:
        raise Refused("not_by_bank", _("This money has not gone back by a bank."), value=str(money))
    if not said.claim.strip():
        raise Refused("claim_missing", _("Write down what the customer says."), field="claim")
    if said.arrived < ZERO:
        raise Refused("arrived_negative", _("An amount that arrived is not negative."), field="arrived")
    if said.arrived == money.amount:
        raise Refused(
            "all_arrived",
            _("That is the whole refund: %(amount)s yuan have arrived.")
            % {"amount": format_money(money.amount)},
            field="arrived",
            value=said.arrived,
            remedy=_("Confirm the credit instead."),
        )
    return money


def record_contact(
    *, request_key: UUID, by: Staff, now: datetime, inquiry_id: int, contact: str
) -> BankInquiry:
    """The bank was contacted: whom, how. Raises Refused unless the inquiry waits for that."""
    asked = {"inquiry": inquiry_id, "contact": contact}
    with act(request_key=request_key, by=by, name="refunds.contact_bank", asked=asked) as running:
        if running.replayed:
            return fresh(inquiry_id)
        inquiry = _locked(inquiry_id, State.OPEN)
        inquiry.contact = _told(contact, "contact")
        inquiry.contacted_at, inquiry.contacted_by = now, by
        _go_on(inquiry, State.CONTACTED, "contact", "contacted_at", "contacted_by")
        meet(document=inquiry.document, policy=CONTACT, by=by, now=now, how=inquiry.contact)
        return inquiry


def record_reply(*, request_key: UUID, by: Staff, now: datetime, inquiry_id: int, reply: str) -> BankInquiry:
    """The bank has replied: from now on the customer's answer is due. Raises Refused as above."""
    asked = {"inquiry": inquiry_id, "reply": reply}
    with act(request_key=request_key, by=by, name="refunds.bank_replied", asked=asked) as running:
        if running.replayed:
            return fresh(inquiry_id)
        inquiry = _locked(inquiry_id, State.CONTACTED)
        inquiry.reply, inquiry.replied_at = _told(reply, "reply"), now
        _go_on(inquiry, State.REPLIED, "reply", "replied_at")
        start(document=inquiry.document, policy=ANSWER, job=Job(Role.CLERK, inquiry.document.store), at=now)
        return inquiry


def record_answer(
    *, request_key: UUID, by: Staff, now: datetime, inquiry_id: int, answer: str
) -> BankInquiry:
    """The customer was told: the inquiry ends. Raises Refused as above."""
    asked = {"inquiry": inquiry_id, "answer": answer}
    with act(request_key=request_key, by=by, name="refunds.answer_customer", asked=asked) as running:
        if running.replayed:
            return fresh(inquiry_id)
        inquiry = _locked(inquiry_id, State.REPLIED)
        inquiry.answer = _told(answer, "answer")
        inquiry.answered_at, inquiry.answered_by = now, by
        _go_on(inquiry, State.ANSWERED, "answer", "answered_at", "answered_by")
        meet(document=inquiry.document, policy=ANSWER, by=by, now=now, how=inquiry.answer[:200])
        return inquiry


def fresh(inquiry_id: int) -> BankInquiry:
    """An inquiry with its paper."""
    return BankInquiry.objects.select_related("document__store").get(pk=inquiry_id)


def _locked(inquiry_id: int, state: BankInquiry.State) -> BankInquiry:
    """The inquiry, its paper locked before it; refused unless it is in that state."""
    document_id = BankInquiry.objects.values_list("document_id", flat=True).get(pk=inquiry_id)
    Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document_id)
    BankInquiry.objects.select_for_update(no_key=True, of=("self",)).get(pk=inquiry_id)
    inquiry = fresh(inquiry_id)
    if inquiry.state != state:
        raise Refused(
            "inquiry_state",
            _("This inquiry is at “%(state)s” now.") % {"state": inquiry.get_state_display()},
            value=inquiry.state,
            remedy=_("Look at it again: somebody went on with it."),
        )
    return inquiry


def _told(words: str, field: str) -> str:
    if not words.strip():
        raise Refused("words_missing", _("Write it down, so that others can go on."), field=field)
    return words.strip()


def _go_on(inquiry: BankInquiry, state: BankInquiry.State, *fields: str) -> None:
    inquiry.state = state
    inquiry.save(update_fields=["state", *fields])
    set_state(inquiry.document, state)
