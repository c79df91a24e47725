"""A numbered paper that passes from one department to another, signed by both; what is sent is frozen."""

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.core.frozen import frozen_text
from deskops.core.models import StoredFile
from deskops.core.money import MoneyField
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Floor, Role, Staff, Store

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from .kinds import HandoffKind

type Word = str | _StrPromise


class State(models.TextChoices):
    """Where a handoff stands: draft → sent → received, or disputed → settled → received."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")
    DISPUTED = "disputed", _("disputed")
    SETTLED = "settled", _("settled")
    RECEIVED = "received", _("received")
    WITHDRAWN = "withdrawn", _("withdrawn")


ENDED = (State.RECEIVED, State.WITHDRAWN)


def signed(word: Word) -> Any:
    """A member of staff who signed, null until then."""
    return models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=word
    )


def moment(word: Word) -> Any:
    """When it was signed, null until then."""
    return models.DateTimeField(word, null=True, blank=True)


def image(word: Word) -> Any:
    """A stored picture, null where there is none."""
    return models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=word
    )


@tracked()
class Handoff(models.Model):
    """One handing over. ``body`` is the canonical text of all that was sent, ``digest`` its SHA-256.

    ``business_date`` is the day the figures belong to, ``occasion`` makes a kind happen once per
    store, floor and occasion (empty: as often as wanted). Totals are of the counted sections;
    ``final_…`` are the figures both signed. The triggers of 0002 keep the order of states and
    freeze what was sent.
    """

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="handoff", verbose_name=_("document")
    )
    kind = models.CharField(_("kind"), max_length=20, db_collation="C")
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    floor = models.ForeignKey(
        Floor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("floor")
    )
    business_date = models.DateField(_("business date"))
    occasion = models.CharField(_("occasion"), max_length=60, blank=True, default="", db_collation="C")
    giver_role = models.CharField(_("from"), max_length=20, choices=Role, db_collation="C")
    receiver_role = models.CharField(_("to"), max_length=20, choices=Role, db_collation="C")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, db_collation="C")
    due_at = moment(_("due"))
    body = models.TextField(_("what was sent"))
    digest = models.CharField(_("fingerprint"), max_length=64, db_collation="C")
    line_count = models.PositiveIntegerField(_("lines"))
    total_amount = MoneyField(_("total"), null=True, blank=True)
    total_quantity = models.BigIntegerField(_("pieces"), null=True, blank=True)
    sent_by = signed(_("given by"))
    sent_at = moment(_("sent at"))
    sent_signature = image(_("giver's signature"))
    disputed_by = signed(_("disputed by"))
    disputed_at = moment(_("disputed at"))
    settled_by = signed(_("settled by"))
    settled_at = moment(_("settled at"))
    received_by = signed(_("received by"))
    received_at = moment(_("received at"))
    received_signature = image(_("receiver's signature"))
    counter_of = signed(_("received on the screen of"))
    receipt_number = models.CharField(_("receipt number"), max_length=40, blank=True, default="")
    receipt_image = image(_("image of the receipt"))
    final_amount = MoneyField(_("agreed total"), null=True, blank=True)
    final_quantity = models.BigIntegerField(_("agreed pieces"), null=True, blank=True)

    class Meta:
        verbose_name = _("handoff")
        verbose_name_plural = _("handoffs")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "store", "floor", "occasion"],
                nulls_distinct=False,
                condition=~Q(occasion="") & ~Q(state="withdrawn"),
                name="handoffs_once_per_occasion",
            ),
            models.CheckConstraint(
                condition=Q(received_by__isnull=True) | ~Q(received_by=F("sent_by")),
                name="handoffs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(sent_by__isnull=False, sent_at__isnull=False),
                name="handoffs_signed_by_giver",
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | Q(received_by__isnull=False, received_at__isnull=False),
                name="handoffs_signed_by_receiver",
            ),
            models.CheckConstraint(
                condition=~Q(state="disputed") | Q(disputed_by__isnull=False, disputed_at__isnull=False),
                name="handoffs_disputed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="handoffs_settled_by_somebody",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="handoffs_known_state"),
            models.CheckConstraint(
                condition=~Q(receiver_role=Role.FLOOR_SUPERVISOR) | Q(floor__isnull=False),
                name="handoffs_floor_named",
            ),
            frozen_text(body="body", digest="digest", name="handoffs_fingerprint"),
        ]
        indexes = [
            models.Index(
                fields=["store", "due_at"],
                condition=~Q(state__in=["received", "withdrawn"]),
                name="handoffs_open",
            ),
            models.Index(fields=["store", "-business_date", "kind"], name="handoffs_of_day"),
        ]

    def __str__(self) -> str:
        return str(self.document)

    @cached_property
    def spec(self) -> "HandoffKind":
        """The kind as its workflow plugged it in."""
        from .kinds import handoff_kinds

        return handoff_kinds.get(self.kind)

    @cached_property
    def content(self) -> dict[str, Any]:
        """What ``body`` holds."""
        found: dict[str, Any] = json.loads(self.body)
        return found


def _same(given: str, found: str) -> Q:
    return Q(**{found: F(given)}) | Q(**{f"{given}__isnull": True, f"{found}__isnull": True})


@tracked(exclude=("differs",))
class HandoffLine(models.Model):
    """One line: what the giver says (frozen once sent), what the receiver finds, what both agree on.

    ``differs`` is computed by the database: null while the line has not been looked at.
    """

    handoff = models.ForeignKey(Handoff, models.PROTECT, related_name="lines", verbose_name=_("handoff"))
    position = models.PositiveIntegerField(_("no."))
    section = models.CharField(_("part"), max_length=20, db_collation="C", blank=True)
    key = models.CharField(_("key"), max_length=60, db_collation="C")
    label = models.CharField(_("label"), max_length=200)
    values = models.JSONField(_("values"), default=dict, encoder=DjangoJSONEncoder)
    amount = MoneyField(_("amount"), null=True, blank=True)
    quantity = models.BigIntegerField(_("quantity"), null=True, blank=True)
    found_amount = MoneyField(_("amount found"), null=True, blank=True)
    found_quantity = models.BigIntegerField(_("quantity found"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    agreed_amount = MoneyField(_("amount agreed"), null=True, blank=True)
    agreed_quantity = models.BigIntegerField(_("quantity agreed"), null=True, blank=True)
    settlement = models.CharField(_("how it was settled"), max_length=200, blank=True, default="")
    differs = models.GeneratedField(
        expression=Case(
            When(Q(found_amount__isnull=True, found_quantity__isnull=True), then=Value(None)),
            When(_same("amount", "found_amount") & _same("quantity", "found_quantity"), then=Value(False)),
            default=Value(True),
        ),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("line of a handoff")
        verbose_name_plural = _("lines of handoffs")
        constraints = [
            models.UniqueConstraint(fields=["handoff", "position"], name="handoffs_line_position_once"),
            models.UniqueConstraint(fields=["handoff", "section", "key"], name="handoffs_line_key_once"),
            models.CheckConstraint(
                condition=Q(amount__isnull=False) | Q(quantity__isnull=False), name="handoffs_line_has_figure"
            ),
            models.CheckConstraint(
                condition=(Q(amount__isnull=False) | Q(found_amount__isnull=True, agreed_amount__isnull=True))
                & (Q(quantity__isnull=False) | Q(found_quantity__isnull=True, agreed_quantity__isnull=True)),
                name="handoffs_line_same_figures",
            ),
        ]
        indexes = [
            models.Index(
                fields=["handoff", "position"], condition=Q(differs=True), name="handoffs_lines_differing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.handoff_id} {self.position} {self.label}"


class Export(models.Model):
    """The frozen lines as a file, made once: asked for again, the same file answers."""

    class Format(models.TextChoices):
        """What the file is."""

        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"

    handoff = models.ForeignKey(Handoff, models.PROTECT, related_name="exports", verbose_name=_("handoff"))
    format = models.CharField(_("format"), max_length=4, choices=Format, db_collation="C")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("export of a handoff")
        verbose_name_plural = _("exports of handoffs")
        constraints = [
            models.UniqueConstraint(fields=["handoff", "format"], name="handoffs_export_once"),
            models.CheckConstraint(condition=Q(format__in=["xlsx", "csv"]), name="handoffs_export_format"),
        ]

    def __str__(self) -> str:
        return f"{self.handoff} {self.format}"


append_only.add("handoffs_export")
