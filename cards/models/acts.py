"""What was done with a stored-value account, one row per paper, never changed."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.core.money import ZERO, MoneyField
from deskops.documents.models import Document
from members.models import MemberCard

from .accounts import StoredValue, StoredValueCard


class CardAct(models.Model):
    """One act at the desk or a POS. ``principal`` and ``bonus`` are what it added (negative: took).

    An act on ``MANY`` cards names none of them: its ``BulkLine`` rows do. A refund is of another
    workflow's paper, which moves the money. A redemption stores the price
    before (``listed``) and after discount (``paid``): 法释〔2025〕4号 art. 18, 19 need both.
    A reversal is an act of the kind that it takes back whole, ``reverses``, with the opposite amounts
    (a trigger of 0005): figures by kind are net of it. ``balance_after`` is what the printed receipt
    said.
    """

    class Kind(models.TextChoices):
        SALE = "card_sale", _("sale")
        TOP_UP = "card_top_up", _("top-up")
        REDEEM = "card_redeem", _("redemption")
        REFUND = "card_refund", _("refund to the card")
        FREEZE = "card_freeze", _("freeze")
        UNFREEZE = "card_unfreeze", _("unfreeze")
        LOST = "card_lost", _("report of loss")
        REPLACE = "card_replace", _("replacement")
        STATEMENT = "card_statement", _("statement")
        CLOSE = "card_close", _("closing of the card")
        TRANSFER = "card_transfer", _("transfer to another holder")
        EXCHANGE = "card_exchange", _("exchange of an expired card")
        MEMBER_LOST = "member_lost", _("report of a lost member card")
        MEMBER_REPLACE = "member_replace", _("replacement of a member card")
        MEMBER_SILVER = "member_silver", _("silver card for a member card")
        MEMBER_RENEW = "member_renew", _("renewal of the membership")
        MEMBER_NORMAL = "member_normal", _("member card for a silver card")
        GROUP = "card_group", _("activation of a group order")
        GROUP_BONUS = "card_bonus", _("bonus of a group order")
        GROUP_BACK = "group_back", _("group cards taken back")

    MANY = (Kind.GROUP, Kind.GROUP_BONUS, Kind.GROUP_BACK)
    MONEY = (Kind.SALE, Kind.TOP_UP, Kind.REDEEM, Kind.REFUND, Kind.CLOSE, *MANY)

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="card_act", verbose_name=_("document")
    )
    kind = models.CharField(_("act"), max_length=20, choices=Kind, db_collation="C")
    value = models.ForeignKey(
        StoredValue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acts",
        verbose_name=_("stored-value account"),
    )
    card = models.ForeignKey(
        StoredValueCard,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acts",
        verbose_name=_("stored-value card"),
    )
    member_card = models.ForeignKey(
        MemberCard, models.PROTECT, null=True, blank=True, related_name="acts", verbose_name=_("member card")
    )
    principal = MoneyField(_("principal"), default=ZERO)
    bonus = MoneyField(_("bonus"), default=ZERO)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("takes back"),
    )
    listed = MoneyField(_("price before discount"), null=True, blank=True)
    paid = MoneyField(_("price after discount"), null=True, blank=True)
    fee = MoneyField(_("fee"), default=ZERO)
    balance_after = MoneyField(_("balance after"), null=True, blank=True)
    receipt = models.CharField(_("receipt number"), max_length=40, blank=True, default="", db_collation="C")
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    identified_by = models.CharField(
        _("how the holder was identified"), max_length=100, blank=True, default=""
    )

    class Meta:
        verbose_name = _("act on a card")
        verbose_name_plural = _("acts on cards")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["card_sale", "card_top_up"], principal__gt=0, bonus__gte=0)
                | Q(kind="card_refund", principal__gte=0, bonus__gte=0)
                & (Q(principal__gt=0) | Q(bonus__gt=0))
                | Q(kind="card_redeem", principal__lte=0, bonus__lte=0, paid=-F("principal") - F("bonus"))
                | Q(kind="card_close", principal__lte=0, bonus__lte=0)
                | Q(kind="card_group", principal__gt=0, bonus=0)
                | Q(kind="card_bonus", principal=0, bonus__gt=0)
                | Q(kind="group_back", principal__lte=0, bonus__lte=0)
                | ~Q(
                    kind__in=[
                        "card_sale",
                        "card_top_up",
                        "card_refund",
                        "card_redeem",
                        "card_close",
                        "card_group",
                        "card_bonus",
                        "group_back",
                    ]
                )
                & Q(principal=0, bonus=0)
                | Q(reverses__isnull=False, kind="card_redeem", principal__gte=0, bonus__gte=0)
                | Q(reverses__isnull=False, kind="card_top_up", principal__lt=0, bonus__lte=0),
                name="cards_act_money_of_its_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind="card_redeem")
                | Q(paid__isnull=False, paid__gt=0, listed__isnull=False, listed__gte=F("paid"))
                | Q(reverses__isnull=False, paid__isnull=True, listed__isnull=True),
                name="cards_act_redeems_at_a_price",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["card_group", "card_bonus", "group_back"])
                ^ (Q(value__isnull=False, card__isnull=False) | Q(member_card__isnull=False)),
                name="cards_act_on_some_card",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["card_freeze", "card_unfreeze"]) | ~Q(reason=""),
                name="cards_act_freezing_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(fee__gte=0), name="cards_act_fee_not_negative"),
            models.CheckConstraint(
                condition=~Q(kind="card_statement") | Q(since__isnull=False, until__gte=F("since")),
                name="cards_act_statement_has_a_span",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document_id}"


append_only |= {"cards_cardact"}
