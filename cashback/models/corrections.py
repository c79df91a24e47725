"""What purchases of a cycle don't count, what came back since, and what goes on to the next cycle."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.core.money import MoneyField
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Store
from members.models import Member

from .lines import Line


class CardSale(models.Model):
    """Cards sold over a POS by one receipt: no purchase that earns. Noted when the receipt is imported."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    receipt_id = models.BigIntegerField(_("receipt"))
    bought_on = models.DateField(_("business date"))
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("card sale at the POS")
        verbose_name_plural = _("card sales at the POS")
        constraints = [
            models.UniqueConstraint(fields=["store", "receipt_id"], name="cashback_cardsale_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="cashback_cardsale_amount"),
        ]
        indexes = [models.Index(fields=["bought_on"], name="cashback_cardsales_of_day")]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.amount}"


@tracked()
class Returned(models.Model):
    """Goods of a member's purchase that came back for money, once per refund.

    ``amount`` is what had counted as a purchase. ``counted`` names the line that took it off its
    purchases, or corrected what an earlier cycle paid for it; null until a list does.
    """

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="+", verbose_name=_("document")
    )
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="cashback_returns", verbose_name=_("member")
    )
    bought_on = models.DateField(_("bought on"))
    returned_on = models.DateField(_("returned on"))
    amount = MoneyField(_("amount"))
    counted = models.ForeignKey(
        Line, models.PROTECT, null=True, blank=True, related_name="returns", verbose_name=_("counted in")
    )

    class Meta:
        verbose_name = _("return that corrects cashback")
        verbose_name_plural = _("returns that correct cashback")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="cashback_returned_amount")]
        indexes = [
            models.Index(
                fields=["member", "bought_on"],
                condition=Q(counted__isnull=True),
                name="cashback_returns_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.amount}"


class Carry(models.Model):
    """What a line leaves to the member's next one: owed and unpaid (positive) or too much paid (negative).

    ``owed``: the books hold it on the account of what is carried.
    """

    source = models.OneToOneField(Line, models.PROTECT, related_name="carry", verbose_name=_("left by"))
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="cashback_carried", verbose_name=_("member")
    )
    amount = MoneyField(_("amount"))
    owed = models.BooleanField(_("owed in the books"), default=False)
    taken = models.ForeignKey(
        Line, models.PROTECT, null=True, blank=True, related_name="taken_over", verbose_name=_("taken by")
    )

    class Meta:
        verbose_name = _("carried cashback")
        verbose_name_plural = _("carried cashback")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="cashback_carry_not_zero"),
            models.CheckConstraint(condition=Q(owed=False) | Q(amount__gt=0), name="cashback_carry_owed"),
        ]
        indexes = [
            models.Index(fields=["member"], condition=Q(taken__isnull=True), name="cashback_carries_open")
        ]
        triggers = [
            pgtrigger.ReadOnly(name="only_taken", fields=["source", "member", "amount", "owed"]),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.amount}"


append_only.add("cashback_cardsale")
