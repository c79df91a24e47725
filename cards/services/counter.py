"""What the acts on cards share: who acts where and when, the paper, the payment."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from deskops.documents.models import Document
from deskops.documents.services import begin_document
from deskops.ledger.services import post
from deskops.org.models import Staff, Store
from deskops.tills.models import Tender
from deskops.tills.services import Leg, PaymentDetails, merged, require_shift, take_at_pos, take_payment


@dataclass(frozen=True)
class Counter:
    """A clerk at work in a store at a moment."""

    by: Staff
    store: Store
    now: datetime

    def paper(self, pk: int, kind: str, member_id: int | None, amount: Decimal | None = None) -> Document:
        """The paper of an act, to be filed at its end; ``pk`` was reserved with the request."""
        return begin_document(
            pk=pk,
            kind=kind,
            store=self.store,
            by=self.by,
            now=self.now,
            member_id=member_id,
            amount=amount or None,
        )

    def post(self, document: Document, legs: list[Leg], *, kind: str = "") -> int:
        """Post the paper's transfer, of its own kind unless named."""
        return post(
            kind=kind or document.kind,
            document=document,
            store_id=document.store_id,
            business_date=document.business_date,
            by=self.by,
            entries=merged(legs),
        )


@dataclass(frozen=True)
class Paying:
    """By which tender, with what its slip says; ``at_pos``: at a POS, whose drawer is none of the desk's."""

    tender: Tender
    details: PaymentDetails
    at_pos: bool = False

    def take(self, document: Document, amount: Decimal, counter: Counter) -> list[Leg]:
        """Record the payment; the legs sum to ``amount``. A till that is needed is locked."""
        if self.at_pos:
            return take_at_pos(
                document=document,
                tender=self.tender,
                amount=amount,
                by=counter.by,
                now=counter.now,
                details=self.details,
            )
        shift = (
            require_shift(by=counter.by, store=counter.store, now=counter.now)
            if self.tender.needs_shift
            else None
        )
        return take_payment(
            document=document,
            tender=self.tender,
            amount=amount,
            by=counter.by,
            now=counter.now,
            shift=shift,
            details=self.details,
        )
