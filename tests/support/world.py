"""One of everything that belongs to a store, for asking whether another store sees it.

A room whose things are made by itself has a module in ``worlds``, found by its name.
"""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from cards.models import CardAct
from deskops.approvals.models import Approval
from deskops.core.files import store_file
from deskops.core.models import Job
from deskops.core.money import break_down
from deskops.handoffs.services import draft
from deskops.papers.forms import Signed
from deskops.receipts.models import Receipt
from deskops.tills.services import close_shift, count_blind
from deskops.tills.services.day_sheets import file_day_sheet
from members.services.changing import request_change
from members.services.supplying import Brought, supply_identity
from refunds.models import Pickup, Refund
from refunds.services.inquiries import Complaint, open_inquiry
from tests.factories.cards import sell
from tests.factories.handoffs import plug_kinds
from tests.factories.members import id_number, make_application, make_member
from tests.factories.refunds import bank_refund, make_purchase, make_refund, paper
from tests.factories.tills import DAY, NOW, make_desk, open_till

from .worlds import Here, made_by_rooms

MONEY = ("step", "fail", "resume", "abandon", "divert", "transfer", "transfer_refused")
LATER = NOW + timedelta(hours=8)


def make_world(code: str) -> dict[str, dict[str, object]]:
    """By URL's name, the arguments of one thing in the store ``code``."""
    plug_kinds()
    desk = make_desk(code)
    store, clerk = desk.store, desk.clerk
    here = {"store": store, "by": clerk, "now": NOW}
    shift = open_till(store, clerk)
    member = make_member(1, store=store, by=clerk)
    act: CardAct = sell(member, by=clerk, store=store, now=NOW)
    first = make_application(2, store=store, by=clerk, card_number="8800000902")
    incomplete = make_application(3, store=store, by=clerk, id_number="", card_number="8800000903")
    supply = supply_identity(
        request_key=uuid4(),
        member_id=incomplete.member.pk,
        brought=Brought(id_number=id_number(1), paper_seen=True, reason="顾客称换过证件"),
        **here,
    )
    change = request_change(
        request_key=uuid4(),
        member_id=member.pk,
        values={"mobile": "13811112222"},
        papers_seen=False,
        signed=Signed(None),
        **here,
    )
    count_blind(shift=shift, pieces=break_down(Decimal("1001.00")), by=clerk, now=LATER, request_key=uuid4())
    closed = close_shift(
        shift=shift,
        takings=break_down(Decimal("501.00")),
        reason="多收一元",
        by=clerk,
        now=LATER,
        request_key=uuid4(),
    )
    sheet = file_day_sheet(
        till=shift.till, business_date=DAY, by=desk.supervisor, now=LATER, request_key=uuid4()
    )
    handoff = draft(request_key=uuid4(), kind="t_takings", store=store, business_date=DAY, by=clerk, now=NOW)
    job = Job.objects.create(
        kind="import.receipts", title="导入", store=store, asked_by=clerk, params={"kind": "receipts"}
    )
    receipt = Receipt.objects.create(
        store=store, pos="01", number=f"77{code}", bought_at=NOW, bought_on=DAY, amount=1, items=1, digest="x"
    )
    refund = make_refund(
        make_purchase(store, by=clerk, number=f"78{code}"), by=clerk, state=Refund.State.ASKED
    )
    approval = Approval.objects.filter(document__store=store).first()
    difference = closed.differences.get()
    goods = Pickup.objects.create(
        document=paper("goods_pickup", store=store, by=clerk, origin=refund.document),
        refund=refund,
        floor=store.floors.first(),
    )
    money = bank_refund(store, by=clerk, number=f"88{code}")
    differing = make_purchase(
        store, by=clerk, number=f"99{code}", typed=True, state="mismatch", receipt_id=1, mismatch="金额不同"
    )
    scan = store_file(b"%PDF-1.4", name="bank.pdf", content_type="application/pdf", by=clerk)
    said = Complaint("只到账五十元", Decimal("50.00"), "13800138000", scan)
    inquiry = open_inquiry(request_key=uuid4(), by=clerk, now=NOW, money_id=money.pk, said=said)
    pk = {
        "approvals:": approval.pk if approval else 0,
        "handoffs:": handoff.pk,
        "members:application": first.pk,
        "members:ask_again": first.pk,
        "members:withdraw": first.pk,
        "members:proxy_call": first.pk,
        "members:supply_paper": supply.pk if supply else 0,
        "members:change": change.pk,
        "members:change_": change.pk,
        "receipts:receipt": receipt.pk,
        "refunds:document": refund.document_id,
        "refunds:": refund.pk,
        "refunds:collect": goods.pk,
        **dict.fromkeys((f"refunds:{act}" for act in MONEY), money.pk),
        "cards:act": act.pk,
        "refunds:purchase": differing.pk,
        "refunds:confirm_credit": money.pk,
        "refunds:new_inquiry": money.pk,
        "refunds:inquiry": inquiry.document_id,
        "refunds:inquiry_paper": inquiry.document_id,
        "refunds:inquiry_step": inquiry.document_id,
        "job": job.pk,
        "import_take": job.pk,
        **made_by_rooms(Here(desk, member, act, NOW)),
    }
    return {
        "pk": pk,
        "tills": {
            "till_id": shift.till_id,
            "shift_id": shift.pk,
            "sheet_id": sheet.pk,
            "difference_id": difference.pk,
            "document_id": closed.document_id,
        },
        "number": {"number": act.document.number},
    }
