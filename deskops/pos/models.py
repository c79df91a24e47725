"""Tills of the POS that are connected, their keys, and what each has done through the interface."""

from uuid import uuid4

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff, Store

PER_MINUTE = 600
code_validator = RegexValidator(
    r"^[0-9A-Z-]{1,20}$", _("Capital letters, digits and hyphens, at most twenty.")
)


@tracked()
class PosTill(models.Model):
    """One till of the POS (收银机) that may speak to the desk. ``code`` is its number on receipts.

    ``staff`` is who stands as its maker on papers; nobody can sign in as it. ``space`` keeps its
    operations' keys apart from those of every other till. ``per_minute`` is how many requests each of
    its keys may send in a minute.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    code = models.CharField(_("POS number"), max_length=20, db_collation="C", validators=[code_validator])
    name = models.CharField(_("name"), max_length=60)
    staff = models.OneToOneField(Staff, models.PROTECT, related_name="+", verbose_name=_("acts as"))
    space = models.UUIDField(_("space of its keys"), default=uuid4, unique=True, editable=False)
    per_minute = models.PositiveIntegerField(_("requests a minute"), default=PER_MINUTE)

    class Meta:
        verbose_name = _("POS till")
        verbose_name_plural = _("POS tills")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "code"],
                name="pos_till_once_per_store",
                violation_error_message=_("This POS is connected already."),
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z-]{1,20}$"), name="pos_till_code_form"),
            models.CheckConstraint(condition=Q(per_minute__gte=1), name="pos_till_may_ask"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


@tracked(exclude=("digest",))
class TillKey(models.Model):
    """A key by which a till proves who it is; the database knows its SHA-256 and its first letters only.

    Two may hold at once while the till is changed over to the new one.
    """

    till = models.ForeignKey(PosTill, models.PROTECT, related_name="keys", verbose_name=_("POS till"))
    start = models.CharField(_("begins with"), max_length=12, db_collation="C")
    digest = models.CharField(_("digest"), max_length=64, unique=True, db_collation="C")
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    revoked_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("key of a POS till")
        verbose_name_plural = _("keys of POS tills")
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="pos_key_hashed"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__gte=F("made_at"), revoked_by__isnull=False),
                name="pos_key_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start}…"


class Pace(models.Model):
    """How many requests a key has sent in the minute it last sent one; lost in a crash, and no harm.

    Unlogged (0002): counting costs no write to the disk.
    """

    key = models.OneToOneField(TillKey, models.PROTECT, primary_key=True, related_name="pace")
    minute = models.BigIntegerField()
    asked = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("pace of a key")
        verbose_name_plural = _("paces of keys")

    def __str__(self) -> str:
        return f"{self.key_id}: {self.asked}"


class Operation(models.Model):
    """What a till asked for once and what it was answered: asked again, the same answer.

    ``digest`` is of the whole request; ``asked`` keeps what may be kept of it, cards by their last four.
    ``document`` is the paper it made. ``status`` is the answer's HTTP status.
    """

    till = models.ForeignKey(PosTill, models.PROTECT, related_name="operations", verbose_name=_("POS till"))
    key = models.CharField(_("idempotency key"), max_length=64, db_collation="C")
    name = models.CharField(_("operation"), max_length=20, db_collation="C")
    digest = models.CharField(_("digest of the request"), max_length=64, blank=True, db_collation="C")
    asked = models.JSONField(_("request"), default=dict)
    status = models.PositiveSmallIntegerField(_("status"))
    answer = models.JSONField(_("answer"), default=dict)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    used = models.ForeignKey(
        TillKey, models.PROTECT, related_name="+", db_index=False, verbose_name=_("by key")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("operation of a POS till")
        verbose_name_plural = _("operations of POS tills")
        constraints = [
            models.UniqueConstraint(fields=["till", "key"], name="pos_operation_once"),
            models.CheckConstraint(condition=~Q(key=""), name="pos_operation_has_a_key"),
        ]
        indexes = [models.Index(fields=["till", "-at"], name="pos_operations_of_till")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


append_only |= {"pos_operation"}
