"""What refunds print: the words and figures that a person reads on it, and the signature under it."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from deskops.clocks.policies import add_version
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for, post
from deskops.org.models import Role
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.paper import Size
from deskops.papers.services import print_paper
from deskops.tills.models import Payment, Tender
from refunds.models import BankInquiry, Holding, Pickup, Refund
from refunds.queries.voucher import Promised, voucher_of
from refunds.services.preparing import Taken, WayOut
from refunds.services.signing import is_signed, sign_voucher
from tests.factories.cards import sell, stored_number
from tests.factories.members import card_of, make_member
from tests.factories.org import NOW, TODAY, make_staff, make_store
from tests.factories.refunding import make_approved, make_asked, make_receipt, make_rule, make_supervisors
from tests.factories.refunds import give_back, paper
from tests.factories.tills import open_till
from tests.papers.reading import overlaps
from tests.papers.reading import text as text_of
from tests.papers.samples import RARE, waves

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=2)
RICE = ("东北大米", "B1", "2", "41.66")
COAT = (f"羊绒大衣（{RARE}）", "1F", "1", "1299.00")
BANK = {"slip": "0302118", "reference": "112233445566", "terminal_slip": "000417"}
NOT_TODAY = NOW - timedelta(days=3)
CARD_LOST = WayOut(
    {"bank_card"},
    Refund.WayOut.CARD_CANCELLED,
    "原卡已注销，销户证明已核",
    "王䶮",
    "工商银行",
    "6222020000004321",
)


@pytest.fixture
def store(db):
    make_rule()
    place = make_store()
    drawer = account_for(AccountKind.TILL_CASH, place)
    fund = account_for(AccountKind.FLOAT_FUND, place)
    post(
        kind="float_out",
        document=None,
        store_id=place.pk,
        business_date=TODAY,
        by=make_staff("9001", store=place),
        entries=[(drawer.pk, Decimal(3000)), (fund.pk, Decimal(-3000))],
    )
    return place


@pytest.fixture
def clerk(store):
    return make_staff("1001", Role.CLERK, store=store)


@pytest.fixture
def floors(store):
    return make_supervisors(store)


@pytest.fixture
def member(store, clerk):
    return make_member(1, store=store, by=clerk, name=f"欧阳{RARE}")


def pay_out(refund, by, *, at=NOW, **slips) -> Refund:
    """Every tender has gone back, each with its slips by its code; the goods are back."""
    for row in refund.tenders.filter(holding=Holding.RESERVED):
        give_back(row, by=by, now=at, **slips.get(row.out_tender.code, {"slip": "0302117"}))
    for line in refund.lines.filter(holding=Holding.RESERVED):
        line.holding = Holding.FINAL
        line.save(update_fields=["holding"])
    for refund.state in (Refund.State.PAYING, Refund.State.PAID):
        refund.paid_at = at
        refund.save(update_fields=["state", "paid_at"])
    return refund


def printed(document: Document, **asked) -> bytes:
    """The file, its labels in English; no text lies on another."""
    done = print_paper(
        document=document,
        by=document.maker,
        now=LATER,
        request_key=uuid4(),
        **{"language": "en", **asked},
    )
    assert (overlaps(done.pdf), done.record.missing) == ([], "")
    return done.pdf


def refusal(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


@pytest.fixture
def mixed(store, clerk, floors, member):
    """Goods of two floors, paid in cash and by a bank card three days ago, all of it back."""
    receipt = make_receipt(
        store,
        RICE,
        COAT,
        bought_at=NOT_TODAY,
        paid={"cash": "41.66", "bank_card": "1299.00"},
        card_number=card_of(member).number,
    )
    refund = make_approved(receipt, clerk, floors, invoice="returned", invoice_number="26370000000012345678")
    return pay_out(refund, clerk, bank_card={**BANK, "trade_date": date(2026, 11, 18)})


def test_the_voucher_says_goods_by_floor_and_money_by_tender(mixed):
    text = text_of(printed(mixed.document))
    for words in (
        "Refundvoucher",
        mixed.document.number,
        "40186554202·POS03",
        f"欧阳{RARE}",
        "B16900000000001东北大米241.66",
        "Flooraddedup",
        f"1F6900000000002{COAT[0]}11,299.00",
        "Bankcard…4321·refundbytheterminal",
        *BANK.values(),
        "2026-11-18",
        "invoicereturned26370000000012345678",
        "退换货商品规定",
        "人民币壹仟叁佰肆拾元陆角陆分",
        "floorsupervisorB1员工FSS1B1",
        "floorsupervisor1F员工FSS11F",
        "员工10011001",
        "Customer'ssignature",
    ):
        assert words in text, words


def test_three_copies_are_made_for_the_customer_for_finance_and_for_the_desk(mixed):
    text = text_of(printed(mixed.document))
    names = ("Copyonecustomercopy", "Copytwofinancecopy", "Copythreedeskcopy")
    assert [name in text for name in names] == [True, True, True]


def test_it_also_fits_the_roll_and_a_sheet_of_its_own(mixed):
    for size in (Size.SLIP, Size.A4):
        assert BANK["reference"] in text_of(printed(mixed.document, size=size, copy=1))


def test_a_bank_refund_of_a_later_day_names_the_day_of_its_credit(mixed):
    text = text_of(printed(mixed.document))
    assert "Thebankcredits1,299.00yuantothecardwithin7workingdays,by2026-12-01atthelatest." in text


def test_the_voucher_promises_what_the_clock_of_the_credit_counts(request):
    add_version("bank_credit", hours=5 * 24, source="与银行的新约定", working_days=True)
    promised = voucher_of(request.getfixturevalue("mixed")).promised
    assert promised == Promised(date(2026, 11, 27), 5)


def test_a_void_of_the_day_promises_nothing(store, clerk, floors):
    refund = make_approved(make_receipt(store, COAT, paid={"bank_card": "1299.00"}), clerk, floors)
    text = text_of(printed(pay_out(refund, clerk, bank_card=BANK).document))
    assert ("voidoftheday" in text, "workingdays" in text) == (True, False)


def test_cash_that_was_rounded_to_the_jiao_shows_what_was_counted_out(store, clerk, floors):
    refund = pay_out(make_approved(make_receipt(store), clerk, floors), clerk)
    money = refund.tenders.get()
    Payment.objects.create(
        document=money.document,
        tender=money.out_tender,
        amount=Decimal("-41.66"),
        rounding=Decimal("-0.04"),
        by=clerk,
        at=NOW,
    )
    text = text_of(printed(refund.document))
    assert ("41.70incash" in text, "人民币肆拾壹元陆角陆分" in text) == (True, True)


def test_what_a_prepaid_card_paid_may_not_be_invoiced(store, clerk, floors, member):
    open_till(store, clerk, now=NOW)
    sell(member, by=clerk, store=store, now=NOW)
    paid = {"cash": "941.66", "stored_value": "399.00"}
    refund = make_approved(
        make_receipt(store, RICE, COAT, paid=paid),
        clerk,
        floors,
        goods={1: "2"},
        cards={"stored_value": stored_number(1)},
    )
    gone = {row.tender.code: row.amount for row in refund.tenders.select_related("tender")}
    left = Decimal("941.66") - gone["cash"]
    text = text_of(printed(pay_out(refund, clerk).document))
    assert f"Maystillbeinvoiced{left:.2f}" in text
    assert (stored_number(1) in text, f"…{stored_number(1)[-4:]}" in text) == (False, True)


def test_an_earlier_voucher_stays_as_it_was_when_more_goes_back(store, clerk, floors):
    receipt = make_receipt(store, RICE, COAT)
    first = pay_out(make_approved(receipt, clerk, floors, goods={1: "1"}), clerk)
    before = text_of(printed(first.document, copy=1))
    rest = {"now": LATER, "goods": {1: "1", 2: "1"}}
    pay_out(make_approved(receipt, clerk, floors, **rest), clerk, at=LATER)
    after = text_of(printed(first.document, copy=2))
    assert ("Maystillbeinvoiced1,319.83" in before, "Maystillbeinvoiced1,319.83" in after) == (True, True)


def test_the_exception_stands_on_the_voucher_with_its_reason_and_the_account(store, clerk, floors):
    finance = make_staff("3001", Role.FINANCE, store=store)
    receipt = make_receipt(store, COAT, paid={"bank_card": "1299.00"})
    refund = make_approved(receipt, clerk, floors, finance=finance, way_out=CARD_LOST)
    text = text_of(printed(pay_out(refund, clerk, bank_transfer={"reference": "HD20261121"}).document))
    for words in (
        "Banktransfer,byexception(paidbyBankcard)",
        "Byexception:thebankcardiscancelled,原卡已注销，销户证明已核.Totheaccountof王䶮,工商银行…4321.",
        "finance员工30013001",
        "HD20261121",
    ):
        assert words in text, words
    assert "6222020000004321" not in text


def exchange(store, price: str) -> dict[str, object]:
    floor = store.floors.get(code="1F")
    taken = Taken("羊绒围巾", Decimal(1), Decimal(price), floor.pk, barcode="6911111111111")
    return {"purpose": Refund.Purpose.EXCHANGE, "taken": [taken]}


def test_an_exchange_names_what_was_taken_and_what_was_refunded(store, clerk, floors):
    refund = make_approved(make_receipt(store), clerk, floors, **exchange(store, "30.00"))
    text = text_of(printed(pay_out(refund, clerk).document))
    for words in ("Exchangevoucher", "1F6911111111111羊绒围巾130.00", "¥−30.00", "人民币壹拾壹元陆角陆分"):
        assert words in text, words


def test_an_exchange_with_a_payment_names_its_slip(store, clerk, floors):
    bank = Tender.objects.get(code="bank_card")
    refund = make_approved(make_receipt(store), clerk, floors, pay_tender=bank, **exchange(store, "100.00"))
    refund.pay_document = paper("refund_money", store=store, by=clerk, amount=refund.to_pay)
    refund.save(update_fields=["pay_document"])
    Payment.objects.create(
        document=refund.pay_document, tender=bank, amount=refund.to_pay, slip="000533", by=clerk, at=NOW
    )
    text = text_of(printed(pay_out(refund, clerk).document))
    for words in ("Differencepaid", "Bankcard000533", "¥58.34", "人民币伍拾捌元叁角肆分"):
        assert words in text, words


def test_no_voucher_is_made_before_the_money_has_moved(store, clerk):
    refund = make_asked(make_receipt(store), clerk)
    assert refusal(lambda: printed(refund.document)) == "not_paid"


def test_the_customer_signs_the_voucher_once(mixed, clerk):
    told = {"by": clerk, "now": LATER, "refund_id": mixed.pk, "signed": Signed(waves())}
    key = uuid4()
    sign_voucher(request_key=key, **told)
    sign_voucher(request_key=key, **told)
    signature = Signature.objects.get(document=mixed.document)
    assert (signature.role, signature.how, signature.name) == ("customer", "screen", f"欧阳{RARE}")
    assert signature.witness == clerk
    for words in (mixed.document.number, "东北大米 × 2 = 41.66", "112233445566", '"refunded":"1340.66"'):
        assert words in signature.body, words
    assert is_signed(mixed) is True
    assert refusal(lambda: sign_voucher(request_key=uuid4(), **told)) == "signed_already"
    assert "2026-11-2113:00" in text_of(printed(mixed.document))


def test_a_stranger_signs_by_the_name_they_give_or_on_paper(store, clerk, floors):
    for number, name, signed, expected in (
        ("40186554203", "单雄信", Signed(waves()), ("单雄信", "screen")),
        ("40186554204", "", Signed(None), ("顾客", "paper")),
    ):
        refund = pay_out(make_approved(make_receipt(store, number=number), clerk, floors), clerk)
        sign_voucher(request_key=uuid4(), by=clerk, now=LATER, refund_id=refund.pk, signed=signed, name=name)
        signature = Signature.objects.get(document=refund.document)
        assert (signature.name, signature.how) == expected


def test_nothing_is_signed_before_it_is_paid(store, clerk):
    refund = make_asked(make_receipt(store), clerk)
    told = {"by": clerk, "now": NOW, "refund_id": refund.pk, "signed": Signed(None)}
    assert refusal(lambda: sign_voucher(request_key=uuid4(), **told)) == "not_paid"


def test_a_pick_up_lists_the_goods_of_its_floor_only(mixed, store, clerk):
    document = paper("goods_pickup", store=store, by=clerk, origin=mixed.document, state="waiting")
    Pickup.objects.create(document=document, refund=mixed, floor=store.floors.get(code="1F"))
    text = text_of(printed(document))
    for words in (mixed.document.number, COAT[0], "Floorsupervisor'ssignature", f"欧阳{RARE}", "floorcopy"):
        assert words in text, words
    assert "东北大米" not in text


def test_an_inquiry_tells_the_bank_what_it_needs(mixed, store, clerk):
    document = paper("bank_inquiry", store=store, by=clerk, origin=mixed.document, state="contacted")
    BankInquiry.objects.create(
        document=document,
        money=mixed.tenders.get(tender__code="bank_card"),
        state=BankInquiry.State.CONTACTED,
        claim="只到账一千元，差 299 元",
        arrived=Decimal("1000.00"),
        telephone="13853412345",
        contacted_at=LATER,
        contacted_by=clerk,
        contact="银联商务热线 95534，工号 0231",
    )
    text = text_of(printed(document))
    for words in (
        *BANK.values(),
        "…4321",
        "Tradedate2026-11-18",
        "Amountrefunded1,299.00",
        "Amountthatarrived1,000.00",
        "Amountmissing299.00",
        "只到账一千元，差299元",
        "138****2345",
        "2026-11-2113:00员工10011001·银联商务热线95534，工号0231",
    ):
        assert words in text, words
