"""The customers of the weeks who bring something back: what, why, and how far it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from refunds.models import Refund

from .goods import GOODS, Goods

Reason, Condition = Refund.Reason, Refund.Condition

CASH, CARD, BANK, WECHAT, ALIPAY = "cash", "stored_value", "bank_card", "wechat", "alipay"
REST = Decimal(0)
"""Of a tender: what the others leave."""


class Ending(StrEnum):
    """How far a case has come by now."""

    DRAFT = "draft"
    ASKED = "asked"
    PARTLY = "partly approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    APPROVED = "approved"
    FAILED = "failed"
    TRANSFER = "transfer waits"
    WAITING = "goods wait"
    CLOSED = "closed"


@dataclass(frozen=True)
class Case:
    """One customer. ``back`` and ``bought`` are days: before today, and before the visit.

    ``goods`` are names with quantities, ``returned`` quantities by position, all when empty. ``taken``
    is what an exchange gives, ``overcharged`` the yuan that go back of a line without its goods,
    ``pays`` by which tender a difference is paid. ``credit`` says who saw the bank's credit, ``inquiry``
    how far the bank was asked; ``claim`` what the customer says then.
    """

    name: str
    back: int
    goods: Mapping[str, int]
    paid: Mapping[str, Decimal]
    words: str
    ending: Ending = Ending.CLOSED
    bought: int = 0
    overcharged: str = ""
    reason: Refund.Reason = Reason.UNWANTED
    condition: Refund.Condition = Condition.UNOPENED
    returned: Mapping[int, int] = field(default_factory=dict)
    member: bool = True
    invoice: str = ""
    taken: str = ""
    pays: str = ""
    exception: str = ""
    why: str = ""
    credit: str = ""
    inquiry: Sequence[str] = ()
    claim: tuple[str, str] = ("", "")

    @property
    def lines(self) -> list[tuple[Goods, int]]:
        """The goods as the shelves have them, with their quantities."""
        return [(shelf(name), quantity) for name, quantity in self.goods.items()]

    @property
    def amount(self) -> Decimal:
        """Yuan of the whole receipt."""
        return sum((price * quantity for (*_rest, price), quantity in self.lines), Decimal(0))

    @property
    def tenders(self) -> dict[str, Decimal]:
        """Yuan by tender."""
        rest = self.amount - sum(self.paid.values())
        return {code: amount or rest for code, amount in self.paid.items()}


def shelf(name: str) -> Goods:
    """The goods of that name."""
    return next(goods for goods in GOODS if goods[2] == name)


FAULTY: Mapping[str, Any] = {"reason": Reason.QUALITY, "condition": Condition.DEFECTIVE}
ASKED_BANK = "电话联系银联商务 95534，工号 0231 受理"
REPLIED = "银联回复：款已于当日清算，发卡行 2 个工作日内入账"

CASES = (
    Case("milk", 27, {"伊利纯牛奶24盒": 1}, {CASH: REST}, "开箱发现 3 盒胀包", **FAULTY),
    Case("cream", 25, {"欧莱雅复颜面霜": 1}, {BANK: REST}, "家人已买同款，塑封未拆", member=False),
    Case(
        "coat", 23, {"羊毛大衣": 1}, {BANK: REST}, "尺码偏小，吊牌完整", bought=3,
        invoice="26372000000018620453", credit="顾客来电告知已到账",
    ),
    Case("sweater", 20, {"羊绒衫": 1}, {BANK: REST}, "袖口开线起球", bought=2, **FAULTY),
    Case("bedding", 19, {"床上四件套": 1}, {CARD: REST}, "颜色与床不配，未拆封"),
    Case(
        "two floors", 17, {"保温杯": 1, "立白洗衣液3kg": 2}, {CASH: Decimal("87.80"), CARD: REST},
        "保温杯不保温；洗衣液多买一桶", returned={1: 1, 2: 1}, **FAULTY,
    ),
    Case("boots", 15, {"真皮短靴": 1}, {WECHAT: REST}, "换平底款", bought=1, taken="平底单鞋"),
    Case("shirt", 13, {"纯棉衬衫": 1}, {CASH: REST}, "改要商务夹克", bought=2, taken="商务夹克", pays=ALIPAY),
    Case(
        "serum", 12, {"珀莱雅精华液": 1}, {BANK: REST}, "买错型号，塑封完好", bought=3,
        credit="发卡行补入账，顾客短信截图已核", inquiry=(ASKED_BANK, REPLIED, "已回电，顾客确认差额到账"),
        claim=("卡里只到账 200 元，少 69 元", "200"),
    ),
    Case(
        "shoes", 9, {"安踏跑鞋": 1}, {ALIPAY: REST}, "鞋底偏硬，未穿出门", Ending.CANCELLED, bought=2,
        why="顾客试穿后决定留下",
    ),
    Case(
        "hoodie", 8, {"李宁卫衣": 1}, {BANK: REST}, "洗前发现破洞", bought=1, inquiry=(ASKED_BANK, REPLIED),
        claim=("五天了银行说没有这笔退款", "0"), **FAULTY,
    ),
    Case(
        "scarf", 6, {"真丝围巾": 1}, {BANK: REST}, "送礼重复，包装完好", bought=2, inquiry=(ASKED_BANK,),
        claim=("手机银行查不到退款", "0"),
    ),
    Case(
        "down jacket", 5, {"羽绒服": 1}, {BANK: REST}, "拉链头脱落", bought=5,
        exception="原卡已挂失注销，银行销户回执原件已核", **FAULTY,
    ),
    Case(
        "earrings", 3, {"珍珠耳钉": 1}, {BANK: REST}, "耳针松动", bought=2, inquiry=("",),
        claim=("只到账 300 元，与凭单不符，带来银行流水", "300"), **FAULTY,
    ),
    Case(
        "price tag", 4, {"立白洗衣液3kg": 2}, {CASH: REST}, "价签每桶 25.90 元，收银每桶多收 4 元",
        overcharged="8.00", reason=Reason.WRONG_PRICE, bought=1,
    ),
    Case(
        "sheets", 3, {"床上四件套": 1}, {BANK: REST}, "收到时包装破损，两件有污渍", Ending.TRANSFER, bought=3,
        exception="原卡已注销换发新卡，银行证明原件已核", **FAULTY,
    ),
    Case("blocks", 2, {"积木套装": 1}, {WECHAT: REST}, "孩子已有同款，未拆封", bought=4),
    Case(
        "essence", 1, {"兰蔻小黑瓶": 1}, {ALIPAY: REST}, "用后皮肤泛红", Ending.REJECTED, bought=3,
        reason=Reason.QUALITY, condition=Condition.OPENED, why="瓶内已用近半，请补充医院过敏证明后再申请",
    ),
    Case("wok", 1, {"不粘炒锅": 1}, {CASH: REST}, "锅底涂层起泡", Ending.WAITING, bought=4, **FAULTY),
    Case(
        "jacket", 1, {"商务夹克": 1}, {BANK: Decimal(500), CASH: REST}, "内衬开线", Ending.FAILED, bought=1,
        why="银联终端提示：98 发卡行超时，请稍后重试", **FAULTY,
    ),
    Case("child", 1, {"儿童羽绒服": 1}, {WECHAT: REST}, "尺码小一号，吊牌在", Ending.APPROVED, bought=1),
    Case(
        "family", 1, {"打底衫": 1, "维达抽纸24包": 1}, {CARD: Decimal(100), CASH: REST}, "买重了，均未拆封",
        Ending.PARTLY,
    ),
)  # fmt: skip

MORNING = Case("thermos", 0, {"保温杯": 1}, {CASH: REST}, "杯盖漏水", Ending.WAITING, bought=1, **FAULTY)
"""This morning, at the desk that is open."""
DRAFT = Case("pillow", 0, {"乳胶枕": 1}, {WECHAT: REST}, "枕芯有异味", Ending.DRAFT, bought=2, **FAULTY)
"""Being prepared just now."""
FRESH = Case("dress", 0, {"针织连衣裙": 1}, {BANK: REST}, "回家发现腋下开线", Ending.ASKED, **FAULTY)
"""Bought an hour ago: typed from the paper, the POS's file has yet to come."""
MISREAD = Case("rice", 1, {"五常大米5kg": 2}, {CASH: REST}, "米里有虫", Ending.APPROVED, **FAULTY)
"""Typed from a creased paper as two bags; the POS's file says one."""
