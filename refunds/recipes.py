"""How each tender is undone at the machines, as every store starts with it: data, not code.

Source: 客服部工作及对接流程 4a to 4c, key by key; the terminal first, then the POS. What the paper leaves
open (the void of the day, payment apps, finance's transfer) has steps without keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .models import RecipeStep, RefundTender

Device, Yields, Way = RecipeStep.Device, RecipeStep.Yields, RefundTender.Way


@dataclass(frozen=True)
class Step:
    """One step: the machine, what to do in both languages, the keys in their order, what it yields.

    ``pays``: once it is done the machine has given the money back, whatever comes after.
    """

    device: RecipeStep.Device
    zh: str
    en: str
    keys: tuple[str, ...] = ()
    yields: RecipeStep.Yields = Yields.NOTHING
    pays: bool = False


def _pos(menu: str) -> tuple[Step, ...]:
    """The POS up to the goods; ``menu`` is the key of its kind of return."""
    return (
        Step(Device.POS, "签入 POS 系统", "Sign on to the POS"),
        Step(Device.POS, "进入退换货操作", "Open returns and exchanges"),
        Step(Device.POS, "返回退货菜单", "To the menu of returns", ("ESC",)),
        Step(Device.POS, "选择退货方式", "Choose the kind of return", (menu, "ENTER")),
        Step(
            Device.POS,
            "逐件扫描或输入退货商品条码",
            "Scan or type the barcode of each item that comes back",
            ("ENTER",),
        ),
    )


def _settled(zh: str, en: str) -> Step:
    return Step(Device.POS, zh, en, yields=Yields.SLIP)


POS_AMOUNT = Step(
    Device.POS, "输入退货金额（负值）", "Type the amount, with a minus sign before it", ("ENTER",)
)
POS_SLIP = _settled(
    "结算，打印退货凭单，录入凭单号", "Settle; the POS prints its return slip: enter its number"
)
POS_BANK_CARD = (
    *_pos("L"),
    Step(Device.POS, "选择银行", "Choose the bank", ("F4", "A", "ENTER")),
    Step(
        Device.POS,
        "输入银行卡号和退款金额（负值）",
        "Type the bank card's number and the amount, with a minus sign before it",
        ("ENTER",),
    ),
    POS_SLIP,
)
POS_APP = (
    *_pos("L"),
    Step(Device.POS, "选择该支付方式", "Choose the tender"),
    POS_AMOUNT,
    POS_SLIP,
)
SIGN_ON = Step(Device.UNIONPAY, "签到", "Sign on to the UnionPay terminal")
PASSWORD = Step(Device.UNIONPAY, "输入密码", "Type the password", ("确认",))
SWIPE = Step(Device.UNIONPAY, "刷消费时使用的银行卡", "Swipe the card that paid", ("确认",))
CUSTOMER_SIGNS = Step(
    Device.DESK,
    "顾客在“商户存根”上签字，“持卡人保存”联交给顾客",
    "The customer signs the merchant's copy and keeps the holder's",
)

CASH = (
    *_pos("L"),
    Step(Device.POS, "选择现金", "Choose cash", ("F8",)),
    POS_AMOUNT,
    _settled(
        "结算，打印现金退货凭单，录入凭单号",
        "Settle; the POS prints the cash refund slip: enter its number",
    ),
    Step(
        Device.DESK,
        "从钱箱付现金，请顾客当面点清",
        "Pay out of the till; the customer counts it at the desk",
    ),
)
STORED_VALUE = (
    *_pos("P"),
    Step(Device.POS, "选择储值卡", "Choose the stored-value card", ("P", "A")),
    POS_AMOUNT,
    POS_SLIP,
)
BANK_REFUND = (
    SIGN_ON,
    Step(Device.UNIONPAY, "选择退货", "Choose refund (退货)", ("3",)),
    PASSWORD,
    SWIPE,
    Step(
        Device.UNIONPAY,
        "输入刷卡凭单上的参考号",
        "Type the reference number (参考号) of the card slip",
        yields=Yields.REFERENCE,
    ),
    Step(
        Device.UNIONPAY,
        "输入交易日期",
        "Type the trade date (交易日期) of the card slip",
        yields=Yields.TRADE_DATE,
    ),
    Step(Device.UNIONPAY, "输入退款金额", "Type the amount", ("确认",)),
    Step(
        Device.UNIONPAY,
        "打印两张退款凭单，录入凭单号",
        "The terminal prints two refund slips: enter their number",
        yields=Yields.TERMINAL_SLIP,
        pays=True,
    ),
    CUSTOMER_SIGNS,
    *POS_BANK_CARD,
)
BANK_VOID = (
    SIGN_ON,
    Step(Device.UNIONPAY, "选择撤销", "Choose void (撤销)"),
    PASSWORD,
    Step(
        Device.UNIONPAY,
        "输入刷卡凭单上的凭证号",
        "Type the trace number (凭证号) of the card slip",
        ("确认",),
        Yields.TERMINAL_SLIP,
    ),
    SWIPE,
    Step(
        Device.UNIONPAY,
        "打印两张撤销凭单，录入凭单上的参考号",
        "The terminal prints two void slips: enter their reference number",
        yields=Yields.REFERENCE,
        pays=True,
    ),
    CUSTOMER_SIGNS,
    *POS_BANK_CARD,
)


def _online(zh: str, en: str) -> tuple[Step, ...]:
    return (
        Step(
            Device.DESK, f"在{zh}商户平台按原交易单号找到该笔付款", f"Find the payment in {en} by its number"
        ),
        Step(Device.DESK, "原路退款，输入金额并确认", "Refund it the way it came: type the amount, confirm"),
        Step(
            Device.DESK,
            "录入退款单号",
            "Enter the number of the refund",
            yields=Yields.REFERENCE,
            pays=True,
        ),
        *POS_APP,
    )


TRANSFER = (
    Step(
        Device.DESK,
        "核对收款账户户名与顾客本人一致，原件已核",
        "The account is in the customer's own name; the original paper was seen",
    ),
    _settled(
        "在 POS 上办理退货并结算，录入退货凭单号",
        "Ring the return up at the POS and settle: enter the number of its slip",
    ),
    Step(
        Device.FINANCE,
        "财务转账至同名账户，录入银行回单号和转账日期",
        "Finance transfers to the account of the same name: number and date of the bank's slip",
        yields=Yields.REFERENCE,
        pays=True,
    ),
)

RECIPES: Mapping[tuple[str, RefundTender.Way], Sequence[Step]] = {
    ("cash", Way.COUNTER): CASH,
    ("stored_value", Way.COUNTER): STORED_VALUE,
    ("bank_card", Way.VOID): BANK_VOID,
    ("bank_card", Way.REFUND): BANK_REFUND,
    ("wechat", Way.ONLINE): _online("微信支付", "WeChat Pay"),
    ("alipay", Way.ONLINE): _online("支付宝", "Alipay"),
    ("bank_transfer", Way.TRANSFER): TRANSFER,
}
