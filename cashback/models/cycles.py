"""The rates by which tiers earn, and the month in which a store pays what was earned."""

from decimal import Decimal
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.core.money import ZERO, MoneyField
from deskops.documents.models import Document
from deskops.handoffs.models import Handoff
from deskops.history import tracked
from deskops.ledger.models import Account
from deskops.org.models import Staff, Store
from members.models import Tier


class TierRate(models.Model):
    """What a tier earns of its purchases from a day on, 0.01 being one per cent; holds until the next."""

    tier = models.ForeignKey(Tier, models.PROTECT, related_name="cashback_rates", verbose_name=_("tier"))
    starts = models.DateField(_("from"))
    rate = models.DecimalField(_("rate"), max_digits=5, decimal_places=4)
    source = models.CharField(_("source"), max_length=100)
    set_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"), db_default=Now())

    class Meta:
        verbose_name = _("cashback rate")
        verbose_name_plural = _("cashback rates")
        constraints = [
            models.UniqueConstraint(fields=["tier", "starts"], name="cashback_rate_once_per_day"),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=Decimal("0.5")), name="cashback_rate"),
            models.CheckConstraint(condition=~Q(source=""), name="cashback_rate_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.tier} {self.starts} {self.rate:.2%}"


@tracked()
class Cycle(models.Model):
    """One store's cashback of one month: paid in ``month`` for purchases of the month before.

    The days are the store's settings as they were when it was opened. ``version`` counts changes of the
    list, ``list_paper`` is the handoff that brought it to finance. ``due`` holds what is owed in the
    books. The triggers of 0002 keep the order of states and the list as it was booked.
    """

    class State(models.TextChoices):
        LISTING = "listing", _("list being made")
        BOOKED = "booked", _("booked by finance")
        DRAWN = "drawn", _("cash at the desk")
        RETURNED = "returned", _("handed back")
        CLOSED = "closed", _("closed")

    class Unpaid(models.TextChoices):
        """What becomes of a line that nobody fetched: the store's rule."""

        CARRY = "carry", _("carried into the next cycle")
        CLOSE = "close", _("closed")

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="cashback_cycle", verbose_name=_("document")
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="cashback_cycles", verbose_name=_("store"))
    month = models.DateField(_("month"))
    base_first = models.DateField(_("purchases from"))
    base_last = models.DateField(_("purchases until"))
    list_by = models.DateField(_("list made by"))
    book_by = models.DateField(_("booked by"))
    call_from = models.DateField(_("called from"))
    call_by = models.DateField(_("called by"))
    draw_by = models.DateField(_("cash drawn by"))
    pay_from = models.DateField(_("paid from"))
    pay_until = models.DateField(_("paid until"))
    return_by = models.DateField(_("handed back by"))
    unpaid = models.CharField(_("unpaid lines"), max_length=5, choices=Unpaid)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LISTING)
    version = models.PositiveIntegerField(_("changes of the list"), default=0)
    list_paper = models.ForeignKey(
        Handoff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("list handed over")
    )
    due = models.OneToOneField(
        Account, models.PROTECT, related_name="cashback_cycle", verbose_name=_("account of what is due")
    )
    booked_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("booked by")
    )
    booked_at = models.DateTimeField(_("booked at"), null=True, blank=True)
    booked = MoneyField(_("booked"), default=ZERO)
    closed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    gap = MoneyField(_("difference"), default=ZERO)
    gap_words = models.CharField(_("difference explained"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("cashback cycle")
        verbose_name_plural = _("cashback cycles")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["store", "month"], name="cashback_cycle_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="cashback_cycle_month_begins"),
            models.CheckConstraint(
                condition=Q(base_first__lte=F("base_last"), base_last__lt=F("month")),
                name="cashback_cycle_base_is_over",
            ),
            models.CheckConstraint(
                condition=Q(
                    list_by__lte=F("book_by"),
                    call_from__lte=F("call_by"),
                    pay_from__lte=F("pay_until"),
                    pay_until__lte=F("return_by"),
                ),
                name="cashback_cycle_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["listing", "booked", "drawn", "returned", "closed"]),
                name="cashback_cycle_known_state",
            ),
            models.CheckConstraint(condition=Q(unpaid__in=["carry", "close"]), name="cashback_cycle_rule"),
            models.CheckConstraint(
                condition=Q(state="listing", booked_at__isnull=True)
                | ~Q(state="listing") & Q(booked_at__isnull=False, booked_by__isnull=False),
                name="cashback_cycle_booked_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") & Q(closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False, closed_by__isnull=False),
                name="cashback_cycle_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(gap=0) | Q(gap_words__regex=r"\S"), name="cashback_cycle_gap_explained"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @cached_property
    def code(self) -> str:
        """How its accounts are named: the month."""
        return f"{self.month:%Y-%m}"

    @property
    def listing(self) -> bool:
        """Whether the list is still being made."""
        return self.state == self.State.LISTING


append_only.add("cashback_tierrate")
