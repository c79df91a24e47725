"""What the customer takes instead."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.core.money import MoneyField
from deskops.history import tracked
from deskops.org.models import Floor

from .refunds import Refund


@tracked()
class ExchangeLine(models.Model):
    """Goods taken in exchange. Once the exchange is done they are goods of the purchase as well."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="taken", verbose_name=_("exchange"))
    position = models.PositiveSmallIntegerField(_("line"))
    barcode = models.CharField(_("barcode"), max_length=40, blank=True, default="", db_collation="C")
    name = models.CharField(_("goods"), max_length=200)
    category = models.CharField(_("category"), max_length=60, blank=True, default="")
    floor = models.ForeignKey(Floor, models.PROTECT, related_name="+", verbose_name=_("floor"))
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    price = MoneyField(_("price"))
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("goods taken in exchange")
        verbose_name_plural = _("goods taken in exchanges")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "position"], name="refunds_exchangeline_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, price__gte=0, amount__gte=0),
                name="refunds_exchangeline_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} × {self.quantity}"
