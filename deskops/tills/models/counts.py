"""What was counted: rows per denomination, written once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.core.money import DENOMINATIONS, MoneyField
from deskops.org.models import Staff

from .tills import Shift


class Count(models.Model):
    """One count of notes and coins, never rewritten.

    Its lines are stored before it; the database compares ``amount`` with their sum when the count
    is stored and refuses any line afterwards.
    """

    class Purpose(models.TextChoices):
        OPENING = "opening", _("opening")
        CLOSING = "closing", _("blind count")
        TAKINGS = "takings", _("takings taken out")

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="counts", verbose_name=_("shift"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    amount = MoneyField(_("amount"))
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("counted by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [
            models.UniqueConstraint(fields=["shift", "purpose"], name="tills_count_once"),
            models.CheckConstraint(
                condition=Q(purpose__in=["opening", "closing", "takings"]),
                name="tills_count_known_purpose",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="tills_count_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.amount}"


class CountLine(models.Model):
    """So many pieces of one face; faces and order as in ``core.money.DENOMINATIONS``."""

    count = models.ForeignKey(Count, models.PROTECT, related_name="lines")
    face = MoneyField(_("face"))
    pieces = models.PositiveIntegerField(_("pieces"))

    class Meta:
        verbose_name = _("denomination counted")
        verbose_name_plural = _("denominations counted")
        constraints = [
            models.UniqueConstraint(fields=["count", "face"], name="tills_countline_once"),
            models.CheckConstraint(condition=Q(face__in=DENOMINATIONS), name="tills_countline_known_face"),
            models.CheckConstraint(
                condition=Q(pieces__gte=1, pieces__lte=100_000), name="tills_countline_pieces"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.face} × {self.pieces}"


class PosReading(models.Model):
    """The POS's own total of cash since the shift opened, as read off it; negative when it paid out more.

    A reading during the shift posts what came since the one before, so that the till can pay out
    cash that the POS took in; the closing one is posted by the close. ``own`` is the total without
    what papers of the shift have brought into the books already (a cash refund is rung up there too).
    """

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="pos_readings", verbose_name=_("shift"))
    total = MoneyField(_("POS cash total"))
    own = MoneyField(_("of it not on papers of this shift"))
    is_closing = models.BooleanField(_("closing total"))
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("read by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("POS reading")
        verbose_name_plural = _("POS readings")
        constraints = [
            models.UniqueConstraint(
                fields=["shift"], condition=Q(is_closing=True), name="tills_posreading_closes_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.total}"
