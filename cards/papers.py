"""What cards print: the receipt of an act, the application, the statement."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import Text
from deskops.documents.models import Document
from deskops.papers.models import Signature
from deskops.papers.paper import (
    CUSTOMER,
    STUB,
    Column,
    Field,
    Kind,
    Letterhead,
    Paper,
    Sign,
    Size,
    Table,
    Total,
)
from deskops.papers.queries import sign_places
from deskops.tills.models import Payment
from members.models import Member

from .models import CardAct
from .queries import balance_before, conditions, moved_on
from .services import done

Act = CardAct.Kind


def _letterhead(document: Document) -> Letterhead:
    return Letterhead(document.store.company, document.store.name)


def _owner(act: CardAct) -> str:
    """Who was the customer then: a card that was transferred since names its former holder."""
    if act.value is None:
        return act.member_card.member.name if act.member_card else ""
    then = act.document.member_id
    if then is None or then == act.value.holder_id:
        return act.value.owner
    return Member.objects.get(pk=then).name


def _card_number(act: CardAct) -> str:
    plastic = act.card or act.member_card
    return f"…{plastic.number[-4:]}" if plastic else ""


def _paid_by(document: Document) -> str:
    payments = Payment.objects.filter(document=document).select_related("tender")
    return "、".join(f"{p.tender} {p.slip or p.reference or p.from_number}".strip() for p in payments)


def receipt_paper(document: Document) -> Paper:
    """The receipt of one act: what, how much, how paid, what is left."""
    act = done(document.pk)
    fields = [
        Field(_("Customer"), _owner(act)),
        Field(_("Card"), _card_number(act)),
    ]
    if paid_by := _paid_by(document):
        fields.append(Field(_("Paid by"), paid_by))
    if act.paid is not None:
        fields += [Field(_("Price before discount"), act.listed), Field(_("Receipt number"), act.receipt)]
    if act.balance_after is not None:
        fields.append(Field(_("Left on the card"), act.balance_after))
    if act.reason or act.identified_by:
        fields.append(Field(_("Remark"), act.reason or act.identified_by, wide=True))
    return Paper(
        title=act.get_kind_display(),
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=fields,
        totals=_totals(document.amount),
        notes=_notes(act),
        sign=_signs(act),
        size=Size.SLIP,
    )


def _notes(act: CardAct) -> list[Text]:
    """What is said of invoices, where money was put on a card or taken off it."""
    if act.kind not in (Act.SALE, Act.TOP_UP, Act.REDEEM):
        return []
    return [_("Not an invoice. A prepaid card is invoiced as such on request; goods paid with it are not.")]


def _signs(act: CardAct) -> Sequence[Sign]:
    """The customer signs; a transfer is signed by both holders."""
    if act.kind == Act.TRANSFER:
        return [Sign(_("Former holder's signature")), Sign(_("New holder's signature"))]
    return sign_places(act.document, {Signature.Role.CUSTOMER: _("Customer's signature")})


def _totals(amount: Decimal | None) -> list[Total]:
    return [Total(_("Amount"), amount, capitals=True)] if amount else []


def application_paper(document: Document) -> Paper:
    """The application for a stored-value card (储值卡申请表), details as on the member card."""
    act = done(document.pk)
    value = act.value
    if value is None or value.holder is None:
        raise ValueError("an application is a member's")
    holder = value.holder
    return Paper(
        title=_("Application for a stored-value card"),
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("Applicant"), holder.name),
            Field(_("Member card (referrer)"), value.referrer),
            Field(_("ID number"), holder.masked_number),
            Field(_("Stored-value card"), _card_number(act)),
            Field(_("Paid by"), _paid_by(document)),
            Field(_("Issued by store"), str(document.store)),
        ],
        totals=_totals(document.amount),
        notes=[
            conditions(document.store, document.business_date),
            _(
                "Within 7 days of payment the principal is returned in full on request"
                " (法释〔2025〕4号, art. 14)."
            ),
            _("A lost card is stopped and replaced for its holder; keep this form."),
        ],
        sign=sign_places(
            document,
            {Signature.Role.CUSTOMER: _("Applicant's signature"), Signature.Role.CLERK: _("Desk")},
        ),
        copies=[STUB, CUSTOMER],
        size=Size.A4,
    )


def statement_paper(document: Document) -> Paper:
    """Every movement of an account over a span, with what was there before and after (对账单)."""
    act = done(document.pk)
    if act.value is None or act.since is None or act.until is None:
        raise ValueError("a statement is of an account over a span")
    lines = moved_on(act.value, since=act.since, until=act.until)[::-1]
    opening = balance_before(act.value, act.since)
    closing = opening + sum((line.principal + line.bonus for line in lines), Decimal(0))
    return Paper(
        title=_("Statement of a stored-value card"),
        number=document.number,
        store=_letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("Holder"), act.value.owner),
            Field(_("Card"), _card_number(act)),
            Field(_("Span"), f"{act.since} – {act.until}"),
            Field(_("At the beginning"), opening),
        ],
        tables=[
            Table(
                [
                    Column(_("Document"), Kind.CODE),
                    Column(_("Business date"), Kind.CODE),
                    Column(_("Act")),
                    Column(_("Principal"), Kind.MONEY, summed=True),
                    Column(_("Bonus"), Kind.MONEY, summed=True),
                    Column(_("Left on the card"), Kind.MONEY),
                ],
                [
                    (
                        line.document.number,
                        line.document.business_date,
                        line.get_kind_display(),
                        line.principal,
                        line.bonus,
                        line.balance_after,
                    )
                    for line in lines
                ],
                total=True,
            )
        ],
        totals=[Total(_("At the end"), closing, capitals=True)],
    )
