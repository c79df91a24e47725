"""Large items left at the desk (大件寄存)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.models import StoredFile
from deskops.documents.models import Document
from deskops.history import tracked
from deskops.org.models import Staff, Store

from .people import Person
from .places import Place


@tracked()
class Deposit(models.Model):
    """A thing kept for a customer, with a voucher (民法典 888, 891); given back once.

    ``tag`` is the number of a tag that hangs on it, where the house has tags of its own: one open deposit
    per tag. Else the slip with the paper's number is the tag. Declared valuables lie sealed (898).
    """

    class State(models.TextChoices):
        KEPT = "kept", pgettext_lazy("deposit", "waiting for its owner")
        RETURNED = "returned", pgettext_lazy("deposit", "given back")
        LEFT = "left", pgettext_lazy("deposit", "passed to lost property")

    class How(models.TextChoices):
        TAG = "tag", _("against the tag")
        IDENTITY = "identity", _("without the tag, identity checked")

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="deposit", verbose_name=_("document")
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    tag = models.CharField(_("tag"), max_length=40, blank=True, default="", db_collation="C")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.KEPT, db_collation="C")
    description = models.CharField(_("what it is"), max_length=200)
    look = models.CharField(_("how it looks"), max_length=200, blank=True, default="")
    pieces = models.PositiveSmallIntegerField(
        _("pieces"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    valuables = models.CharField(_("valuables declared"), max_length=200, blank=True, default="")
    seal = models.CharField(_("seal number"), max_length=40, blank=True, default="", db_collation="C")
    photo = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    owner = models.ForeignKey(Person, models.PROTECT, related_name="deposits", verbose_name=_("owner"))
    place = models.CharField(_("place"), max_length=10, choices=Place, db_collation="C")
    spot = models.CharField(_("spot"), max_length=40, blank=True, default="")
    how = models.CharField(
        _("how given back"), max_length=10, choices=How, blank=True, default="", db_collation="C"
    )
    returned_at = models.DateTimeField(_("given back at"), null=True, blank=True)
    returned_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("given back by")
    )
    taker = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken by")
    )
    reason = models.CharField(_("why without the tag"), max_length=200, blank=True, default="")
    second = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("second signature")
    )

    class Meta:
        verbose_name = _("deposit")
        verbose_name_plural = _("deposits")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "tag"],
                condition=Q(state="kept") & ~Q(tag=""),
                name="lockers_deposit_one_open_per_tag",
            ),
            models.CheckConstraint(condition=Q(description__regex=r"\S"), name="lockers_deposit_described"),
            models.CheckConstraint(condition=Q(pieces__gte=1), name="lockers_deposit_pieces"),
            models.CheckConstraint(
                condition=Q(valuables="") | Q(seal__regex=r"\S"), name="lockers_deposit_valuables_sealed"
            ),
            models.CheckConstraint(
                condition=Q(state="returned", returned_at__isnull=False, returned_by__isnull=False)
                & ~Q(how="")
                & Q(taker__isnull=False)
                | ~Q(state="returned") & Q(returned_at__isnull=True, how="", taker__isnull=True),
                name="lockers_deposit_returned_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(how="identity") | Q(reason__regex=r"\S"), name="lockers_deposit_no_tag_reason"
            ),
            models.CheckConstraint(
                condition=~Q(how="identity") | Q(valuables="") | Q(second__isnull=False),
                name="lockers_deposit_valuables_second",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "id"], condition=Q(state="kept"), name="lockers_deposit_kept"),
            models.Index(fields=["store", "-id"], name="lockers_deposit_latest"),
        ]

    def __str__(self) -> str:
        return str(self.document)
