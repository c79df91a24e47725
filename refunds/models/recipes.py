"""How each tender is undone at the machines: the keys one by one, as data, and what was recorded of them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.history import tracked
from deskops.org.models import Staff
from deskops.tills.models import Tender

from .refunds import RefundTender


@tracked()
class RecipeStep(models.Model):
    """One step at one machine: the keys to press, and what the step must yield.

    ``keys`` are the keycaps in their order; with several machines a tender's steps run on from one to
    the next. After a step that ``pays`` the money is gone, whatever comes after. A step by finance is
    recorded by finance alone. A tender that comes later brings its own rows.
    """

    class Device(models.TextChoices):
        DESK = "desk", _("at the desk")
        POS = "pos", "POS"
        UNIONPAY = "unionpay", _("UnionPay terminal")
        FINANCE = "finance", _("by finance")

    class Yields(models.TextChoices):
        NOTHING = "", _("nothing")
        SLIP = "slip", _("POS slip number")
        TERMINAL_SLIP = "terminal_slip", _("slip or trace number of the terminal")
        REFERENCE = "reference", _("reference number")
        TRADE_DATE = "trade_date", _("trade date")

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="refund_steps", verbose_name=_("tender"))
    way = models.CharField(_("way"), max_length=10, choices=RefundTender.Way, db_collation="C")
    position = models.PositiveSmallIntegerField(_("step"))
    device = models.CharField(_("machine"), max_length=10, choices=Device, db_collation="C")
    keys = models.JSONField(_("keys"), default=list, blank=True)
    words_zh = models.CharField(_("what to do, in Chinese"), max_length=200)
    words_en = models.CharField(_("what to do, in English"), max_length=200)
    yields = models.CharField(_("yields"), max_length=14, choices=Yields, blank=True, default="")
    pays = models.BooleanField(_("money is gone after it"), default=False)

    class Meta:
        verbose_name = _("step of a refund's recipe")
        verbose_name_plural = _("steps of refunds' recipes")
        ordering = ["tender", "way", "position"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "way", "position"], name="refunds_recipe_step_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="refunds_recipe_from_one"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What to do, in the reader's language."""
        return self.words_zh if (get_language() or "").startswith("zh") else self.words_en


class StepEntry(models.Model):
    """What a clerk recorded of one step: done, with its value, or failed, with what the machine said."""

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        RESUMED = "resumed", _("begun again")
        ABANDONED = "abandoned", _("abandoned")

    refund_tender = models.ForeignKey(
        RefundTender, models.PROTECT, related_name="entries", verbose_name=_("money of a refund")
    )
    position = models.PositiveSmallIntegerField(_("step"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, db_collation="C")
    value = models.CharField(_("value"), max_length=64, blank=True, default="")
    words = models.CharField(_("what the machine said"), max_length=200, blank=True, default="")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("clerk"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("record of a step")
        verbose_name_plural = _("records of steps")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome__in=["failed", "abandoned"]) | Q(words__regex=r"\S"),
                name="refunds_step_failed_told",
            ),
            models.UniqueConstraint(
                fields=["refund_tender", "position"],
                condition=Q(outcome="done"),
                name="refunds_step_done_once",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.position} {self.outcome}"


append_only |= {"refunds_stepentry"}
