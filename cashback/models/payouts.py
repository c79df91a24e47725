"""Money handed to a member or to somebody who collects it for them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.core.money import DENOMINATIONS, MoneyField
from deskops.documents.models import Document

from .boxes import Turn
from .lines import Line


class Payout(models.Model):
    """One line paid, once: by whom, from which box, how the member was identified. Never changed."""

    class Identified(models.TextChoices):
        ID_CARD = "id_card", _("original ID card seen")
        OTHER = "other", _("another paper")

    document = models.OneToOneField(
        Document,
        models.PROTECT,
        primary_key=True,
        related_name="cashback_payout",
        verbose_name=_("document"),
    )
    line = models.OneToOneField(Line, models.PROTECT, related_name="payout", verbose_name=_("line"))
    turn = models.ForeignKey(Turn, models.PROTECT, related_name="payouts", verbose_name=_("turn"))
    amount = MoneyField(_("amount"))
    identified = models.CharField(_("identity"), max_length=10, choices=Identified)
    identity_words = models.CharField(
        _("which paper, and why not the ID card"), max_length=200, blank=True, default=""
    )
    collector = models.CharField(_("collected by"), max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("cashback paid")
        verbose_name_plural = _("cashback paid")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="cashback_payout_pays"),
            models.CheckConstraint(
                condition=Q(identified="id_card") | Q(identified="other", identity_words__regex=r"\S"),
                name="cashback_payout_identified",
            ),
        ]
        indexes = [models.Index(fields=["turn"], name="cashback_payouts_of_turn")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.document_id} {self.amount}"


class PayoutPieces(models.Model):
    """So many pieces of one face that were paid out."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="pieces", verbose_name=_("payout"))
    face = MoneyField(_("face"))
    pieces = models.PositiveIntegerField(_("pieces"))

    class Meta:
        verbose_name = _("denomination paid")
        verbose_name_plural = _("denominations paid")
        constraints = [
            models.UniqueConstraint(fields=["payout", "face"], name="cashback_payoutpieces_once"),
            models.CheckConstraint(
                condition=Q(face__in=DENOMINATIONS, pieces__gte=1), name="cashback_payoutpieces_face"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.face} × {self.pieces}"


append_only.update({"cashback_payout", "cashback_payoutpieces", "cashback_turnpieces"})
