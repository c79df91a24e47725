"""What each member gets, and the calls that told them."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.append_only import append_only
from deskops.core.money import ZERO, MoneyField
from deskops.documents.models import Document
from deskops.org.models import Staff
from members.models import Member

from .cycles import Cycle


@pghistory.track(
    pghistory.UpdateEvent(), exclude=["reserved_by", "reserved_until", "calls", "called_at", "reach"]
)
class Line(models.Model):
    """One member's cashback in a cycle, in yuan, at most one a cycle.

    ``purchases`` less ``returned`` at ``rate`` is ``earned``, down to the fen; ``brought`` is owed from
    earlier cycles, ``correction`` takes back what goods returned since had earned, ``added`` is what an
    exception changed. The sum down to the jiao is ``amount``; below zero it is ``left`` for the next
    cycle and nothing is paid (check of 0002). How an unpaid line of a closed cycle ended is the cycle's
    rule. ``exception`` is the paper that names the three who changed it.
    """

    class State(models.TextChoices):
        DUE = "due", pgettext_lazy("cashback line", "to be paid")
        WAITING = "waiting", _("its cash is on the way")
        PAID = "paid", _("paid")
        NOTHING = "nothing", _("nothing to pay")
        NO_ID = "no_id", _("no ID number")

    class Source(models.TextChoices):
        COMPUTED = "computed", _("computed")
        IMPORTED = "imported", _("imported")
        EXCEPTION = "exception", _("added by exception")

    class Reach(models.TextChoices):
        NONE = "none", _("not called")
        MISSED = "missed", _("not reached")
        REACHED = "reached", _("called")

    OWED = (State.DUE, State.WAITING)
    PAYABLE = (State.DUE, State.WAITING, State.PAID)

    # Without indexes of their own: a list is written whole, and those below find by both.
    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="lines", verbose_name=_("cycle"), db_index=False
    )
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="cashback_lines", verbose_name=_("member"), db_index=False
    )
    card_number = models.CharField(_("member card"), max_length=20, db_collation="C", blank=True, default="")
    source = models.CharField(_("source"), max_length=10, choices=Source)
    purchases = MoneyField(_("purchases"), default=ZERO)
    returned = MoneyField(_("of them returned"), default=ZERO)
    rate = models.DecimalField(_("rate"), max_digits=5, decimal_places=4, default=0)
    earned = MoneyField(_("earned"), default=ZERO)
    brought = MoneyField(_("owed from before"), default=ZERO)
    correction = MoneyField(_("correction"), default=ZERO)
    added = MoneyField(_("changed by exception"), default=ZERO)
    amount = MoneyField(_("amount"))
    left = MoneyField(_("carried on"), default=ZERO)
    state = models.CharField(_("state"), max_length=10, choices=State)
    exception = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("exception"),
        db_index=False,
    )
    reach = models.CharField(_("notice"), max_length=10, choices=Reach, default=Reach.NONE)
    calls = models.PositiveSmallIntegerField(_("calls"), default=0)
    called_at = models.DateTimeField(_("called at"), null=True, blank=True)
    reserved_by = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("being called by"),
        db_index=False,
    )
    reserved_until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("cashback line")
        verbose_name_plural = _("cashback lines")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "member"], name="cashback_line_once_per_member"),
            models.CheckConstraint(
                condition=Q(state__in=["due", "waiting", "paid", "nothing", "no_id"]),
                name="cashback_line_known_state",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & ~Q(state="nothing") | Q(amount=0, state__in=["nothing", "no_id"]),
                name="cashback_line_pays_something",
            ),
            models.CheckConstraint(
                condition=Q(purchases__gte=0, returned__gte=0, rate__gte=0, left__lte=0, brought__gte=0),
                name="cashback_line_signs",
            ),
            models.CheckConstraint(
                condition=Q(reach__in=["none", "missed", "reached"]), name="cashback_line_known_reach"
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") & Q(added=0) | Q(exception__isnull=False),
                name="cashback_line_exception_named",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cycle", "state", "reach"], include=["amount"], name="cashback_lines_of_board"
            ),
            models.Index(fields=["member", "-cycle"], name="cashback_lines_of_member"),
            models.Index(
                fields=["cycle", "calls", "id"],
                condition=Q(state__in=["due", "waiting"], reach__in=["none", "missed"]),
                name="cashback_lines_to_call",
            ),
            models.Index(fields=["cycle", "card_number"], name="cashback_lines_by_card"),
            models.Index(
                fields=["exception"], condition=Q(exception__isnull=False), name="cashback_lines_by_exception"
            ),
            models.Index(
                fields=["reserved_by"],
                condition=Q(reserved_by__isnull=False),
                name="cashback_lines_being_called",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} {self.card_number}"


class Call(models.Model):
    """One notice call (返现通知): when, what came of it, what the customer said. Never changed."""

    class Result(models.TextChoices):
        REACHED = "reached", _("reached")
        NO_ANSWER = "no_answer", _("no answer")
        BUSY = "busy", _("engaged or switched off")
        WRONG = "wrong", _("wrong number")

    line = models.ForeignKey(Line, models.PROTECT, related_name="notices", verbose_name=_("line"))
    result = models.CharField(_("result"), max_length=10, choices=Result)
    words = models.CharField(_("what the customer said"), max_length=300, blank=True, default="")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("called by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("notice call")
        verbose_name_plural = _("notice calls")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=["reached", "no_answer", "busy", "wrong"]),
                name="cashback_call_known_result",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.at}"


append_only.add("cashback_call")
