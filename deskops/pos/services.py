"""Connecting tills, and making and revoking their keys: acts of the administrator."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.acts import act
from deskops.core.refusals import Refused, refuses
from deskops.org.models import Staff, Store

from .models import PER_MINUTE, PosTill, TillKey

PREFIX = "pos_"
SHOWN = 10
SEQUENCE = "pos_postill_id_seq"

refuses(
    "pos_till_once_per_store",
    "till_connected",
    gettext_lazy("This POS is connected already."),
    field="code",
    remedy=gettext_lazy("Find it in the list and make a new key for it."),
)


@dataclass(frozen=True)
class MadeKey:
    """A key as made; ``secret`` is known now and never again, empty when the same request comes twice."""

    key: TillKey
    secret: str


def connect_till(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    code: str,
    name: str,
    per_minute: int = PER_MINUTE,
) -> PosTill:
    """Let a till of the POS speak to the desk; it gets its key by ``make_key``.

    A member of staff is made for it that nobody can sign in as. Raises Refused when the store has one
    of this number already.
    """
    asked = {"store": store.pk, "code": code, "name": name, "per_minute": per_minute}
    with act(request_key=request_key, by=by, name="pos.connect", asked=asked, reserves=SEQUENCE) as running:
        if not running.replayed:
            if PosTill.objects.filter(store=store, code=code).exists():
                raise Refused(
                    "till_connected",
                    _("This POS is connected already."),
                    field="code",
                    value=code,
                    remedy=_("Find it in the list and make a new key for it."),
                )
            staff = Staff.objects.create_user(
                f"POS{running.reserved:05d}",
                name=name,
                home_store=store,
                is_active=False,
                joined_on=store.business_date(now),
            )
            PosTill.objects.create(
                pk=running.reserved, store=store, code=code, name=name, staff=staff, per_minute=per_minute
            )
        return PosTill.objects.select_related("store", "staff").get(pk=running.reserved)


def make_key(*, request_key: UUID, by: Staff, now: datetime, till_id: int) -> MadeKey:
    """Make a key for a till, beside those it has: the old one is revoked once the till uses the new.

    The secret has 256 bits, so its plain SHA-256 can't be guessed back. The same request again makes no
    second key and can't say the secret.
    """
    secret = ""
    with act(request_key=request_key, by=by, name="pos.make_key", asked={"till": till_id}) as running:
        if not running.replayed:
            secret = PREFIX + secrets.token_urlsafe(32)
            key = TillKey.objects.create(
                till_id=till_id, start=secret[:SHOWN], digest=digest_of(secret), made_by=by, made_at=now
            )
            running.result = {"key": key.pk}
    return MadeKey(TillKey.objects.select_related("till__store").get(pk=running.result["key"]), secret)


def digest_of(secret: str) -> str:
    """What is stored of a key: SHA-256, 64 hexadecimal digits."""
    return sha256(secret.encode()).hexdigest()


def revoke_key(*, request_key: UUID, by: Staff, now: datetime, key_id: int) -> TillKey:
    """From this moment on the key opens nothing. Raises Refused when it was revoked before."""
    with act(request_key=request_key, by=by, name="pos.revoke_key", asked={"key": key_id}) as running:
        if not running.replayed:
            key = TillKey.objects.select_for_update(no_key=True, of=("self",)).get(pk=key_id)
            if key.revoked_at:
                raise Refused(
                    "key_revoked",
                    _("This key was revoked already."),
                    value=key.start,
                    remedy=_("Make a new one."),
                )
            key.revoked_at, key.revoked_by = now, by
            key.save(update_fields=["revoked_at", "revoked_by"])
            running.result = {"key": key_id}
    return TillKey.objects.select_related("till__store").get(pk=key_id)
