"""Stored-value accounts that were closed, what they pay out and why, and the pay-out."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.money import ZERO, MoneyField
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff

from ..closing.rules import Cause
from .acts import CardAct

PAYOUT = ("state", "payout", "interest", "bank_reference", "paid_by", "paid_at")


@tracked()
class Closing(models.Model):
    """A closed account: the reckoning that the holder signed, and what finance paid out for it.

    ``reasons`` are the lines of the reckoning as (what, amount, rule). ``withdrawn`` is what goes back
    within the days of art. 14, ``by_rule`` the rest; interest runs on that at ``rate`` per cent a year
    from the business date of the paper. What was reckoned never changes.
    """

    class State(models.TextChoices):
        DUE = "due", _("to be paid out")
        PAID = "paid", _("paid out")
        NOTHING = "nothing", _("nothing to pay out")

    class Way(models.TextChoices):
        BANK = "bank", _("to the holder's bank account")
        CASH = "cash", _("in cash")

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="closing", verbose_name=_("document")
    )
    act = models.OneToOneField(CardAct, models.PROTECT, related_name="closing", verbose_name=_("act"))
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, db_collation="C")
    agreed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )
    paid_in = MoneyField(_("paid onto the card"))
    spent_listed = MoneyField(_("bought, before discount"))
    spent_paid = MoneyField(_("bought, as paid"))
    withdrawn = MoneyField(_("back in full"))
    by_rule = MoneyField(_("back by the rule"))
    reasons = models.JSONField(_("reasoning"))
    rate = models.DecimalField(_("interest, per cent a year"), max_digits=6, decimal_places=3)
    rate_source = models.CharField(_("rule of the interest"), max_length=300, blank=True, default="")
    way = models.CharField(_("paid out"), max_length=4, choices=Way, db_collation="C")
    account_name = models.CharField(_("account holder"), max_length=100, blank=True, default="")
    bank = models.CharField(_("bank"), max_length=100, blank=True, default="")
    account_number = models.CharField(
        _("account number"), max_length=40, blank=True, default="", db_collation="C"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, db_collation="C")
    payout = models.OneToOneField(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="paid_closing",
        verbose_name=_("pay-out"),
    )
    interest = MoneyField(_("interest"), default=ZERO)
    bank_reference = models.CharField(
        _("bank's number"), max_length=64, blank=True, default="", db_collation="C"
    )
    paid_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paid by")
    )
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)

    class Meta:
        verbose_name = _("closed stored-value account")
        verbose_name_plural = _("closed stored-value accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn__gte=0, by_rule__gte=0, paid_in__gte=F("withdrawn") + F("by_rule")),
                name="cards_closing_never_above_what_was_paid",
            ),
            models.CheckConstraint(
                condition=Q(cause="consumer") | Q(cause__in=["merchant", "neither"], agreed_by__isnull=False),
                name="cards_closing_cause_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(way="bank", state__in=["due", "paid"])
                | (Q(account_number__regex=r"\S") & Q(account_name__regex=r"\S") & Q(bank__regex=r"\S")),
                name="cards_closing_to_an_account",
            ),
            models.CheckConstraint(
                condition=Q(state="nothing", withdrawn=0, by_rule=0, payout__isnull=True)
                | Q(state="due", way="bank", payout__isnull=True, bank_reference="", interest=0)
                | Q(state="paid", way="cash", payout__isnull=True, interest=0)
                | Q(state="paid", way="bank", payout__isnull=False, paid_at__isnull=False)
                & Q(bank_reference__regex=r"\S"),
                name="cards_closing_state_says_its_money",
            ),
            models.CheckConstraint(condition=Q(interest__gte=0, rate__gte=0), name="cards_closing_interest"),
            models.UniqueConstraint(
                fields=["bank_reference"],
                condition=~Q(bank_reference=""),
                name="cards_closing_bank_number_once",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], condition=Q(state="due"), name="cards_closing_waiting"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="reckoned_once", exclude=[*PAYOUT]),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.document)

    @property
    def amount(self) -> Decimal:
        """What goes back, interest apart, in yuan."""
        return self.withdrawn + self.by_rule
