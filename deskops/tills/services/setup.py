"""Drawers, and the tenders that every store starts with."""

from decimal import Decimal

from django.db import transaction

from deskops.core.money import ZERO
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.org.models import Store

from ..models import Tender, Till


def make_till(
    *, store: Store, code: str, name: str, float_amount: Decimal = ZERO, has_pos: bool = True
) -> Till:
    """Put a drawer into use, with its account in the store's books."""
    with transaction.atomic():
        return Till.objects.create(
            store=store,
            code=code,
            name=name,
            account=account_for(AccountKind.TILL_CASH, store, code),
            float_amount=float_amount,
            has_pos=has_pos,
        )


TENDERS = (
    Tender(
        code="cash",
        label_zh="现金",
        label_en="Cash",
        account_kind=AccountKind.TILL_CASH,
        sort=10,
        recipe="当面点清,唱收唱付;验钞;付出时请顾客当面点清。",
    ),
    Tender(
        code="stored_value",
        label_zh="储值卡",
        label_en="Stored-value card",
        needs_shift=False,
        sort=20,
        recipe="刷卡核对卡号与余额;扣款后把余额告诉顾客。",
    ),
    Tender(
        code="bank_card",
        label_zh="银行卡",
        label_en="Bank card",
        account_kind=AccountKind.BANK_CARD,
        needs_slip=True,
        sort=30,
        recipe="银联机刷卡,输入金额,顾客输入密码;打印两联签购单,顾客在商户联签名;录入参考号;商户联留存,随营业款交财务。",
    ),
    Tender(
        code="bank_transfer",
        label_zh="转账",
        label_en="Bank transfer",
        account_kind=AccountKind.BANK_TRANSFER,
        needs_accounts=True,
        needs_shift=False,
        sort=40,
        recipe="登记转出、转入的账户名称和账号及金额;财务确认到账后再激活或交货。",
    ),
    Tender(
        code="wechat",
        label_zh="微信支付",
        label_en="WeChat Pay",
        account_kind=AccountKind.PAYMENT_APPS,
        account_code="wechat",
        needs_reference=True,
        sort=50,
        recipe="扫顾客付款码,核对金额;录入交易单号后几位。退款按原交易单号原路退回。",
    ),
    Tender(
        code="alipay",
        label_zh="支付宝",
        label_en="Alipay",
        account_kind=AccountKind.PAYMENT_APPS,
        account_code="alipay",
        needs_reference=True,
        sort=60,
        recipe="扫顾客付款码,核对金额;录入交易号。退款按原交易号原路退回。",
    ),
)


def seed_tenders() -> None:
    """Store the tenders that are missing; what a store has changed since stays as it is."""
    present = set(Tender.objects.values_list("code", flat=True))
    for tender in TENDERS:
        if tender.code not in present:
            Tender.objects.create(
                **{
                    field.attname: getattr(tender, field.attname)
                    for field in Tender._meta.concrete_fields
                    if not field.primary_key
                }
            )
