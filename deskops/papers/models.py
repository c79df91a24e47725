"""What was printed and what was signed; both are only added to."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import append_only
from deskops.core.frozen import frozen_text
from deskops.core.models import StoredFile
from deskops.documents.models import Document
from deskops.org.models import Staff

from .paper import Size


def _only_added() -> list[pgtrigger.Trigger]:
    return [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Print(models.Model):
    """One printing of a paper. ``count`` 1 is the original, from 2 on the paper says 补打.

    ``copy`` is the one copy that was asked for, 0 all of them. ``missing`` are the code points that no
    font has, which the paper shows as 〓. ``sha256`` is the file's.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="prints", verbose_name=_("document"))
    paper = models.CharField(_("paper printed"), max_length=40, db_collation="C")
    copy = models.PositiveSmallIntegerField(_("copy of the form"), default=0)
    count = models.PositiveIntegerField(_("print number"))
    size = models.CharField(_("sheet"), max_length=12, choices=Size, db_collation="C")
    language = models.CharField(_("language"), max_length=10, db_collation="C")
    pages = models.PositiveIntegerField(_("number of pages"))
    missing = models.CharField(_("characters without a glyph"), max_length=400, blank=True, default="")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("printed by"))
    at = models.DateTimeField(_("printed at"))
    sha256 = models.CharField("SHA-256", max_length=64, db_collation="C")

    class Meta:
        verbose_name = _("print")
        verbose_name_plural = _("prints")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "paper", "copy", "count"], name="papers_print_counted_once"
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="papers_print_from_one"),
        ]
        triggers = _only_added()

    def __str__(self) -> str:
        return f"{self.paper} {self.count}"


class Signature(models.Model):
    """Somebody signed: what text, how, before whom.

    ``body`` is what was signed, frozen, ``digest`` its fingerprint. On screen the pen's path is a file
    whose digest stands here too; on paper there is none, the sheet is filed. ``staff`` is set when it
    is one of us who signed, ``witness`` is who stood at the screen or took the sheet.
    """

    class Role(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        PROXY = "proxy", _("somebody acting for the customer")
        CLERK = "clerk", _("clerk")
        GIVER = "giver", _("giver")
        RECEIVER = "receiver", _("receiver")
        WITNESS = "witness", _("witness")

    class How(models.TextChoices):
        SCREEN = "screen", _("on screen")
        PAPER = "paper", _("on paper")

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="signatures", verbose_name=_("document")
    )
    role = models.CharField(_("signs as"), max_length=10, choices=Role, db_collation="C")
    name = models.CharField(_("signed by"), max_length=60)
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("staff")
    )
    how = models.CharField(_("way of signing"), max_length=6, choices=How, db_collation="C")
    strokes = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signature")
    )
    strokes_digest = models.CharField(max_length=64, blank=True, default="", db_collation="C")
    body = models.TextField(_("what was signed"))
    digest = models.CharField(_("fingerprint"), max_length=64, db_collation="C")
    witness = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("taken by"))
    at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            frozen_text(body="body", digest="digest", name="papers_signature_fingerprint"),
            models.CheckConstraint(condition=~Q(name=""), name="papers_signature_named"),
            models.CheckConstraint(
                condition=Q(how="screen", strokes__isnull=False, strokes_digest__regex=r"^[0-9a-f]{64}$")
                | Q(how="paper", strokes__isnull=True, strokes_digest=""),
                name="papers_signature_on_screen_is_drawn",
            ),
        ]
        indexes = [models.Index(fields=["document", "at"], name="papers_signatures_of")]
        triggers = _only_added()

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"


class Proxy(models.Model):
    """Who acted for another (代办, 代领): the paper seen, its last four, and the call to the one acted for.

    The original was seen (原件已核) by the signature's witness at its time; no copy is kept.
    """

    class Seen(models.TextChoices):
        RESIDENT = "resident", _("resident identity card")
        PERMIT = "permit", _("residence permit of Hong Kong, Macau and Taiwan residents")
        FOREIGNER = "foreigner", _("foreign permanent resident ID card")
        PASSPORT = "passport", _("passport")
        HONG_KONG_MACAU = "hk_macau", _("travel permit of Hong Kong and Macau residents")
        TAIWAN = "taiwan", _("travel permit of Taiwan residents")

    signature = models.OneToOneField(
        Signature, models.PROTECT, related_name="proxy", verbose_name=_("signature")
    )
    acts_for = models.CharField(_("acts for"), max_length=60)
    seen = models.CharField(_("paper seen"), max_length=10, choices=Seen, db_collation="C")
    last4 = models.CharField(_("last four"), max_length=4, db_collation="C")
    rung_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("rung by"))
    rung_at = models.DateTimeField(_("rung at"))

    class Meta:
        verbose_name = _("proxy")
        verbose_name_plural = _("proxies")
        constraints = [
            models.CheckConstraint(condition=~Q(acts_for=""), name="papers_proxy_acts_for_somebody"),
            models.CheckConstraint(condition=Q(last4__regex=r"^[0-9A-Z]{4}$"), name="papers_proxy_last_four"),
        ]
        triggers = _only_added()

    def __str__(self) -> str:
        return self.acts_for


append_only |= {"papers_print", "papers_signature", "papers_proxy"}
