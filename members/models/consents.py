"""Consent to the use of personal data, and to marketing, each with the text that was agreed to."""

import pgtrigger
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.core.frozen import frozen_text
from deskops.org.models import Staff

from .people import Member


class ConsentKind(models.TextChoices):
    """What is consented to; one never bundles the other (个人信息保护法 art. 29)."""

    PERSONAL_DATA = "personal_data", _("collection and use of personal data")
    MARKETING = "marketing", _("marketing calls and messages")


class ConsentText(models.Model):
    """A text that people agree to, frozen: its digest is checked by the database."""

    kind = models.CharField(_("kind"), max_length=20, choices=ConsentKind)
    version = models.CharField(_("version"), max_length=20, db_collation="C")
    body = models.TextField(_("text"))
    body_en = models.TextField(_("text in English"))
    digest = models.CharField(max_length=64, db_collation="C")
    starts = models.DateField(_("used from"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="members_text_one_version"),
            frozen_text(body="body", digest="digest", name="members_text_frozen"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


class Consent(models.Model):
    """A member gave or withdrew a consent; the latest row of a kind holds. Never changed."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="consents", verbose_name=_("member"))
    kind = models.CharField(_("kind"), max_length=20, choices=ConsentKind)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+", verbose_name=_("text"))
    given = models.BooleanField(_("given"))
    at = models.DateTimeField(_("at"))
    clerk = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("clerk"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=TransactionNow())

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["member", "kind", "-id"], name="members_consent_latest")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {'+' if self.given else '-'}"


append_only |= {"members_consent", "members_consenttext"}
