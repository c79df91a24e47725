"""What stores ask of head office, and what head office means to buy."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.money import MoneyField
from deskops.documents.models import Document
from deskops.history import tracked

from .campaigns import Campaign, GiftItem


class AskState(models.TextChoices):
    """How an ask stands."""

    ASKED = "asked", pgettext_lazy("gift request", "waiting for approval")
    APPROVED = "approved", pgettext_lazy("gift request", "approved")
    REJECTED = "rejected", pgettext_lazy("gift request", "rejected")
    SENT = "sent", pgettext_lazy("gift request", "on its way")


@tracked()
class GiftRequest(models.Model):
    """Gifts that a store asks of head office (礼品申请); the service manager approves."""

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="gift_request", verbose_name=_("document")
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("campaign")
    )
    why = models.CharField(_("what for"), max_length=200)
    state = models.CharField(
        _("state"), max_length=10, choices=AskState, default=AskState.ASKED, db_collation="C"
    )

    class Meta:
        verbose_name = _("request for gifts")
        verbose_name_plural = _("requests for gifts")
        constraints = [models.CheckConstraint(condition=Q(why__regex=r"\S"), name="gifts_request_explained")]

    def __str__(self) -> str:
        return str(self.document)


class GiftRequestLine(models.Model):
    """So many of one gift."""

    request = models.ForeignKey(GiftRequest, models.PROTECT, related_name="lines", verbose_name=_("request"))
    item = models.ForeignKey(GiftItem, models.PROTECT, related_name="+", verbose_name=_("gift"))
    quantity = models.PositiveIntegerField(_("pieces"))

    class Meta:
        verbose_name = _("gift asked for")
        verbose_name_plural = _("gifts asked for")
        constraints = [
            models.UniqueConstraint(fields=["request", "item"], name="gifts_request_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="gifts_request_line_of_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.item} × {self.quantity}"


@tracked()
class GiftPlan(models.Model):
    """What head office means to buy (礼品选购需求方案); the general manager approves.

    Worked out from what was issued ``since`` .. ``until`` and the campaigns that lie ahead.
    """

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="gift_plan", verbose_name=_("document")
    )
    since = models.DateField(_("issued from"))
    until = models.DateField(_("issued until"))
    ahead = models.DateField(_("campaigns until"))
    words = models.CharField(_("explanation"), max_length=300, blank=True, default="")
    state = models.CharField(
        _("state"), max_length=10, choices=AskState, default=AskState.ASKED, db_collation="C"
    )

    class Meta:
        verbose_name = _("purchase plan of gifts")
        verbose_name_plural = _("purchase plans of gifts")

    def __str__(self) -> str:
        return str(self.document)


class GiftPlanLine(models.Model):
    """One gift of a plan with what it was worked out from; ``value`` is yuan for one piece."""

    plan = models.ForeignKey(GiftPlan, models.PROTECT, related_name="lines", verbose_name=_("plan"))
    item = models.ForeignKey(GiftItem, models.PROTECT, related_name="+", verbose_name=_("gift"))
    issued = models.PositiveIntegerField(_("issued"))
    needed = models.PositiveIntegerField(_("needed ahead"))
    in_stock = models.PositiveIntegerField(_("in stock"))
    quantity = models.PositiveIntegerField(_("to buy"))
    value = MoneyField(_("value of one"))

    class Meta:
        verbose_name = _("gift to buy")
        verbose_name_plural = _("gifts to buy")
        constraints = [
            models.UniqueConstraint(fields=["plan", "item"], name="gifts_plan_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} × {self.quantity}"
