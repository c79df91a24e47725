"""Accounts, transfers, entries. Only the functions of migration 0002 write them.

Amounts are debit-positive yuan: the entries of a transfer sum to zero. An account's balance is the sum
of its entries; ``amount`` is the balance seen from the account's normal side.
"""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.db.models.functions import Now
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from deskops.core.append_only import written_by_functions
from deskops.core.money import MoneyField
from deskops.documents.models import Document
from deskops.org.models import Staff, Store

from .kinds import AccountKind, transfer_label

written_by_functions |= {"ledger_account", "ledger_transfer", "ledger_entry"}


class SumField[SetType, GetType](MoneyField[SetType, GetType]):
    """A sum of amounts that were checked themselves, so that it needs no check of its own.

    The database reads each check anew for every statement: on balances they cost more than posting.
    """

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        return ""


def _opening() -> str:
    """What a new account has to be: empty, with the side and the floor of its kind."""
    known = ", ".join(f"('{kind.value}', {kind.normal}, {kind.floored})" for kind in AccountKind)
    return f"""
        IF NEW.balance <> 0 OR NEW.entries <> 0 THEN
            RAISE EXCEPTION 'an account begins empty'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_begins_empty';
        ELSIF (NEW.kind, NEW.normal, NEW.floored) NOT IN ({known}) THEN
            RAISE EXCEPTION 'no such kind of account, or not its side and floor: %', NEW.kind
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_known_kind';
        END IF;
        RETURN NEW;
    """


class Account(models.Model):
    """One account of a store: the only one of its kind, or one per till or card named by ``code``."""

    kind = models.CharField(_("kind"), max_length=20, choices=AccountKind, db_collation="C")
    store = models.ForeignKey(
        Store, models.PROTECT, related_name="+", verbose_name=_("store"), db_index=False
    )
    code = models.CharField(_("code"), max_length=40, blank=True, default="", db_collation="C")
    normal = models.SmallIntegerField(_("normal side"))
    floored = models.BooleanField(_("never below zero"))
    balance = SumField(_("balance, debit positive"), default=Decimal(0), db_default=0)
    entries = models.BigIntegerField(_("number of entries"), default=0, db_default=0)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(fields=["store", "kind", "code"], name="ledger_account_once"),
            models.CheckConstraint(
                condition=Q(floored=False) | Q(GreaterThanOrEqual(F("balance") * F("normal"), 0)),
                name="ledger_account_floor",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="opening", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_opening()
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}".rstrip()

    @property
    def amount(self) -> Decimal:
        """What is in it, in yuan, positive on its normal side."""
        return self.balance * self.normal


class Transfer(models.Model):
    """One movement of money: what kind, on which business date, by whom, on which paper.

    ``store`` is where it happened. ``digest`` is of what was asked: the same ``key`` answers the same
    transfer again, and a key with another digest is refused.
    """

    key = models.UUIDField(_("key"), unique=True)
    digest = models.BinaryField(_("digest"), max_length=32)
    kind = models.CharField(_("kind"), max_length=40, db_collation="C")
    business_date = models.DateField(_("business date"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())
    store = models.ForeignKey(
        Store, models.PROTECT, related_name="+", verbose_name=_("store"), db_index=False
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="transfers", verbose_name=_("document")
    )
    staff = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name=_("staff"), db_index=False
    )
    reversal_of = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversal", verbose_name=_("reversal of")
    )
    memo = models.CharField(_("memo"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [models.CheckConstraint(condition=~Q(kind=""), name="ledger_transfer_has_kind")]
        indexes = [models.Index(fields=["store", "business_date"], name="ledger_transfer_of_day")]

    def __str__(self) -> str:
        return f"{self.label} {self.pk}"

    @property
    def label(self) -> str:
        """The words for its kind."""
        return transfer_label(self.kind)


class Entry(models.Model):
    """What a transfer did to one account: the ``seq``-th entry there, which left ``balance_after``.

    ``store`` is the account's store and ``business_date`` the transfer's: copies, so that a store's
    books of a day are read from one index. The proof compares them.
    """

    transfer = models.ForeignKey(
        Transfer, models.PROTECT, related_name="entries", verbose_name=_("transfer"), db_index=False
    )
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("account"), db_index=False
    )
    seq = models.BigIntegerField(_("number on the account"))
    amount = MoneyField(_("amount, debit positive"))
    balance_after = SumField(_("balance after"))
    business_date = models.DateField(_("business date"))
    store = models.ForeignKey(
        Store,
        models.PROTECT,
        related_name="+",
        verbose_name=_("store"),
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(fields=["account", "seq"], name="ledger_entry_numbered"),
            models.UniqueConstraint(fields=["transfer", "account"], name="ledger_entry_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_entry_moves"),
        ]
        indexes = [models.Index(fields=["store", "business_date"], name="ledger_entry_of_day")]

    def __str__(self) -> str:
        return f"{self.account_id} #{self.seq}"
