"""The reckoning of a closed card for the customer (储值卡退卡结算单), and the pay-out's receipt."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.money import format_money
from deskops.core.refusals import Text
from deskops.documents.models import Document
from deskops.papers.models import Signature
from deskops.papers.paper import (
    CUSTOMER,
    FINANCE,
    STUB,
    Column,
    Field,
    Kind,
    Letterhead,
    Paper,
    Size,
    Table,
    Total,
)
from deskops.papers.queries import sign_places

from ..models import Closing
from .queries import closings


def _account(closing: Closing) -> str:
    tail = closing.account_number[-4:]
    return f"{closing.bank} {closing.account_name} …{tail}" if tail else ""


def closing_paper(document: Document) -> Paper:
    """Each line of the reckoning with its rule; where and by when the money comes."""
    closing = closings().get(pk=document.pk)
    value, card = closing.act.value, closing.act.card
    return Paper(
        title=_("Closing of a stored-value card"),
        number=document.number,
        store=Letterhead(document.store.company, document.store.name),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("Holder"), value.owner if value else ""),
            Field(_("Card"), f"…{card.number[-4:]}" if card else ""),
            Field(_("Cause"), closing.get_cause_display()),
            Field(_("Paid out"), closing.get_way_display()),
            Field(pgettext_lazy("bank", "Account"), _account(closing), wide=True),
        ],
        tables=[
            Table(
                [
                    Column(_("How it is reckoned"), weight=4),
                    Column(_("yuan"), Kind.MONEY),
                    Column(_("Rule"), weight=2),
                ],
                [(what, Decimal(amount), rule) for what, amount, rule in closing.reasons],
            )
        ],
        totals=[Total(_("To be paid out"), closing.amount, capitals=True)],
        notes=_notes(closing),
        sign=sign_places(
            document,
            {Signature.Role.CUSTOMER: _("Holder's signature"), Signature.Role.CLERK: _("Desk")},
        ),
        copies=[STUB, CUSTOMER, FINANCE],
        size=Size.A4,
    )


def _notes(closing: Closing) -> list[Text]:
    notes: list[Text] = [
        _("Nothing is claimed from the customer beyond what was paid (法释〔2025〕4号第二十条).")
    ]
    if closing.way == Closing.Way.BANK and closing.amount:
        notes.append(_("It is paid to an account of the holder's name within 15 days."))
    if closing.by_rule and closing.way == Closing.Way.BANK:
        notes.append(
            _("On %(amount)s yuan interest runs until it is paid out, at %(rate)s %% a year (%(rule)s).")
            % {
                "amount": format_money(closing.by_rule),
                "rate": f"{closing.rate:.2f}",
                "rule": "法释〔2025〕4号第十六、十七条",
            }
        )
    return notes


def payout_paper(document: Document) -> Paper:
    """What finance paid out for a closed card, with the interest and the bank's number."""
    closing = closings().get(payout=document)
    return Paper(
        title=_("Pay-out of a closed card"),
        number=document.number,
        store=Letterhead(document.store.company, document.store.name),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("Closing"), closing.document.number),
            Field(pgettext_lazy("bank", "Account"), _account(closing), wide=True),
            Field(_("Back by the reckoning"), closing.amount),
            Field(_("Interest"), closing.interest),
            Field(_("Bank's number"), closing.bank_reference),
        ],
        totals=[Total(_("Sum paid out"), document.amount, capitals=True)] if document.amount else [],
        size=Size.A4,
    )
