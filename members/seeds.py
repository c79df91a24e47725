"""What a new chain starts with: two tiers and the texts of consent."""

from datetime import date
from typing import Any

from deskops.core.frozen import fingerprint

from .models import ConsentText, Tier
from .models.consents import ConsentKind

TIERS = (("normal", "普通", 0, False), ("silver", "银卡", 10, True))
TEXTS = (
    (
        ConsentKind.PERSONAL_DATA,
        "2026-01",
        (
            "本人同意贵商场为办理会员卡、储值卡、返现及售后服务，收集并使用本人的姓名、证件号码、电话和户籍地址。"
            "证件号码和户籍地址属于敏感个人信息，加密保存，仅用于核对实名和一户一卡；不留存证件复印件或照片。"
            "会员关系结束后按法定期限保存，期满删除。本人可随时查询、更正、复制、删除本人信息或撤回同意；"
            "不同意不影响普通购物。"
        ),
        (
            "I agree that my name, ID number, telephone and registered address are collected and used "
            "for the member card, stored-value card, cashback and after-sales service. ID number and "
            "address are sensitive personal data: they are stored encrypted and used only to verify the"
            " real name and one card per household; no copy or photo of the paper is kept. They are "
            "deleted when the term set by law has ended. I may ask for access, correction, a copy or "
            "deletion, or withdraw this consent, at any time; refusing does not keep me from shopping."
        ),
    ),
    (
        ConsentKind.MARKETING,
        "2026-01",
        "本人同意接收促销活动的电话和短信，可随时在服务台一次办理退订，退订不影响会员权益。",
        (
            "I agree to receive marketing calls and messages. I can withdraw at the service desk at any time "
            "in one act; my membership is not affected."
        ),
    ),
)


def seed(**_kwargs: Any) -> None:
    """Store the first tiers and consent texts where there are none."""
    Tier.objects.bulk_create(
        (Tier(code=code, name=name, rank=rank, cashback=earns) for code, name, rank, earns in TIERS),
        ignore_conflicts=True,
    )
    ConsentText.objects.bulk_create(
        (
            ConsentText(
                kind=kind,
                version=version,
                body=body,
                body_en=body_en,
                digest=fingerprint(body),
                starts=date(2026, 1, 1),
            )
            for kind, version, body, body_en in TEXTS
        ),
        ignore_conflicts=True,
    )
