"""What the bank settled: the refunds of its files, each matched to ours or settled by a person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.money import MoneyField
from deskops.history import tracked
from deskops.org.models import Staff, Store

from .refunds import RefundTender


class BankFile(models.Model):
    """One UnionPay settlement file that was taken in."""

    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, db_collation="C")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("imported by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("settlement file of the bank")
        verbose_name_plural = _("settlement files of the bank")

    def __str__(self) -> str:
        return self.name


@tracked()
class BankLine(models.Model):
    """One refund as the bank settled it. ``reference`` and ``trade_date`` are of the payment it undoes,
    as the terminal's refund names it; ``serial`` is the bank's own number of the line.

    ``money`` is our refund that it is: found by reference, trade date and amount, or named by a person,
    who says why; a line that is none of ours is settled with the reason alone.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("bank line", "not matched")
        MATCHED = "matched", pgettext_lazy("bank line", "matched")
        SETTLED = "settled", pgettext_lazy("bank line", "settled by a person")

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="lines", verbose_name=_("file"))
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    serial = models.CharField(_("bank's serial number"), max_length=32, db_collation="C")
    reference = models.CharField(_("reference number"), max_length=12, db_collation="C")
    trade_date = models.DateField(_("trade date"))
    amount = MoneyField(_("amount"))
    settled_on = models.DateField(_("settled by the bank on"))
    card = models.CharField(_("card's last four"), max_length=4, blank=True, default="", db_collation="C")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, db_collation="C")
    money = models.OneToOneField(
        RefundTender,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bank_line",
        verbose_name=_("money of the refund"),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    at = models.DateTimeField(_("matched or settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of the bank")
        verbose_name_plural = _("lines of the bank")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "settled_on", "serial"], name="refunds_bankline_once_per_store"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refunds_bankline_something"),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^[0-9]{12}$"), name="refunds_bankline_reference_form"
            ),
            models.CheckConstraint(
                condition=Q(state="open", money__isnull=True, reason="", by__isnull=True, at__isnull=True)
                | Q(state="matched", money__isnull=False, reason="", by__isnull=False, at__isnull=False)
                | Q(state="settled", reason__regex=r"\S", by__isnull=False, at__isnull=False),
                name="refunds_bankline_settled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "settled_on"], condition=Q(state="open"), name="refunds_bankline_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount}"
