"""Cabinets with their boxes, who has one, what is broken, and boxes opened by hand."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff, Store
from deskops.org.models.places import code_validator

from .people import Person

MOST_BOXES = 500


@tracked()
class Cabinet(models.Model):
    """A locker cabinet (寄存柜): by slip the customer works it alone, by key the desk gives boxes out.

    ``columns`` is how many boxes stand in one row, as the board draws them.
    """

    class Kind(models.TextChoices):
        SLIP = "slip", pgettext_lazy("cabinet", "by barcode slip")
        KEY = "key", pgettext_lazy("cabinet", "by key from the desk")

    store = models.ForeignKey(Store, models.PROTECT, related_name="cabinets", verbose_name=_("store"))
    code = models.CharField(_("code"), max_length=10, validators=[code_validator], db_collation="C")
    kind = models.CharField(
        _("how it is used"), max_length=4, choices=Kind, default=Kind.SLIP, db_collation="C"
    )
    where = models.CharField(_("where it stands"), max_length=60)
    columns = models.PositiveSmallIntegerField(
        _("boxes in a row"), default=10, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    maker = models.CharField(_("maker"), max_length=60)
    maker_phone = models.CharField(_("maker's telephone"), max_length=40, blank=True)
    manual = models.TextField(_("manual"), blank=True, help_text=_("How it is opened by hand, step by step."))
    is_active = models.BooleanField(_("in service"), default=True)

    class Meta:
        verbose_name = _("locker cabinet")
        verbose_name_plural = _("locker cabinets")
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="lockers_cabinet_once_per_store"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.where}"


class Box(models.Model):
    """One box of a cabinet. Its state is told by its open use and its open fault, nothing is copied here."""

    cabinet = models.ForeignKey(Cabinet, models.PROTECT, related_name="boxes", verbose_name=_("cabinet"))
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("locker box")
        verbose_name_plural = _("locker boxes")
        constraints = [
            models.UniqueConstraint(fields=["cabinet", "number"], name="lockers_box_once_per_cabinet"),
            models.CheckConstraint(condition=Q(number__gte=1), name="lockers_box_from_one"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As it stands on the door: A-07."""
        return f"{self.cabinet.code}-{self.number:02d}"


@tracked()
class BoxUse(models.Model):
    """A box given out by the desk with its key, until the key is back."""

    box = models.ForeignKey(Box, models.PROTECT, related_name="uses", verbose_name=_("locker box"))
    customer = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    business_date = models.DateField(_("business date"))
    given_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("given out by"))
    given_at = models.DateTimeField(_("given out at"))
    ended_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken back by")
    )
    ended_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("use of a box")
        verbose_name_plural = _("uses of boxes")
        constraints = [
            models.UniqueConstraint(
                fields=["box"], condition=Q(ended_at__isnull=True), name="lockers_box_given_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="lockers_use_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.box_id} {self.given_at:%Y-%m-%d %H:%M}"


@tracked()
class Fault(models.Model):
    """A broken box: found, reported to the maker, answered, repaired. The box is out of service meanwhile."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("fault", "to be reported to the maker")
        TOLD = "told", pgettext_lazy("fault", "waiting for the maker")
        ANSWERED = "answered", pgettext_lazy("fault", "maker has answered")
        SOLVED = "solved", pgettext_lazy("fault", "repaired")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="locker_fault", verbose_name=_("document")
    )
    box = models.ForeignKey(Box, models.PROTECT, related_name="faults", verbose_name=_("locker box"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, db_collation="C")
    what = models.CharField(_("what is wrong"), max_length=200)
    told_at = models.DateTimeField(_("maker told at"), null=True, blank=True)
    told_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("maker told by")
    )
    told_whom = models.CharField(_("whom at the maker, how"), max_length=200, blank=True, default="")
    answered_at = models.DateTimeField(_("maker answered at"), null=True, blank=True)
    answer = models.CharField(_("what the maker answered"), max_length=300, blank=True, default="")
    solved_at = models.DateTimeField(_("repaired at"), null=True, blank=True)
    solved_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("repair seen by")
    )
    solution = models.CharField(_("what was done"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("fault of a box")
        verbose_name_plural = _("faults of boxes")
        constraints = [
            models.UniqueConstraint(
                fields=["box"], condition=~Q(state="solved"), name="lockers_fault_one_open"
            ),
            models.CheckConstraint(condition=Q(what__regex=r"\S"), name="lockers_fault_told"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "solved"])
                | Q(told_at__isnull=False, told_by__isnull=False, told_whom__regex=r"\S"),
                name="lockers_fault_maker_told",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False, answer__regex=r"\S"),
                name="lockers_fault_maker_answered",
            ),
            models.CheckConstraint(
                condition=Q(state="solved", solved_at__isnull=False, solved_by__isnull=False)
                & Q(solution__regex=r"\S")
                | ~Q(state="solved") & Q(solved_at__isnull=True),
                name="lockers_fault_solved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)


@tracked()
class Opening(models.Model):
    """A box opened by hand during the day (开柜): said before, opened before security, signed after.

    What the customer said, and who they are, is written down before the box is open and never changes
    after (trigger). ``guard`` proved who they are at the counter.
    """

    class Cause(models.TextChoices):
        SLIP_LOST = "slip_lost", _("slip or key lost")
        JAMMED = "jammed", _("door jammed")
        CODE = "code", _("slip not read or code wrong")
        POWER = "power", _("no power")
        OTHER = "other", pgettext_lazy("cause", "another cause")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("opening", "security to come")
        DONE = "done", pgettext_lazy("opening", "opened")
        CANCELLED = "cancelled", pgettext_lazy("opening", "not opened")

    class Outcome(models.TextChoices):
        HANDED = "handed", _("agrees: given to the customer")
        EMPTY = "empty", _("the box was empty")
        KEPT = "kept", _("doesn't agree: kept as a found item")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="box_opening", verbose_name=_("document")
    )
    box = models.ForeignKey(Box, models.PROTECT, related_name="openings", verbose_name=_("locker box"))
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, db_collation="C")
    said = models.CharField(_("what the customer says is inside"), max_length=300)
    customer = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("customer"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED, db_collation="C")
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, blank=True, default="", db_collation="C"
    )
    inside = models.CharField(_("what was inside"), max_length=300, blank=True, default="")
    guard = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("security as witness")
    )
    opened_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    why_not = models.CharField(_("why it was not opened"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("box opened by hand")
        verbose_name_plural = _("boxes opened by hand")
        constraints = [
            models.UniqueConstraint(
                fields=["box"], condition=Q(state="asked"), name="lockers_opening_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(said__regex=r"\S"), name="lockers_opening_said"),
            models.CheckConstraint(
                condition=Q(state="done")
                & Q(guard__isnull=False, opened_by__isnull=False, opened_at__isnull=False)
                & ~Q(outcome="")
                & ~Q(guard=models.F("opened_by"))
                | ~Q(state="done") & Q(guard__isnull=True, outcome=""),
                name="lockers_opening_with_witness",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", why_not__regex=r"\S") | ~Q(state="cancelled") & Q(why_not=""),
                name="lockers_opening_cancelled_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)
