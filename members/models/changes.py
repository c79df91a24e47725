"""Changes of a member's details (基础信息更改申请表), the calls that verify them, and the day's batch."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff

from .cards import MemberCard
from .people import Member


@tracked()
class Change(models.Model):
    """A change of details asked for; nothing about the member changes before it is decided.

    ``first_card`` is the card that the household of a new address has already, ``reason`` why the member
    keeps theirs beside it. ``asker_told``: whoever brought a form that was not carried out knows it.
    ``batch`` is the handoff that told the information department.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to be verified")
        ASKED = "asked", _("waiting for approval")
        APPLIED = "applied", _("changed")
        REFUSED = "refused", _("not changed")

    WAITING = (State.OPEN, State.ASKED)

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="change", verbose_name=_("document")
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="changes", verbose_name=_("member"))
    papers_seen = models.BooleanField(_("papers seen"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    asker_told = models.BooleanField(_("asker told"), default=False)
    first_card = models.ForeignKey(
        MemberCard,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the household's first card"),
    )
    reason = models.CharField(_("reason for a second card"), max_length=200, blank=True, default="")
    batch = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("told the information department on"),
    )

    class Meta:
        verbose_name = _("change of details")
        verbose_name_plural = _("changes of details")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "asked"], decided_by__isnull=True, decided_at__isnull=True)
                | Q(state__in=["applied", "refused"], decided_by__isnull=False, decided_at__isnull=False),
                name="members_change_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(batch__isnull=True) | Q(state="applied"), name="members_change_told_when_applied"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(note=""), name="members_change_refusal_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(asker_told=False) | Q(state="refused"), name="members_change_told_of_refusal"
            ),
            models.CheckConstraint(
                condition=Q(first_card__isnull=True) | Q(reason__regex=r"\S"),
                name="members_change_second_card_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="asked") | Q(first_card__isnull=False),
                name="members_change_asked_about_card",
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(state__in=["open", "asked"]), name="members_change_one_open"
            ),
        ]
        indexes = [
            models.Index(
                fields=["decided_at"],
                name="members_change_untold",
                condition=Q(state="applied", batch__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.document)


class ChangeLine(models.Model):
    """One detail: what it was and what it shall be, as a paper may show it; in full only sealed.

    Of a PIN only that it shall be reset is kept: the information department sets it, the desk never
    knows it.
    """

    class Field(models.TextChoices):
        NAME = "name", _("name")
        MOBILE = "mobile", _("mobile")
        HOME_PHONE = "home_phone", _("home telephone")
        ADDRESS = "address", _("registered address")
        PIN = "pin", _("PIN")

    change = models.ForeignKey(Change, models.PROTECT, related_name="lines", verbose_name=_("change"))
    field = models.CharField(_("detail"), max_length=10, choices=Field)
    before = models.CharField(_("before"), max_length=200, blank=True, default="")
    after = models.CharField(_("after"), max_length=200, blank=True, default="")
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("changed detail")
        verbose_name_plural = _("changed details")
        constraints = [
            models.UniqueConstraint(fields=["change", "field"], name="members_change_line_once"),
            models.CheckConstraint(
                condition=Q(field__in=["name", "mobile", "home_phone", "address", "pin"]),
                name="members_change_line_known_field",
            ),
        ]

    def __str__(self) -> str:
        return self.get_field_display()

    @property
    def outcome(self) -> str:
        """What it shall be, in words where there is no value."""
        return gettext("to be reset") if self.field == self.Field.PIN else self.after


class VerificationCall(models.Model):
    """A call that verifies a change: which number was rung and what came of it. Never changed."""

    class Number(models.TextChoices):
        OLD = "old", _("number on record")
        NEW = "new", _("new number")

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("the member agreed")
        IDENTIFIED = "identified", _("answered the identity questions and agreed")
        REFUSED = "refused", _("the member refused")
        FAILED = "failed", _("could not answer the identity questions")
        NO_ANSWER = "no_answer", _("no answer")

    change = models.ForeignKey(Change, models.PROTECT, related_name="calls", verbose_name=_("change"))
    number = models.CharField(_("number rung"), max_length=5, choices=Number)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("rung by"))
    at = models.DateTimeField(_("rung at"))
    note = models.CharField(_("note"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("verification call")
        verbose_name_plural = _("verification calls")
        ordering = ["at", "id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_number_display()}: {self.get_outcome_display()}"


append_only |= {"members_verificationcall"}
