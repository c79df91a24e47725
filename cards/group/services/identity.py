"""The papers of buyer and agent: checked, sealed as members' are, opened with a reason and recorded."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.org.models import Staff, Store
from members import vault
from members.rules.identity import PaperKind, check_paper
from members.rules.masks import mask_id
from members.services.erasing import WRAPPINGS, Wrappings

from ...models import GroupIdentity, GroupOrder, IdentityLook
from ..rules import credit_code

Paper = GroupIdentity.Paper


def checked(paper: str, number: str, today: date, field: str) -> str:
    """The number as stored. Raises Refused, at the named field, for what can't be one of that paper."""
    try:
        if paper == Paper.LICENCE:
            return credit_code(number)
        return check_paper(number, PaperKind(paper), today).normalised
    except Refused as refused:
        raise Refused(
            refused.code, refused.message, field=field, value=mask_id(number), remedy=refused.remedy
        ) from refused


def seal(
    order: GroupOrder, whose: GroupIdentity.Whose, *, paper: str, number: str, by: Staff, now: datetime
) -> None:
    """Keep a checked number with the order; a corrected one takes the place of the first."""
    key = vault.new_key()
    wrapped = vault.wrap_as(key, bound_to=_bound(order.pk, whose))
    GroupIdentity.objects.update_or_create(
        order=order,
        whose=whose,
        defaults={
            "paper": paper,
            "masked": mask_id(number),
            "sealed": vault.seal(key, number, bound_to=_bound(order.pk, whose)),
            "wrapped_key": wrapped.key,
            "key_version": wrapped.version,
            "seen_by": by,
            "seen_at": now,
        },
    )


def reveal(
    *, request_key: UUID, identity_id: int, reason: str, store: Store, by: Staff, now: datetime
) -> str:
    """The number in full; the look is recorded with its reason before it is opened.

    Raises Refused without a reason. Nothing of it is kept in the request.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("reason_missing", _("Say why it must be seen."), field="reason")
    asked = {"identity": identity_id, "reason": reason}
    with act(request_key=request_key, by=by, name="group.reveal", asked=asked) as running:
        if not running.replayed:
            IdentityLook.objects.create(
                identity_id=identity_id, reason=reason[:200], by=by, store=store, at=now
            )
        row = GroupIdentity.objects.get(pk=identity_id)
        bound = _bound(row.order_id, row.whose)
        return vault.unseal(_key(row), bytes(row.sealed), bound_to=bound)


def _bound(order_id: int, whose: str) -> str:
    return f"group:{order_id}:{whose}"


def _key(row: GroupIdentity) -> bytes:
    wrapped = vault.Wrapped(bytes(row.wrapped_key), row.key_version)
    return vault.unwrap_as(wrapped, bound_to=_bound(row.order_id, row.whose))


def _versions() -> Iterable[str]:
    return GroupIdentity.objects.values_list("key_version", flat=True).distinct()


def _rewrap(batch: int) -> int:
    rows = list(
        GroupIdentity.objects.select_for_update(no_key=True, of=("self",))
        .exclude(key_version=vault.keyring().newest)
        .order_by("pk")[:batch]
    )
    for row in rows:
        wrapped = vault.wrap_as(_key(row), bound_to=_bound(row.order_id, row.whose))
        row.wrapped_key, row.key_version = wrapped.key, wrapped.version
    GroupIdentity.objects.bulk_update(rows, ["wrapped_key", "key_version"])
    return len(rows)


WRAPPINGS.add(Wrappings("group_identities", _versions, _rewrap))
