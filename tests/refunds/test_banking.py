"""The bank's file: what it has of our refunds confirms them, the rest is settled by a person."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from deskops.clocks.models import Target
from deskops.core.imports import IncompleteFile, Options
from deskops.core.refusals import Refused
from deskops.org.models import Role
from refunds.models import BankFile, BankLine, RefundTender
from refunds.promises import CREDIT
from refunds.rules.banking import Key, pairs
from refunds.services.banking import import_bank_file, settle_line
from refunds.services.credits import confirm_credit
from tests.factories.org import make_staff, make_store
from tests.factories.refunds import bank_refund
from tests.factories.tills import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=4)
TRADED = date(2026, 11, 18)
SETTLED = date(2026, 11, 23)
HEAD = ("门店", "流水号", "交易类型", "原参考号", "原交易日期", "金额", "卡号", "清算日期")


def row(serial="9001", *, store="S1", kind="退货", reference="112233445566", traded="2026-11-18", **more):
    values = {"金额": "100.00", "卡号": "622848******0017", "清算日期": "2026-11-23", **more}
    return (store, serial, kind, reference, traded, values["金额"], values["卡号"], values["清算日期"])


def bring(tmp_path: Path, by, *rows, dry=False, partial=False, encoding="utf-8-sig", now=LATER):
    path = tmp_path / "银联清算.csv"
    path.write_text("\n".join(",".join(one) for one in (HEAD, *rows)) + "\n", encoding=encoding)
    return import_bank_file(path, Options(by=by, now=now, dry=dry, partial=partial), lambda *_a: None)


def refund_of(desk, number="40186554202", **fields) -> RefundTender:
    amount = fields.pop("amount", "100.00")
    money = bank_refund(desk.store, by=desk.clerk, number=number, amount=amount)
    for name, value in {"trade_date": TRADED, **fields}.items():
        setattr(money, name, value)
    money.save()
    return money


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_line_that_is_a_refund_confirms_its_credit(desk, tmp_path, encoding):
    money = refund_of(desk)
    report = bring(tmp_path, desk.finance, row(), encoding=encoding)
    money.refresh_from_db()
    line = BankLine.objects.get()
    assert (report.added, report.totals["matched"], report.totals["not_matched"]) == (1, 1, 0)
    assert (line.state, line.money, line.by, line.card) == ("matched", money, desk.finance, "0017")
    assert (money.confirmed_at, money.confirmed_by) == (LATER, desk.finance)
    assert money.confirmed_how == "银联清算.csv, line 9001, settled on 2026-11-23"
    assert Target.objects.get(policy__code=CREDIT).met_at == LATER


def test_a_workbook_is_read_as_well_and_a_negative_amount_is_the_refunds(desk, tmp_path):
    refund_of(desk)
    book = Workbook()
    book.active.append(HEAD)
    book.active.append(row(金额="-100.00"))
    book.save(tmp_path / "a.xlsx")
    import_bank_file(tmp_path / "a.xlsx", Options(by=desk.finance, now=LATER), lambda *_a: None)
    assert BankLine.objects.get().state == "matched"


def test_the_same_file_again_adds_nothing(desk, tmp_path):
    refund_of(desk)
    rows = [row(), row("9002", reference="000000000001")]
    bring(tmp_path, desk.finance, *rows)
    before = list(BankLine.objects.order_by("pk").values())
    report = bring(tmp_path, desk.finance, *rows, now=LATER + timedelta(days=1))
    assert (report.added, report.unchanged, report.totals["not_matched"]) == (0, 2, 1)
    assert list(BankLine.objects.order_by("pk").values()) == before
    assert BankFile.objects.count() == 1


def test_looking_stores_nothing_and_says_what_would_match(desk, tmp_path):
    money = refund_of(desk)
    report = bring(tmp_path, desk.finance, row(), dry=True)
    money.refresh_from_db()
    assert (report.added, report.totals["matched"]) == (1, 1)
    assert (money.confirmed_at, BankLine.objects.count(), BankFile.objects.count()) == (None, 0, 0)


@pytest.mark.parametrize(
    "other", [{"reference": "112233445567"}, {"traded": "2026-11-17"}, {"金额": "100.01"}, {"金额": "99.99"}]
)
def test_what_differs_in_anything_stays_open(desk, tmp_path, other):
    money = refund_of(desk)
    bring(tmp_path, desk.finance, row(**other))
    money.refresh_from_db()
    assert (BankLine.objects.get().state, money.confirmed_at) == ("open", None)


def test_a_refund_recorded_after_the_file_is_found_by_the_next(desk, tmp_path):
    bring(tmp_path, desk.finance, row())
    refund_of(desk)
    report = bring(tmp_path, desk.finance, row("9002", reference="000000000001"))
    assert report.totals["matched"] == 1
    assert set(BankLine.objects.values_list("serial", "state")) == {("9001", "matched"), ("9002", "open")}


def test_one_line_confirms_one_of_two_equal_refunds(desk, tmp_path):
    first, second = refund_of(desk), refund_of(desk, "40186554203")
    bring(tmp_path, desk.finance, row())
    assert BankLine.objects.get().money == first
    bring(tmp_path, desk.finance, row("9002"))
    assert BankLine.objects.get(serial="9002").money == second


def test_what_somebody_saw_before_stays_as_they_saw_it(desk, tmp_path):
    money = refund_of(desk)
    confirm_credit(request_key=uuid4(), by=desk.clerk, now=NOW, money_id=money.pk, how="顾客短信")
    bring(tmp_path, desk.finance, row())
    money.refresh_from_db()
    assert (money.confirmed_how, money.confirmed_by) == ("顾客短信", desk.clerk)
    assert money.bank_line.state == "matched"


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"reference": "12345"}, "原参考号"),
        ({"traded": "2026-02-30"}, "原交易日期"),
        ({"金额": "0.00"}, "金额"),
        ({"金额": "1.001"}, "金额"),
        ({"金额": "=1+1"}, "金额"),
        ({"清算日期": "2026-11-17"}, "清算日期"),
        ({"store": "S2"}, "门店"),
        ({"serial": ""}, "流水号"),
    ],
)
def test_a_faulty_row_keeps_the_whole_file_out(desk, tmp_path, wrong, column):
    make_store("S2")
    with pytest.raises(IncompleteFile) as refused:
        bring(tmp_path, desk.finance, row("9000"), row(**wrong))
    (error,) = refused.value.report.errors
    assert (error.row, error.column) == (2, column)
    assert BankLine.objects.count() == 0


def test_other_kinds_are_left_out_and_a_line_twice_or_changed_is_refused(desk, tmp_path):
    report = bring(tmp_path, desk.finance, row(), row("9002", kind="消费"), row(), partial=True)
    assert (report.added, report.refused, len(report.notes)) == (1, 1, 1)
    changed = bring(tmp_path, desk.finance, row(金额="1.00"), partial=True)
    assert (changed.added, changed.refused) == (0, 1)
    assert BankLine.objects.get().amount == 100


def settle(line, by, money=None, reason="参考号录错一位", now=LATER):
    money_id = money.pk if money else None
    return settle_line(request_key=uuid4(), by=by, now=now, line_id=line.pk, money_id=money_id, reason=reason)


def test_a_person_says_which_refund_a_line_is_and_why(desk, tmp_path):
    money = refund_of(desk, reference="112233445567")
    bring(tmp_path, desk.finance, row())
    line = settle(BankLine.objects.get(), desk.finance, money)
    money.refresh_from_db()
    assert (line.state, line.money, line.reason) == ("settled", money, "参考号录错一位")
    assert (money.confirmed_by, money.confirmed_at) == (desk.finance, LATER)
    assert money.confirmed_how.endswith("参考号录错一位")


def test_a_line_is_settled_once_with_a_reason_and_the_right_amount(desk, tmp_path):
    other = refund_of(desk, reference="112233445567", amount="90.00")
    elsewhere = bank_refund(make_store("S2"), by=desk.clerk)
    bring(tmp_path, desk.finance, row())
    line = BankLine.objects.get()

    def code(*args, **kwargs):
        with pytest.raises(Refused) as refused:
            settle(line, desk.finance, *args, **kwargs)
        return refused.value.code

    assert [code(other), code(elsewhere), code(reason=" ")] == [
        "amount_differs",
        "refund_unknown",
        "reason_missing",
    ]
    settle(line, desk.finance, reason="他店退货，已转交")
    assert code() == "line_settled"
    assert BankLine.objects.get().money is None


def test_both_sides_are_listed_and_who_settles_is_finance(desk, tmp_path, signed_in):
    late = refund_of(desk, reference="112233445567")
    bring(tmp_path, desk.finance, row())
    line = BankLine.objects.get()
    client = signed_in(desk.finance, NOW + timedelta(days=12))
    page = client.get(reverse("refunds:bank")).content.decode()
    assert line.reference in page
    assert late.reference in page
    assert "late" in page or "逾期" in page
    assert client.get(reverse("refunds:bank_line", args=[line.pk])).status_code == 200
    clerk = signed_in(desk.clerk, LATER)
    assert clerk.post(reverse("refunds:bank_line", args=[line.pk]), {}).status_code == 403
    manager = make_staff("8", Role.STORE_MANAGER, store=desk.store)
    assert signed_in(manager, LATER).get(reverse("refunds:bank")).status_code == 200


def test_pages_stay_within_their_queries(desk, tmp_path, signed_in, django_assert_max_num_queries):
    for n in range(5):
        refund_of(desk, f"4018655430{n}", reference=f"00000000001{n}")
    bring(tmp_path, desk.finance, *(row(f"9{n}", reference=f"00000000001{n + 3}") for n in range(6)))
    client = signed_in(desk.finance, LATER)
    urls = [f"{reverse('refunds:bank')}?state={state}" for state in ("open", "matched", "settled")]
    open_line = BankLine.objects.filter(state="open").first()
    for url in (*urls, reverse("refunds:bank_line", args=[open_line.pk])):
        with django_assert_max_num_queries(15):
            assert client.get(url).status_code == 200


KEYS = st.builds(
    Key,
    st.integers(1, 2),
    st.sampled_from(["000000000001", "000000000002"]),
    st.sampled_from([TRADED, SETTLED]),
    st.sampled_from([Decimal("0.01"), Decimal("100.00")]),
)


@given(lines=st.lists(KEYS, max_size=12), refunds=st.lists(KEYS, max_size=12))
def test_pairs_are_equal_once_each_and_none_is_missed(lines, refunds):
    found = pairs(list(enumerate(lines)), list(enumerate(refunds)))
    assert all(lines[line] == refunds[refund] for line, refund in found)
    assert len({line for line, _r in found}) == len({refund for _l, refund in found}) == len(found)
    wanted = sum(min(lines.count(key), refunds.count(key)) for key in set(lines))
    assert len(found) == wanted


def test_each_row_of_tabs_is_named_for_itself(desk, signed_in):
    client = signed_in(desk.finance, LATER)
    for name in ("bank", "inquiries", "purchases"):
        page = client.get(reverse(f"refunds:{name}"), headers={"accept-language": "en"}).text
        names = re.findall(r'<nav [^>]*aria-label="([^"]+)"', page)
        assert len(names) == len(set(names)) == 3, (name, names)
