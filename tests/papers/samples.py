"""Papers as the desk prints them, for the tests, the bench and for looking at."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal

from deskops.papers.paper import (
    AUDIT,
    CUSTOMER,
    DESK,
    FINANCE,
    STUB,
    Column,
    Field,
    Kind,
    Letterhead,
    Paper,
    PrintMark,
    Sign,
    Size,
    Subtotal,
    Table,
    Total,
)
from deskops.papers.strokes import Strokes

NOW = datetime(2026, 11, 22, 1, 30, 5, tzinfo=UTC)
STORE = Letterhead("上海恒泰百货有限公司", "恒泰广场南京东路店")
MARK = PrintMark(by="1001 王𠅤", at=NOW)
REPRINT = PrintMark(by="1002 李朤", at=NOW, count=2)
RARE = "䶮㛃𠅤朤"
COAT = "羊绒混纺翻领双排扣大衣（限量纪念款，含防尘袋与备用扣）"
BANK = "银行卡（中国工商银行借记卡，尾号 6621，POS 凭证 00031982）"


def waves() -> Strokes:
    """Something like a signature."""
    loops = tuple(
        tuple((int(30 + 150 * n + t * 3), int(100 - 60 * math.sin(t / 6 + n))) for t in range(40))
        for n in range(3)
    )
    return Strokes(600, 200, loops)


def refund(size: Size = Size.A4) -> Paper:
    """退货凭单: fields, goods, tenders, capitals, four signatures, one of them drawn."""
    goods = Table(
        [
            Column("商品编码", Kind.CODE),
            Column("商品名称", weight=2),
            Column("规格"),
            Column("数量", Kind.COUNT, summed=True),
            Column("原价", Kind.MONEY),
            Column("实退金额", Kind.MONEY, summed=True),
        ],
        [
            ("6901028075831", COAT, "驼色 L", 1, Decimal("2599.00"), Decimal("2079.20")),
            ("6922456805012", "保温杯", "500 ml", 2, Decimal("89.00"), Decimal("178.00")),
        ],
        heading="退回商品",
        total=True,
    )
    tenders = Table(
        [Column("退款方式"), Column("凭证", Kind.CODE), Column("金额", Kind.MONEY, summed=True)],
        [("现金", "", Decimal("178.00")), ("银行卡原路退回", "尾号 6621", Decimal("2079.20"))],
        heading="退款方式",
    )
    return Paper(
        title="退货凭单",
        subtitle="Return voucher",
        number="RF-S00381-261122-0001",
        store=STORE,
        on=date(2026, 11, 22),
        maker="1001 王𠅤",
        fields=[
            Field("顾客", f"欧阳{RARE}"),
            Field("联系电话", "138****5678"),
            Field("会员卡号", "尾号 0042"),
            Field("原小票号", "20261118-03-0457"),
            Field("原销售日期", date(2026, 11, 18)),
            Field("收银机", "03"),
            Field("退货原因", "尺码不合适，吊牌完整，未使用；顾客要求退货而不换货", wide=True),
        ],
        tables=[goods, tenders],
        totals=[
            Total("应退", Decimal("2277.20")),
            Total("扣回返现", Decimal("20.00")),
            Total("实退", Decimal("2257.20"), capitals=True),
        ],
        notes=["本凭单一式一份，加盖客服专用章后生效。", "退款原路返回的，到账时间以银行为准。"],
        sign=[
            Sign("顾客签字", f"欧阳{RARE}", waves(), NOW),
            Sign("楼层主管", "2001 陈立"),
            Sign("客服", "1001 王𠅤", waves(), NOW, "原件已核"),
            Sign("收银"),
        ],
        size=size,
    )


def slip(size: Size = Size.SLIP) -> Paper:
    """储值卡充值小票."""
    return Paper(
        title="储值卡充值凭条",
        number="TU-S00381-261122-0017",
        store=STORE,
        on=date(2026, 11, 22),
        maker="1001 王𠅤",
        fields=[
            Field("会员", f"欧阳{RARE}"),
            Field("卡号", "6200 **** **** 0042"),
            Field("充值前余额", Decimal("120.50")),
            Field("充值后余额", Decimal("1120.50")),
        ],
        tables=[
            Table(
                [Column("支付方式"), Column("笔数", Kind.COUNT), Column("金额", Kind.MONEY, summed=True)],
                [("现金", 1, Decimal("400.00")), (BANK, 1, Decimal("600.00"))],
                total=True,
            )
        ],
        totals=[Total("本次充值", Decimal("1000.00"), capitals=True)],
        notes=["本收据不作发票使用。"],
        sign=[Sign("顾客签字", f"欧阳{RARE}", waves(), NOW)],
        size=size,
    )


def takings(lines: int = 4, size: Size = Size.TRIPLICATE) -> Paper:
    """营业款交接单, 一式三联."""
    return Paper(
        title="营业款交接单",
        number="TK-S00381-261121-0001",
        store=STORE,
        on=date(2026, 11, 21),
        maker="1101 赵敏",
        fields=[
            Field("收银台", "客服台 1"),
            Field("班次", "早班"),
            Field("交款人", "1001 王𠅤"),
        ],
        tables=[
            Table(
                [
                    Column("项目"),
                    Column("笔数", Kind.COUNT, summed=True),
                    Column("应交", Kind.MONEY, summed=True),
                    Column("实交", Kind.MONEY, summed=True),
                    Column("差额", Kind.MONEY, summed=True),
                ],
                [
                    (f"支付方式 {n}", n, Decimal(n * 1234), Decimal(n * 1234), Decimal(0))
                    for n in range(1, lines + 1)
                ],
                total=True,
            )
        ],
        totals=[Total("实交合计", Decimal("12340.05"), capitals=True)],
        sign=[Sign("交款人"), Sign("财务收款人"), Sign("稽核")],
        copies=[DESK, FINANCE, AUDIT],
        size=size,
    )


def ledger_list(lines: int = 90) -> Paper:
    """储值卡销售对账清单, across, several pages with page totals and subtotals."""
    rows: list[tuple[object, ...] | Subtotal] = [
        (
            n,
            f"SV-S00381-261121-{n:04d}",
            "会员储值卡充值"
            if n % 7
            else "团购卡销售（上海市黄浦区南京东路街道社区服务中心工会委员会，分三批领卡）",
            f"6200 **** **** {n:04d}",
            "现金" if n % 3 else "银行卡",
            Decimal(n * 100) + Decimal("0.5"),
            Decimal("5.00"),
            "1001",
        )
        for n in range(1, lines + 1)
    ]
    rows.insert(40, Subtotal(("", "", "早班小计", "", "", Decimal("82020.00"), Decimal("200.00"), "")))
    return Paper(
        title="储值卡销售对账清单",
        number="HD-S00381-261121-0003",
        store=STORE,
        on=date(2026, 11, 21),
        maker="3001 周芳",
        fields=[Field("期间", "2026-11-21 至 2026-11-21"), Field("部门", "客服部"), Field("状态", "已收")],
        tables=[
            Table(
                [
                    Column("序号", Kind.COUNT),
                    Column("单号", Kind.CODE),
                    Column("摘要", weight=2),
                    Column("卡号", Kind.CODE),
                    Column("方式"),
                    Column("本金", Kind.MONEY, summed=True),
                    Column("赠送金", Kind.MONEY, summed=True),
                    Column("经办", Kind.CODE),
                ],
                rows,  # type: ignore[arg-type]  # a list of what the table reads
                total=True,
                page_totals=True,
            )
        ],
        sign=[Sign("制表"), Sign("复核"), Sign("财务")],
        size=Size.LANDSCAPE,
    )


GROUP_COPIES = (STUB, FINANCE, CUSTOMER)
