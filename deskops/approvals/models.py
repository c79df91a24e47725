"""Asking and deciding: one row per role asked, never changed once decided."""

from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.frozen import frozen_text
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Floor, Role, Staff, Store

from .terms import Terms


class Decision(models.TextChoices):
    """How an approval stands. ``VOID`` died with its terms, decided or not."""

    PENDING = "pending", _("waiting")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    VOID = "void", _("void")


@tracked()
class Approval(models.Model):
    """A decision about a document asked of a role at a store, or a floor of it, by somebody else.

    ``round`` counts the asks of the document, ``step`` the turns within one: step 2 waits until all
    of step 1 are approved. ``counter_of`` is the colleague on whose screen the decider signed, null
    when it was their own session. The triggers of 0002 freeze the terms and every decision.
    """

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="approvals", verbose_name=_("document")
    )
    round = models.PositiveSmallIntegerField(_("round"))
    step = models.PositiveSmallIntegerField(_("step"), default=1)
    role = models.CharField(_("asked of"), max_length=20, choices=Role, db_collation="C")
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    floor = models.ForeignKey(
        Floor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("floor")
    )
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    body = models.TextField(_("terms"))
    digest = models.CharField(_("fingerprint"), max_length=64, db_collation="C")
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, default=Decision.PENDING, db_collation="C"
    )
    decided_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    counter_of = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("on the screen of")
    )
    note = models.TextField(_("note"), blank=True, default="")
    voided_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("voided by")
    )
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    void_reason = models.CharField(_("why void"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "round", "role", "store", "floor"],
                nulls_distinct=False,
                name="approvals_once_per_round",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="approvals_not_by_asker",
            ),
            models.CheckConstraint(
                condition=Q(counter_of__isnull=True) | ~Q(counter_of=F("decided_by")),
                name="approvals_counter_is_anothers",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.FLOOR_SUPERVISOR) | Q(floor__isnull=False),
                name="approvals_floor_named",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=["approved", "rejected"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="approvals_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decision="rejected") | Q(note__regex=r"\S"),
                name="approvals_rejected_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(decision="void") ^ Q(voided_by__isnull=True, voided_at__isnull=True),
                name="approvals_void_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="approvals_known_decision"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="approvals_known_role"),
            models.CheckConstraint(condition=Q(round__gte=1, step__gte=1), name="approvals_from_one"),
            frozen_text(body="body", digest="digest", name="approvals_terms_fingerprint"),
        ]
        indexes = [
            models.Index(
                fields=["store", "role", "asked_at"],
                condition=Q(decision="pending"),
                name="approvals_waiting",
            ),
            models.Index(fields=["asked_by", "-asked_at"], name="approvals_of_asker"),
            models.Index(
                fields=["decided_by", "-decided_at"],
                condition=Q(decided_by__isnull=False),
                name="approvals_of_decider",
            ),
            models.Index(fields=["store", "-asked_at"], name="approvals_of_store"),
        ]

    def __str__(self) -> str:
        return f"{self.document} · {self.get_role_display()} · {self.get_decision_display()}"

    @cached_property
    def terms(self) -> Terms:
        """What was asked, read from the frozen text."""
        return Terms.read(self.body)
