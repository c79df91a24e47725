"""At hand while a caller waits: extensions and frequent questions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.history import tracked
from deskops.org.models import Staff, Store

from .words import Department


@tracked()
class Extension(models.Model):
    """A number of the switchboard or the directory; ``private`` ones only managers see."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    department = models.CharField(_("department"), max_length=12, choices=Department, db_collation="C")
    name = models.CharField(_("person or place"), max_length=60)
    extension = models.CharField(_("extension"), max_length=10, blank=True, default="", db_collation="C")
    outside = models.CharField(_("outside number"), max_length=40, blank=True, default="", db_collation="C")
    private = models.BooleanField(_("a manager's number"), default=False)
    words = models.CharField(_("what for"), max_length=120, blank=True, default="")
    pinyin = models.CharField(_("pinyin"), max_length=400, blank=True, default="", db_collation="C")
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("directory")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "extension"],
                condition=Q(is_active=True) & ~Q(extension=""),
                name="complaints_extension_once",
            ),
            models.CheckConstraint(
                condition=~Q(extension="", outside=""), name="complaints_extension_has_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.extension or self.outside}"


class DirectoryReview(models.Model):
    """The directory of a store was gone through in a month; the first to say so is kept."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    month = models.DateField(_("month"))
    words = models.CharField(_("what was changed"), max_length=200, blank=True, default="")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("review of the directory")
        verbose_name_plural = _("reviews of the directory")
        constraints = [
            models.UniqueConstraint(fields=["store", "month"], name="complaints_reviewed_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="complaints_review_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.store} {self.month:%Y-%m}"


@tracked()
class Question(models.Model):
    """A frequent question with its answer, for one store or the chain; found by Chinese and by pinyin."""

    store = models.ForeignKey(
        Store,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("store"),
        help_text=_("Empty: for the whole chain."),
    )
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"))
    words = models.CharField(_("other words for it"), max_length=200, blank=True, default="")
    pinyin = models.TextField(_("pinyin"), blank=True, default="", db_collation="C")
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("frequent question")
        verbose_name_plural = _("frequent questions")
        constraints = [
            models.CheckConstraint(
                condition=Q(question__regex=r"\S", answer__regex=r"\S"), name="complaints_question_answered"
            ),
        ]

    def __str__(self) -> str:
        return self.question


append_only |= {"complaints_directoryreview"}
