"""银联查询单: what the bank needs to find a refund, and what the customer says of it."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deskops.core.calendar import SHANGHAI, local_date
from deskops.documents.models import Document
from deskops.papers.paper import Field, Paper, Sign
from members.rules.masks import mask_phone

from ..models import BankInquiry, RefundTender
from ..queries.voucher import customer_of
from .parts import letterhead, receipt_words, tail


def inquiry_paper(document: Document) -> Paper:
    """The inquiry about one tender of a refund, with what has come of it so far."""
    inquiry = BankInquiry.objects.select_related(
        "money__refund__document",
        "money__refund__purchase__sighted_by",
        "money__paid",
        "money__tender",
        "contacted_by",
        "answered_by",
    ).get(document=document)
    return Paper(
        title=_("UnionPay inquiry form"),
        number=document.number,
        store=letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[*_trade(inquiry.money), *_refund(inquiry.money), *_claim(inquiry), *_progress(inquiry)],
        notes=[_("The refund's slips and the bank's paper that the customer brought are filed with this.")],
        sign=[
            Sign(_("Customer's signature"), customer_of(inquiry.money.refund)),
            Sign(_("Desk"), str(document.maker)),
            Sign(_("Bank's clerk")),
        ],
    )


def _trade(money: RefundTender) -> list[Field]:
    """The purchase as the terminal knows it."""
    purchase = money.refund.purchase
    return [
        Field(_("Merchant"), purchase.store.company),
        Field(_("Receipt"), receipt_words(purchase)),
        Field(_("Time of purchase"), purchase.bought_at),
        Field(_("Trade date"), money.trade_date or local_date(purchase.bought_at)),
        Field(_("Paid by this tender"), money.paid.paid),
        Field(_("Card"), tail(money.card)),
    ]


def _refund(money: RefundTender) -> list[Field]:
    refund = money.refund
    fields = [
        Field(_("Refund voucher"), refund.document.number),
        Field(_("Way of the refund"), money.get_way_display()),
        Field(_("Amount refunded"), money.amount),
        Field(_("Refunded at"), money.done_at),
        Field(pgettext("card slip", "reference number"), money.reference),
        Field(_("Terminal slip or trace"), money.terminal_slip),
        Field(_("POS slip"), money.slip),
    ]
    if money.is_exception:
        account = f"{money.payee_name} {money.payee_bank} {tail(money.payee_account)}"
        fields.append(Field(_("To the account of"), account))
    return fields


def _claim(inquiry: BankInquiry) -> list[Field]:
    return [
        Field(_("Amount that arrived"), inquiry.arrived),
        Field(_("Amount missing"), inquiry.money.amount - inquiry.arrived),
        Field(_("Telephone for the answer"), mask_phone(inquiry.telephone)),
        Field(_("Bank's paper"), _("brought") if inquiry.paper_id else _("not brought")),
        Field(_("What the customer says"), inquiry.claim, wide=True),
    ]


def _progress(inquiry: BankInquiry) -> list[Field]:
    """What was done about it; a step still to come is left out."""
    steps = (
        (_("Bank contacted"), inquiry.contacted_at, inquiry.contacted_by, inquiry.contact),
        (_("Bank replied"), inquiry.replied_at, None, inquiry.reply),
        (_("Customer answered"), inquiry.answered_at, inquiry.answered_by, inquiry.answer),
    )
    return [
        Field(label, f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} {by or ''} · {words}", wide=True)
        for label, at, by, words in steps
        if at
    ]
