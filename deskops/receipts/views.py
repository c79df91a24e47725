"""A purchase as the POS reported it."""

from django.http import HttpResponse
from django.shortcuts import render

from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role
from deskops.tills.models import Tender
from members.models import MemberCard

from .models import Receipt
from .plugs import RECEIPT_ACTS
from .queries import lines_of, tenders_of

READERS = Role.desk() | {Role.FINANCE, Role.FLOOR_SUPERVISOR, Role.STORE_MANAGER, Role.INFORMATION}


@desk_view(reads=READERS)
def receipt(request: DeskRequest, pk: int) -> HttpResponse:
    """Goods and payments of a receipt; one of a store out of reach is not there."""
    found = request.access.get(Receipt.objects.select_related("store"), pk=pk)
    card = MemberCard.objects.filter(number=found.card_number).select_related("member").first()
    labels = {tender.code: str(tender) for tender in Tender.objects.all()}
    paid = [(labels.get(row.tender, row.tender), row.amount) for row in tenders_of(found)]
    context = {"receipt": found, "lines": lines_of(found), "paid": paid, "card": card}
    if found.store_id == request.access.store.pk:
        context["acts"] = [
            (act.label, act.url(found), act.key) for act in RECEIPT_ACTS if request.access.may(*act.roles)
        ]
    return render(request, "receipts/receipt.html", context)
