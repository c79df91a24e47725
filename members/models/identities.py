"""What must not be read: ID numbers and addresses, sealed, outside of history; and who looked at them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.org.models import Staff, Store

from ..rules.identity import PaperKind
from .people import BLIND, Member


class Identity(models.Model):
    """A member's ID number and address, sealed with a key of the member's own.

    ``wrapped_key`` is that key sealed by the master key of ``key_version``; once it is gone, nothing
    opens the rest. ``number_index`` and ``tail_index`` are keyed digests for searching without
    opening. An address that a paper does not register is a residence and matches no household.
    """

    member = models.OneToOneField(
        Member, models.PROTECT, primary_key=True, related_name="identity", verbose_name=_("member")
    )
    paper_kind = models.CharField(
        _("identity paper"), max_length=20, choices=PaperKind, default=PaperKind.RESIDENT_ID
    )
    number_sealed = models.BinaryField(null=True, blank=True)
    address_sealed = models.BinaryField(null=True, blank=True)
    residence = models.BooleanField(_("address is a residence"), default=False)
    number_index = models.BinaryField(max_length=BLIND, null=True, blank=True)
    tail_index = models.BinaryField(max_length=BLIND, null=True, blank=True)
    wrapped_key = models.BinaryField(null=True, blank=True)
    key_version = models.CharField(max_length=16, db_collation="C", blank=True, default="")
    seen_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("original seen by")
    )
    seen_at = models.DateTimeField(_("original seen at"), null=True, blank=True)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [
            models.UniqueConstraint(fields=["number_index"], name="members_identity_one_member"),
            models.CheckConstraint(
                condition=Q(number_sealed__isnull=True, number_index__isnull=True, tail_index__isnull=True)
                | Q(number_sealed__isnull=False, number_index__isnull=False, tail_index__isnull=False),
                name="members_identity_indexed_when_known",
            ),
            models.CheckConstraint(
                condition=Q(wrapped_key__isnull=False)
                | Q(number_sealed__isnull=True, address_sealed__isnull=True),
                name="members_identity_key_or_nothing",
            ),
            models.CheckConstraint(
                condition=Q(seen_by__isnull=True, seen_at__isnull=True)
                | Q(seen_by__isnull=False, seen_at__isnull=False),
                name="members_identity_seen_by_and_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tail_index", "member"],
                name="members_identity_tail",
                condition=Q(tail_index__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.get_paper_kind_display()


class Reveal(models.Model):
    """Somebody looked at a full ID number or address, and why. Never changed, never deleted."""

    class What(models.TextChoices):
        NUMBER = "number", _("ID number")
        ADDRESS = "address", _("address")

    member = models.ForeignKey(Member, models.PROTECT, related_name="reveals", verbose_name=_("member"))
    what = models.CharField(_("what"), max_length=10, choices=What)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("look at a secret")
        verbose_name_plural = _("looks at secrets")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="members_reveal_has_reason"),
        ]
        indexes = [models.Index(fields=["member", "-at"], name="members_reveal_of_member")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.member_id}"


append_only |= {"members_reveal"}
