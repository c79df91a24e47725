"""寄存牌 and 寄存单: the tag with its barcode, and the voucher the law asks for (民法典 891)."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from deskops.documents.models import Document
from deskops.papers.models import Signature
from deskops.papers.paper import CUSTOMER, DESK, Field, Letterhead, Paper, Sign, Size
from deskops.papers.queries import sign_places

from ..models import Deposit
from ..seeds import DEPOSIT_RULES, rules_at
from ..services.deposits import deposit_of

THING = pgettext_lazy("copy of a form", "tag on the thing")


def letterhead(document: Document) -> Letterhead:
    """The company and store that issue a paper."""
    return Letterhead(document.store.company, document.store.name)


def tag_paper(document: Document) -> Paper:
    """80 mm, twice: one hangs on the thing, one is the customer's, without which it is asked for papers."""
    deposit = deposit_of(document.pk)
    return Paper(
        title=_("Deposit tag"),
        number=document.number,
        store=letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=[
            Field(_("What it is"), deposit.description),
            Field(pgettext_lazy("deposit", "Pieces"), str(deposit.pieces)),
            *([Field(_("Tag"), deposit.tag)] if deposit.tag else []),
            *([Field(_("Seal number"), deposit.seal)] if deposit.seal else []),
            Field(_("Place"), f"{deposit.get_place_display()} {deposit.spot}".strip()),
            Field(_("Owner"), f"{deposit.owner} {deposit.owner.masked}".strip()),
            Field(_("Taken in at"), document.made_at),
        ],
        notes=[_("Bring this slip to fetch it, the same day before closing time.")],
        copies=[THING, CUSTOMER],
        size=Size.SLIP,
    )


def voucher_paper(document: Document) -> Paper:
    """What was left, what was declared, the rules, the customer's signatures on leaving and on fetching."""
    deposit = deposit_of(document.pk)
    rules = str(rules_at(deposit.store, document.business_date)[DEPOSIT_RULES].value)
    return Paper(
        title=_("Deposit voucher"),
        number=document.number,
        store=letterhead(document),
        on=document.business_date,
        maker=str(document.maker),
        fields=_fields(deposit),
        notes=rules.splitlines(),
        sign=_signs(deposit),
        copies=[DESK, CUSTOMER],
        size=Size.TRIPLICATE,
    )


def _fields(deposit: Deposit) -> list[Field]:
    returned = deposit.state == Deposit.State.RETURNED
    declared = deposit.valuables or _("The customer declares: no valuables.")
    fields = [
        Field(_("What it is"), deposit.description, wide=True),
        Field(_("How it looks"), deposit.look or "–"),
        Field(pgettext_lazy("deposit", "Pieces"), str(deposit.pieces)),
        Field(_("Valuables declared"), declared, wide=True),
        Field(_("Seal number"), deposit.seal or "–"),
        Field(_("Tag"), deposit.tag or deposit.document.number),
        Field(_("Owner"), str(deposit.owner)),
        Field(_("Telephone"), deposit.owner.masked),
        Field(_("Place"), f"{deposit.get_place_display()} {deposit.spot}".strip()),
        Field(_("Taken in at"), deposit.document.made_at),
    ]
    if returned and deposit.taker:
        fields += [
            Field(_("Given back at"), deposit.returned_at),
            Field(_("Given back by"), str(deposit.returned_by)),
            Field(_("How given back"), str(deposit.get_how_display())),
            Field(_("Taken by"), f"{deposit.taker} {deposit.taker.identity}".strip()),
        ]
    if deposit.reason:
        fields.append(Field(_("Why without the tag"), deposit.reason, wide=True))
    return fields


def _signs(deposit: Deposit) -> list[Sign]:
    labels = {
        Signature.Role.CUSTOMER: _("Customer's signature on leaving it"),
        Signature.Role.RECEIVER: _("Signature on fetching it"),
    }
    second = [Sign(_("Second signature"), str(deposit.second))] if deposit.second else []
    return [*sign_places(deposit.document, labels), Sign(_("Desk"), str(deposit.document.maker)), *second]
