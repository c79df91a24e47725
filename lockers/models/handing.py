"""Found items handed on after the keeping period (移交)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff


@tracked()
class HandingOver(models.Model):
    """Found items handed on after the keeping period (移交), as one list with approval."""

    class Way(models.TextChoices):
        POLICE = "police", _("to the police")
        CHARITY = "charity", _("to charity")
        DESTROYED = "destroyed", _("destroyed")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("list", "waiting for approval")
        APPROVED = "approved", pgettext_lazy("list", "to be handed over")
        DONE = "done", pgettext_lazy("list", "handed over")
        REJECTED = "rejected", pgettext_lazy("list", "rejected")
        CANCELLED = "cancelled", pgettext_lazy("list", "cancelled")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="handing_over", verbose_name=_("document")
    )
    way = models.CharField(_("where to"), max_length=10, choices=Way, db_collation="C")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED, db_collation="C")
    reason = models.CharField(_("reason"), max_length=200)
    listed = models.JSONField(_("items as asked"), default=list)
    taken_by = models.CharField(_("taken by"), max_length=60, blank=True, default="")
    reference = models.CharField(_("their paper or number"), max_length=60, blank=True, default="")
    done_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handed over by")
    )
    done_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    ended_why = models.CharField(_("why it ended"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("list of found items handed on")
        verbose_name_plural = _("lists of found items handed on")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False, done_by__isnull=False, taken_by__regex=r"\S")
                | ~Q(state="done") & Q(done_at__isnull=True),
                name="lockers_handing_done_by_somebody",
            ),
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="lockers_handing_reason"),
        ]

    def __str__(self) -> str:
        return str(self.document)
