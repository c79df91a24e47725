"""A complaint or a suggestion, from registration to the summary (客诉)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Floor, Staff, Store

from .words import Cause, Channel, Department, Result, Satisfaction


@tracked()
class Complaint(models.Model):
    """A case: what the customer says and demands, whom it is about, who handles it, how far it has come.

    ``store``, ``on`` and ``registered_at`` repeat the paper's store, business date and time, so that
    statistics read one range of one index and no other table; ``due_at`` repeats when the next of its
    promises is due. ``person`` is who the complaint is about, ``responsible`` who was found answerable:
    neither ever handles it (CHECK, and the trigger of 0002 for every step). What the customer said is
    never rewritten, steps are never skipped.
    """

    class Kind(models.TextChoices):
        QUALITY = "quality", _("product quality")
        SERVICE = "service", _("service")
        SUGGESTION = "suggestion", _("suggestion")

    class State(models.TextChoices):
        REGISTERED = "registered", pgettext_lazy("complaint", "to be judged")
        REFUSED = "refused", pgettext_lazy("complaint", "to be answered kindly")
        INVESTIGATING = "investigating", pgettext_lazy("complaint", "being investigated")
        PLANNING = "planning", pgettext_lazy("complaint", "plans to propose")
        ASKED = "asked", pgettext_lazy("complaint", "waiting for approval")
        APPROVED = "approved", pgettext_lazy("complaint", "to tell the customer")
        AGREED = "agreed", pgettext_lazy("complaint", "to carry out")
        CARRIED = "carried", pgettext_lazy("complaint", "to be accepted")
        ACCEPTED = "accepted", pgettext_lazy("complaint", "to follow up")
        FOLLOWED = "followed", pgettext_lazy("complaint", "to sum up")
        CLOSED = "closed", pgettext_lazy("complaint", "closed")
        AREA = "area", pgettext_lazy("complaint", "area manager's part")
        HEAD = "head", pgettext_lazy("complaint", "head office's call")
        THANKED = "thanked", pgettext_lazy("complaint", "to pass on")
        PASSED = "passed", pgettext_lazy("complaint", "with the department")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="complaint", verbose_name=_("document")
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    on = models.DateField(_("registered on"))
    registered_at = models.DateTimeField(_("registered at"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, db_collation="C")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, db_collation="C")
    state = models.CharField(
        _("state"), max_length=13, choices=State, default=State.REGISTERED, db_collation="C"
    )
    name = models.CharField(_("complainant"), max_length=60)
    telephone = models.CharField(_("telephone"), max_length=40, db_collation="C")
    what = models.TextField(_("what happened"))
    demand = models.TextField(_("what is demanded"), blank=True, default="")
    receipt = models.CharField(_("receipt"), max_length=40, blank=True, default="", db_collation="C")
    department = models.CharField(
        _("department"), max_length=12, choices=Department, blank=True, default="", db_collation="C"
    )
    shop = models.CharField(_("shop or counter"), max_length=60, blank=True, default="")
    floor = models.ForeignKey(
        Floor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("floor")
    )
    person = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person concerned")
    )
    person_name = models.CharField(
        _("person who isn't one of our staff"), max_length=60, blank=True, default=""
    )
    responsible = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person responsible")
    )
    handler = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("handler"))
    by_store = models.BooleanField(_("settled in the store already"), default=False)
    grounds = models.BooleanField(_("grounds sufficient"), null=True, blank=True)
    reasonable = models.BooleanField(_("demand reasonable"), null=True, blank=True)
    cause = models.CharField(
        _("cause"), max_length=12, choices=Cause, blank=True, default="", db_collation="C"
    )
    plan = models.ForeignKey(
        "Plan", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("plan chosen")
    )
    promised_on = models.DateField(_("promised by"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    carried_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    carried_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("carried out by")
    )
    followed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("followed up by")
    )
    satisfaction = models.CharField(
        _("satisfaction"), max_length=11, choices=Satisfaction, blank=True, default="", db_collation="C"
    )
    result = models.CharField(
        _("result"), max_length=12, choices=Result, blank=True, default="", db_collation="C"
    )
    summary = models.TextField(_("summary"), blank=True, default="")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(_("reopened"), default=0)
    due_at = models.DateTimeField(_("due next"), null=True, blank=True)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) | ~Q(person=F("handler")),
                name="complaints_not_about_the_handler",
            ),
            models.CheckConstraint(
                condition=Q(responsible__isnull=True) | ~Q(responsible=F("handler")),
                name="complaints_responsible_not_handler",
            ),
            models.CheckConstraint(
                condition=Q(followed_by__isnull=True) | ~Q(followed_by=F("handler")),
                name="complaints_followed_by_another",
            ),
            models.CheckConstraint(condition=Q(what__regex=r"\S", name__regex=r"\S"), name="complaints_told"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(plan__isnull=False, promised_on__isnull=False),
                name="complaints_agreed_to_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(carried_at__isnull=True)
                | Q(agreed_at__isnull=False, carried_at__gte=F("agreed_at"), carried_by__isnull=False),
                name="complaints_carried_out_once_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(closed_at__isnull=False, summary__regex=r"\S") & ~Q(result=""),
                name="complaints_closed_with_a_summary",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "carried"]) | Q(agreed_at__isnull=False),
                name="complaints_agreed_before_it_is_carried_out",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["quality", "service", "suggestion"]), name="complaints_known_kind"
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "due_at"], condition=~Q(state="closed"), name="complaints_due_next"
            ),
            models.Index(fields=["store", "-id"], name="complaints_latest"),
            models.Index(fields=["store", "on", "kind"], name="complaints_of_day"),
            models.Index("store", Right("telephone", 4), name="complaints_by_tail"),
        ]

    def __str__(self) -> str:
        return str(self.document)

    @property
    def is_suggestion(self) -> bool:
        """A suggestion is thanked for, passed on, tracked and summed up, without a plan."""
        return self.kind == self.Kind.SUGGESTION

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED
