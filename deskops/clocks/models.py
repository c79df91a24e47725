"""Promises of time: what was promised under which policy, when it is due, whether it was kept."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Floor, Role, Staff, Store


class Policy(models.Model):
    """One version of a promise: so many hours, on the wall's clock or of working days.

    ``warn_hours`` before it is due the list says so. ``pause_hours`` is how long it may be paused in
    all, 0 for never. Rows are never changed: another promise is another version.
    """

    code = models.CharField(_("code"), max_length=30, db_collation="C")
    version = models.PositiveSmallIntegerField(_("version"))
    hours = models.PositiveIntegerField(_("hours"))
    working_days = models.BooleanField(_("of working days"), default=False)
    warn_hours = models.PositiveIntegerField(_("warn hours before"), default=0)
    pause_hours = models.PositiveIntegerField(_("may be paused for hours"), default=0)
    source = models.CharField(_("rule it comes from"), max_length=300)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="clocks_policy_version_once"),
            models.CheckConstraint(condition=Q(hours__gte=1), name="clocks_policy_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


@tracked()
class Target(models.Model):
    """One promise about a document: by when, whose job it is now, when it was met or missed.

    ``role``, ``store`` and ``floor`` say who has to act, ``person`` who of them where it is one's own.
    ``until`` is the day that was promised, where a day was. ``missed_at`` is the moment it was due,
    written once, and nothing clears it; ``dropped_at`` ends a promise that lost its object before it
    was due. The triggers of 0002 and 0004 keep that.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="targets", verbose_name=_("document"))
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+", verbose_name=_("policy"))
    role = models.CharField(_("whose job"), max_length=20, choices=Role, db_collation="C")
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    floor = models.ForeignKey(
        Floor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("floor")
    )
    person = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handler")
    )
    started_at = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("promised until"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"))
    warn_at = models.DateTimeField(_("warn at"))
    met_at = models.DateTimeField(_("met at"), null=True, blank=True)
    met_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("met by")
    )
    met_how = models.CharField(_("met how"), max_length=200, blank=True, default="")
    missed_at = models.DateTimeField(_("missed at"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)

    class Meta:
        verbose_name = _("promise of time")
        verbose_name_plural = _("promises of time")
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gt=F("started_at")), name="clocks_due_after_start"),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True, met_by__isnull=True, met_how="")
                | Q(met_at__isnull=False, met_by__isnull=False, met_how__regex=r"\S"),
                name="clocks_met_by_an_act",
            ),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(dropped_at__isnull=True), name="clocks_met_or_dropped"
            ),
            models.UniqueConstraint(
                fields=["document", "policy"],
                condition=Q(met_at__isnull=True, dropped_at__isnull=True),
                name="clocks_one_open_promise",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "due_at"],
                condition=Q(met_at__isnull=True, dropped_at__isnull=True),
                name="clocks_due_next",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(met_at__isnull=True, dropped_at__isnull=True, missed_at__isnull=True),
                name="clocks_to_miss",
            ),
            models.Index(
                fields=["warn_at"],
                condition=Q(met_at__isnull=True, dropped_at__isnull=True, missed_at__isnull=True),
                name="clocks_to_warn",
            ),
            models.Index(
                fields=["store", "document"],
                condition=Q(missed_at__isnull=False),
                name="clocks_missed_of_store",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.policy}"


@tracked()
class Pause(models.Model):
    """A stretch in which a promise stands still, with reason, person and end; open while it lasts."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="pauses", verbose_name=_("promise"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="clocks_pause_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="clocks_pause_has_reason"),
            models.UniqueConstraint(
                fields=["target"], condition=Q(ends_at__isnull=True), name="clocks_one_open_pause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.starts_at}"


class Allowance(models.Model):
    """Hours that a manager lets a promise be paused beyond its policy's cap, and why. Never changed."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="allowances", verbose_name=_("promise"))
    hours = models.PositiveIntegerField(_("further hours"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("allowed by"))
    at = models.DateTimeField(_("allowed at"))

    class Meta:
        verbose_name = _("pause beyond the cap")
        verbose_name_plural = _("pauses beyond the cap")
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=1), name="clocks_allowance_takes_time"),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="clocks_allowance_has_reason"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.target} +{self.hours}"


class Notice(models.Model):
    """Somebody was told of a promise: its handler before it is due, the manager after it was missed.

    ``role``, ``store``, ``floor`` and ``person`` say who was told. A promise is told of once for each
    moment at which it is due; ``seen_at`` takes what was missed out of the manager's inbox.
    """

    class Kind(models.TextChoices):
        DUE = "due", _("due soon")
        MISSED = "missed", _("missed")

    target = models.ForeignKey(Target, models.PROTECT, related_name="notices", verbose_name=_("promise"))
    kind = models.CharField(_("what is told"), max_length=6, choices=Kind, db_collation="C")
    role = models.CharField(_("told to"), max_length=20, choices=Role, db_collation="C")
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    floor = models.ForeignKey(
        Floor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("floor")
    )
    person = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person told")
    )
    due_at = models.DateTimeField(_("due"))
    at = models.DateTimeField(_("told at"))
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    seen_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seen by")
    )

    class Meta:
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        constraints = [
            models.UniqueConstraint(fields=["target", "kind", "due_at"], name="clocks_told_once"),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="clocks_seen_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "due_at", "id"],
                condition=Q(seen_at__isnull=True),
                name="clocks_unseen_by_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.get_kind_display()}"


append_only |= {"clocks_policy", "clocks_allowance"}
