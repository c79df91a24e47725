"""People who sign in, and what they are posted as, where and when."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.history import tracked

from .places import Floor, Region, Store
from .roles import Role

SYSTEM_NUMBER = "0000"


class StaffManager(BaseUserManager["Staff"]):
    """Makes staff by employee number."""

    def create_user(self, number: str, password: str | None = None, **fields: Any) -> "Staff":
        """Store a new member of staff; without a password nobody can sign in as them."""
        staff = self.model(number=number, **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff

    def create_superuser(self, number: str, password: str, **fields: Any) -> "Staff":
        """Store an administrator of the whole chain."""
        staff = self.create_user(number, password, is_superuser=True, **fields)
        Posting.objects.create(staff=staff, role=Role.ADMINISTRATOR, starts=date(2000, 1, 1))
        return staff

    def system(self) -> "Staff":
        """Whoever is named when a task of the system acts by itself."""
        return self.get_by_natural_key(SYSTEM_NUMBER)


@tracked(exclude=("password", "last_login"))
class Staff(AbstractBaseUser, PermissionsMixin):
    """A member of staff, known by the employee number (工号). Never deleted, only made inactive."""

    number = models.CharField(
        _("employee number"),
        max_length=20,
        unique=True,
        db_collation="C",
        validators=[RegexValidator(r"^[A-Za-z0-9]+$", _("Letters and digits only."))],
    )
    name = models.CharField(_("name"), max_length=60)
    home_store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("store")
    )
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "number"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("staff")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """May open the back office; each page there asks for its own roles."""
        return self.is_active


@tracked()
class Posting(models.Model):
    """One role held by one person over one scope, from a day to a day (both included).

    The scope is the floor, store or region that is set; with none it is the chain. A deputy's
    posting names whom it stands in for and who named it.
    """

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="postings", verbose_name=_("staff"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("region"))
    store = models.ForeignKey(Store, models.PROTECT, null=True, blank=True, verbose_name=_("store"))
    floor = models.ForeignKey(Floor, models.PROTECT, null=True, blank=True, verbose_name=_("floor"))
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True)
    deputy_for = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name=_("stands in for")
    )
    named_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("named by")
    )

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="org_posting_known_role"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="org_posting_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=True, store__isnull=True)
                | Q(region__isnull=True, floor__isnull=True)
                | Q(store__isnull=True, floor__isnull=True),
                name="org_posting_one_scope",
            ),
            models.CheckConstraint(
                condition=Q(deputy_for__isnull=True) | Q(ends__isnull=False, named_by__isnull=False),
                name="org_posting_deputy_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(deputy_for__isnull=True) | ~Q(deputy_for=F("staff")),
                name="org_posting_no_own_deputy",
            ),
        ]
        indexes = [models.Index(fields=["staff", "starts"], name="org_posting_by_staff")]

    def __str__(self) -> str:
        scope = self.floor or self.store or self.region or _("chain")
        return f"{self.staff} · {self.get_role_display()} · {scope}"
