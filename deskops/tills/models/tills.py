"""A drawer of one desk position, and the shifts in which one clerk after another answers for it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.money import ZERO, MoneyField
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.ledger.models import Account
from deskops.org.models import Staff, Store
from deskops.org.models.places import code_validator


@tracked()
class Till(models.Model):
    """The one drawer of a desk position (钱箱); ``account`` holds its cash in the ledger.

    ``float_amount`` is the yuan that stay in the drawer between shifts (备用金), ``has_pos`` whether
    sales rung up at a POS put their cash into the same drawer.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="tills", verbose_name=_("store"))
    code = models.CharField(_("desk position"), max_length=10, validators=[code_validator], db_collation="C")
    name = models.CharField(_("name"), max_length=60)
    account = models.OneToOneField(Account, models.PROTECT, related_name="till", verbose_name=_("account"))
    float_amount = MoneyField(_("float"), default=ZERO)
    has_pos = models.BooleanField(_("POS cash in the drawer"), default=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("till")
        verbose_name_plural = _("tills")
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="tills_till_once_per_store"),
            models.CheckConstraint(condition=Q(float_amount__gte=0), name="tills_till_float_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Shift(models.Model):
    """The time in which one clerk answers for one till.

    Its cash entries are those of the till's account numbered after ``opened_after`` up to
    ``closed_at_number``. What the drawer should hold is ``opening`` plus their sum. ``counted`` and
    the amounts after it are filled step by step and never change once filled (trigger).
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("till", "open")
        COUNTED = "counted", pgettext_lazy("till", "counted")
        COMPARED = "compared", pgettext_lazy("till", "compared")
        CLOSED = "closed", pgettext_lazy("till", "closed")
        HANDED_OVER = "handed_over", pgettext_lazy("till", "handed over")

    UNDER_WAY = (State.OPEN, State.COUNTED, State.COMPARED)

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="shift", verbose_name=_("document")
    )
    till = models.ForeignKey(Till, models.PROTECT, related_name="shifts", verbose_name=_("till"))
    clerk = models.ForeignKey(Staff, models.PROTECT, related_name="shifts", verbose_name=_("clerk"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    business_date = models.DateField(_("business date"))
    opened_at = models.DateTimeField(_("opened at"))
    came_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="went_to",
        verbose_name=_("taken over from"),
    )
    opened_after = models.PositiveBigIntegerField(_("last entry before it"))
    opening = MoneyField(_("counted at opening"))
    opening_difference = MoneyField(_("difference at opening"), default=ZERO)
    counted_at = models.DateTimeField(_("counted at"), null=True, blank=True)
    counted = MoneyField(_("counted"), null=True, blank=True)
    pos_total = MoneyField(_("POS cash total"), null=True, blank=True)
    pos_own = MoneyField(_("of it not on papers of this shift"), null=True, blank=True)
    expected = MoneyField(_("expected by the books"), null=True, blank=True)
    difference = MoneyField(_("over or short"), null=True, blank=True)
    taken_out = MoneyField(_("takings taken out"), null=True, blank=True)
    left = MoneyField(_("float left"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_at_number = models.PositiveBigIntegerField(_("its last entry"), null=True, blank=True)

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints = [
            models.UniqueConstraint(
                fields=["till"],
                condition=Q(state__in=["open", "counted", "compared"]),
                name="tills_shift_one_per_till",
            ),
            models.UniqueConstraint(
                fields=["clerk"],
                condition=Q(state__in=["open", "counted", "compared"]),
                name="tills_shift_one_per_clerk",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "counted", "compared", "closed", "handed_over"]),
                name="tills_shift_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state="open", counted__isnull=True, counted_at__isnull=True)
                | Q(counted__gte=0, counted_at__isnull=False) & ~Q(state="open"),
                name="tills_shift_counted_unless_open",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["open", "counted"],
                    expected__isnull=True,
                    pos_total__isnull=True,
                    pos_own__isnull=True,
                )
                | Q(
                    expected__isnull=False,
                    pos_total__isnull=False,
                    pos_own__isnull=False,
                    difference=F("counted") - F("expected"),
                )
                & ~Q(state__in=["open", "counted"]),
                name="tills_shift_compared_after_count",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "counted", "compared"], closed_at__isnull=True)
                | Q(
                    state__in=["closed", "handed_over"],
                    closed_at__isnull=False,
                    taken_out__gte=0,
                    left__gte=0,
                    closed_at_number__gte=F("opened_after"),
                    left=F("counted") - F("taken_out"),
                ),
                name="tills_shift_closed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["till", "-opened_at"], name="tills_shift_of_till"),
            models.Index(fields=["business_date", "till"], name="tills_shift_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.till} · {self.business_date}"

    @property
    def is_blind(self) -> bool:
        """Whether what the drawer should hold may not be shown yet."""
        return self.state in (self.State.OPEN, self.State.COUNTED)


@tracked()
class Difference(models.Model):
    """Cash over (positive) or short (negative) at one end of a shift, posted, with its reason and approval.

    A reason that is rejected is written anew and asked again; the amount never changes.
    """

    class Moment(models.TextChoices):
        OPENING = "opening", _("at opening")
        CLOSING = "closing", _("at closing")

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for approval")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="till_difference", verbose_name=_("document")
    )
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="differences", verbose_name=_("shift"))
    moment = models.CharField(_("when"), max_length=8, choices=Moment)
    amount = MoneyField(_("over or short"))
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)

    class Meta:
        verbose_name = _("till difference")
        verbose_name_plural = _("till differences")
        constraints = [
            models.UniqueConstraint(fields=["shift", "moment"], name="tills_difference_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="tills_difference_not_zero"),
            models.CheckConstraint(condition=~Q(reason=""), name="tills_difference_has_reason"),
            models.CheckConstraint(
                condition=Q(moment__in=["opening", "closing"], state__in=["asked", "approved", "rejected"]),
                name="tills_difference_known_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift} {self.amount}"
