"""Customers as lockers know them: no more than is needed, forgotten when the term ends."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.papers.models import Proxy
from members.rules.masks import mask_phone


class Person(models.Model):
    """An owner, finder or claimant: name, telephone (E.164), kind and last four of the paper that was seen.

    In a table of its own, outside history, so that it can be forgotten: ``forgotten_on`` is the day.
    A full number of an identity paper is never stored.
    """

    name = models.CharField(_("name"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True, default="", db_collation="C")
    paper = models.CharField(
        _("paper seen"), max_length=10, choices=Proxy.Seen, blank=True, default="", db_collation="C"
    )
    last4 = models.CharField(_("last four"), max_length=4, blank=True, default="", db_collation="C")
    forgotten_on = models.DateField(_("forgotten on"), null=True, blank=True)

    class Meta:
        verbose_name = _("customer at the lockers")
        verbose_name_plural = _("customers at the lockers")
        constraints = [
            models.CheckConstraint(
                condition=Q(paper="", last4="") | ~Q(paper="") & Q(last4__regex=r"^[0-9A-Z]{4}$"),
                name="lockers_person_last_four",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_on__isnull=True, name__regex=r"\S")
                | Q(forgotten_on__isnull=False, name="", phone="", last4=""),
                name="lockers_person_named_or_forgotten",
            ),
        ]
        indexes = [models.Index(fields=["phone"], condition=~Q(phone=""), name="lockers_person_phone")]

    def __str__(self) -> str:
        return self.name or str(_("forgotten"))

    @property
    def masked(self) -> str:
        """The telephone as lists and papers show it."""
        return mask_phone(self.phone) if self.phone else ""

    @property
    def identity(self) -> str:
        """The paper seen and its last four, nothing when none was."""
        return f"{self.get_paper_display()} …{self.last4}" if self.last4 else ""
