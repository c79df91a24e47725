"""Memberships that run a year: who is called before the end, and each renewal."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.core.money import MoneyField
from deskops.history import tracked
from deskops.org.models import Staff, Store
from members.models import MemberCard

from .acts import CardAct


class Renewal(models.Model):
    """One more year of a member card: ``waived`` by what was bought in the year that ended, or paid."""

    card = models.ForeignKey(
        MemberCard, models.PROTECT, related_name="renewals", verbose_name=_("member card")
    )
    ended_on = models.DateField(_("ended on"))
    until = models.DateField(_("valid until"))
    waived = models.BooleanField(_("fee waived"))
    purchases = models.PositiveIntegerField(_("purchases in the year"))
    amount = MoneyField(_("bought in the year"))
    act = models.OneToOneField(
        CardAct,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renewal",
        verbose_name=_("act"),
    )
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("renewed by"))
    at = models.DateTimeField(_("renewed at"))

    class Meta:
        verbose_name = _("renewal of a membership")
        verbose_name_plural = _("renewals of memberships")
        constraints = [
            models.UniqueConstraint(fields=["card", "ended_on"], name="cards_renewal_once_a_year"),
            models.CheckConstraint(condition=Q(until__gt=F("ended_on")), name="cards_renewal_forward"),
            models.CheckConstraint(
                condition=Q(waived=True) | Q(act__isnull=False), name="cards_renewal_paid_on_paper"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.card} {self.until}"


@tracked()
class Expiring(models.Model):
    """A line of a month's list (到期会员名单): a card that ends in ``month`` and isn't renewed by purchases.

    ``store`` is the member's own, which is told; ``purchases`` and ``amount`` are of the card's year so far.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to be called")
        CALLED = "called", _("called")
        RENEWED = "renewed", _("renewed")
        ENDED = "ended", _("ended")

    card = models.ForeignKey(
        MemberCard, models.PROTECT, related_name="expirings", verbose_name=_("member card")
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    month = models.DateField(_("month"))
    expires_on = models.DateField(_("expires on"))
    purchases = models.PositiveIntegerField(_("purchases in the year"))
    amount = MoneyField(_("bought in the year"))
    listed_on = models.DateField(_("listed on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, db_collation="C")

    class Meta:
        verbose_name = _("member card that ends")
        verbose_name_plural = _("member cards that end")
        constraints = [
            models.UniqueConstraint(fields=["card", "month"], name="cards_expiring_once_a_month"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "called", "renewed", "ended"]), name="cards_expiring_state"
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "expires_on"], condition=Q(state="open"), name="cards_expiring_to_call"
            ),
            models.Index(fields=["store", "month"], name="cards_expiring_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.card} {self.expires_on}"


class ExpiryCall(models.Model):
    """One call to a member whose card ends."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("told the member")
        NO_ANSWER = "no_answer", _("no answer")
        WRONG = "wrong", _("wrong number")

    expiring = models.ForeignKey(
        Expiring, models.PROTECT, related_name="calls", verbose_name=_("card that ends")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, db_collation="C")
    words = models.CharField(_("what was said"), max_length=200, blank=True, default="")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("called by"))
    at = models.DateTimeField(_("called at"))

    class Meta:
        verbose_name = _("call about a card that ends")
        verbose_name_plural = _("calls about cards that end")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.at}"


append_only |= {"cards_renewal", "cards_expirycall"}
