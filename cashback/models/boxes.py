"""The cashback's own cash: a box of each cycle, who answers for it when, draws and the handing back."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.money import DENOMINATIONS, ZERO, MoneyField
from deskops.documents.models import Document
from deskops.handoffs.models import Handoff
from deskops.history import tracked
from deskops.ledger.models import Account
from deskops.org.models import Staff

from .cycles import Cycle

MOST_PIECES = 10_000_000
"""Notes of one face in one box: a slip of the finger above it."""


@tracked()
class Box(models.Model):
    """A cash box of one cycle (返现箱). Its account is of that cycle alone, so no other cash gets into it."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="boxes", verbose_name=_("cycle"))
    code = models.CharField(_("box"), max_length=4, db_collation="C")
    account = models.OneToOneField(
        Account, models.PROTECT, related_name="cashback_box", verbose_name=_("account")
    )

    class Meta:
        verbose_name = _("cashback box")
        verbose_name_plural = _("cashback boxes")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "code"], name="cashback_box_once"),
            models.CheckConstraint(condition=Q(code__regex=r"^[1-9][0-9]?$"), name="cashback_box_code"),
        ]

    def __str__(self) -> str:
        return str(_("cashback box %(code)s") % {"code": self.code})


class Pieces(models.Model):
    """How many pieces of a face a box holds now, by draws, payouts and counts."""

    box = models.ForeignKey(Box, models.PROTECT, related_name="pieces", verbose_name=_("box"))
    face = MoneyField(_("face"))
    pieces = models.PositiveIntegerField(_("pieces"))

    class Meta:
        verbose_name = _("pieces in a cashback box")
        verbose_name_plural = _("pieces in cashback boxes")
        constraints = [
            models.UniqueConstraint(fields=["box", "face"], name="cashback_pieces_once"),
            models.CheckConstraint(condition=Q(face__in=DENOMINATIONS), name="cashback_pieces_face"),
            models.CheckConstraint(
                condition=Q(pieces__gte=0, pieces__lte=MOST_PIECES), name="cashback_pieces_enough"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.face} × {self.pieces}"


@tracked()
class Turn(models.Model):
    """The time in which one clerk answers for a box: counted at both ends, blind at the second.

    ``expected`` is what the box's account held when it was counted; it is filled with the count and
    shown after it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("cashback box", "open")
        COUNTED = "counted", pgettext_lazy("cashback box", "counted")
        CLOSED = "closed", pgettext_lazy("cashback box", "closed")

    UNDER_WAY = (State.OPEN, State.COUNTED)

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="cashback_turn", verbose_name=_("document")
    )
    box = models.ForeignKey(Box, models.PROTECT, related_name="turns", verbose_name=_("box"))
    clerk = models.ForeignKey(Staff, models.PROTECT, related_name="cashback_turns", verbose_name=_("clerk"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    business_date = models.DateField(_("business date"))
    opened_at = models.DateTimeField(_("opened at"))
    opening = MoneyField(_("counted at opening"))
    counted_at = models.DateTimeField(_("counted at"), null=True, blank=True)
    counted = MoneyField(_("counted"), null=True, blank=True)
    expected = MoneyField(_("expected by the books"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("turn at a cashback box")
        verbose_name_plural = _("turns at cashback boxes")
        constraints = [
            models.UniqueConstraint(
                fields=["box"], condition=Q(state__in=["open", "counted"]), name="cashback_turn_one_per_box"
            ),
            models.UniqueConstraint(
                fields=["clerk"],
                condition=Q(state__in=["open", "counted"]),
                name="cashback_turn_one_per_clerk",
            ),
            models.CheckConstraint(
                condition=Q(state="open", counted__isnull=True, expected__isnull=True)
                | Q(state__in=["counted", "closed"], counted__gte=0, expected__isnull=False),
                name="cashback_turn_counted",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") & Q(closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False),
                name="cashback_turn_closed",
            ),
        ]
        indexes = [models.Index(fields=["box", "-opened_at"], name="cashback_turns_of_box")]

    def __str__(self) -> str:
        return f"{self.box} {self.business_date}"

    @property
    def difference(self) -> Decimal | None:
        """Over (positive) or short, None while it isn't counted."""
        if self.counted is None or self.expected is None:
            return None
        return self.counted - self.expected


class TurnPieces(models.Model):
    """So many pieces of one face counted at one end of a turn; never rewritten."""

    class Moment(models.TextChoices):
        OPENING = "opening", _("at opening")
        CLOSING = "closing", _("at closing")

    turn = models.ForeignKey(Turn, models.PROTECT, related_name="pieces", verbose_name=_("turn"))
    moment = models.CharField(_("when"), max_length=8, choices=Moment)
    face = MoneyField(_("face"))
    pieces = models.PositiveIntegerField(_("pieces"))

    class Meta:
        verbose_name = _("denomination counted")
        verbose_name_plural = _("denominations counted")
        constraints = [
            models.UniqueConstraint(fields=["turn", "moment", "face"], name="cashback_turnpieces_once"),
            models.CheckConstraint(
                condition=Q(face__in=DENOMINATIONS, pieces__gte=1, pieces__lte=MOST_PIECES),
                name="cashback_turnpieces_face",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.face} × {self.pieces}"


@tracked()
class BoxDifference(models.Model):
    """Cash over (positive) or short (negative) at one end of a turn: posted, explained, decided by two."""

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for approval")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    document = models.OneToOneField(
        Document,
        models.PROTECT,
        primary_key=True,
        related_name="cashback_difference",
        verbose_name=_("document"),
    )
    turn = models.ForeignKey(Turn, models.PROTECT, related_name="differences", verbose_name=_("turn"))
    moment = models.CharField(_("when"), max_length=8, choices=TurnPieces.Moment)
    amount = MoneyField(_("over or short"))
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)

    class Meta:
        verbose_name = _("difference of a cashback box")
        verbose_name_plural = _("differences of cashback boxes")
        constraints = [
            models.UniqueConstraint(fields=["turn", "moment"], name="cashback_difference_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="cashback_difference_not_zero"),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="cashback_difference_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.turn} {self.amount}"


@tracked()
class Draw(models.Model):
    """Cash drawn from finance into a box; notes are the handoff's. ``exception``: for that paper alone."""

    handoff = models.OneToOneField(
        Handoff, models.PROTECT, primary_key=True, related_name="cashback_draw", verbose_name=_("handoff")
    )
    box = models.ForeignKey(Box, models.PROTECT, related_name="draws", verbose_name=_("box"))
    exception = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("exception")
    )

    class Meta:
        verbose_name = _("cashback cash drawn")
        verbose_name_plural = _("cashback cash drawn")

    def __str__(self) -> str:
        return str(self.handoff)


@tracked()
class GivenBack(models.Model):
    """The lists and all cash that was left, handed back to finance; the notes are the handoff's."""

    handoff = models.OneToOneField(
        Handoff, models.PROTECT, primary_key=True, related_name="cashback_return", verbose_name=_("handoff")
    )
    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="given_back", verbose_name=_("cycle"))
    given = MoneyField(_("cash handed back"), default=ZERO)

    class Meta:
        verbose_name = _("cashback handed back")
        verbose_name_plural = _("cashback handed back")
        constraints = [models.CheckConstraint(condition=Q(given__gte=0), name="cashback_givenback_amount")]

    def __str__(self) -> str:
        return str(self.handoff)
