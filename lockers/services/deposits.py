"""Large items left at the desk, given back against the tag or after an identity check."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.frozen import canonical
from deskops.core.models import StoredFile
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.org.models import Staff, Store
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.services import sign

from ..models import Deposit, FoundItem, Handling, Place
from ..roles import CLERKS, SECONDS
from ..rules.deposits import Waiting, waiting
from ..seeds import DEPOSIT_DAYS, DEPOSIT_RULES, rules_at
from .custody import Keeping, Party, Thing, take_in
from .people import Who, make_person, require_second

KIND = "deposit"
State, How = Deposit.State, Deposit.How


@dataclass(frozen=True)
class Goods:
    """What is left: words, looks, pieces, declared valuables with their seal, the tag, where it goes."""

    description: str
    place: str
    spot: str = ""
    look: str = ""
    pieces: int = 1
    valuables: str = ""
    seal: str = ""
    tag: str = ""


def take_deposit(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    store: Store,
    goods: Goods,
    who: Who,
    signed: Signed,
    member_id: int | None = None,
    photo: StoredFile | None = None,
) -> Deposit:
    """Keep a large item for a customer, who signs the rules and what is left.

    Source: 民法典 888, 891, 898. Raises Refused: no description or telephone, declared valuables not
    sealed or not in the safe, a tag that hangs on another deposit (``tag_used``).
    """
    asked = {
        "store": store.pk,
        **asdict(goods),
        **who.asked,
        "member": member_id,
        "photo": photo.sha256 if photo else "",
    }
    with act(
        request_key=request_key, by=by, name="lockers.take_deposit", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return deposit_of(running.reserved)
        _require_told(goods)
        _require_free_tag(store, goods.tag.strip())
        document = begin_document(
            kind=KIND,
            store=store,
            by=by,
            now=now,
            member_id=member_id,
            state=State.KEPT,
            pk=running.reserved,
        )
        words = {
            key: value.strip() if isinstance(value, str) else value for key, value in asdict(goods).items()
        }
        deposit = Deposit.objects.create(
            document=document, store=store, owner=make_person(who, phone=True), photo=photo, **words
        )
        sign(
            document=document,
            role=Signature.Role.CUSTOMER,
            name=deposit.owner.name,
            body=deposit_body(deposit, str(rules_at(store, document.business_date)[DEPOSIT_RULES].value)),
            strokes=signed.strokes,
            by=by,
            now=now,
        )
        file_document(document)
    return deposit


def require_safe(place: str, valuables: str) -> None:
    """Raises Refused where declared valuables would lie anywhere but in the safe."""
    if valuables.strip() and place != Place.SAFE:
        raise Refused(
            "place_wrong",
            _("Declared valuables lie in the safe."),
            field="place",
            value=str(Place(place).label),
        )


def _require_told(goods: Goods) -> None:
    if not goods.description.strip():
        raise Refused("description_missing", _("Describe what it is."), field="description")
    if not 1 <= goods.pieces <= 99:
        raise Refused("pieces_number", _("1 to 99 pieces."), field="pieces", value=goods.pieces)
    if goods.valuables.strip() and not goods.seal.strip():
        raise Refused(
            "seal_missing",
            _("Declared valuables are looked at and sealed."),
            field="seal",
            remedy=_("Seal them before the customer and enter the seal's number (民法典 898)."),
        )
    require_safe(goods.place, goods.valuables)


def _require_free_tag(store: Store, tag: str) -> None:
    holder = Deposit.objects.filter(store=store, tag=tag, state=State.KEPT).select_related("document").first()
    if tag and holder:
        raise Refused(
            "tag_used",
            _("This tag hangs on another deposit: %(number)s.") % {"number": holder.document.number},
            field="tag",
            value=tag,
            remedy=_("Take another tag."),
        )


def deposit_body(deposit: Deposit, rules: str) -> str:
    """What the customer signs when leaving it, in Chinese as the voucher says it."""
    with translation.override(settings.LANGUAGE_CODE):
        return canonical(
            {
                "paper": _("Deposit voucher"),
                "tag": deposit.tag,
                "what": deposit.description,
                "look": deposit.look,
                "pieces": deposit.pieces,
                "valuables": deposit.valuables or _("The customer declares: no valuables."),
                "seal": deposit.seal,
                "owner": deposit.owner.name,
                "telephone": deposit.owner.masked,
                "rules": rules,
            }
        )


def give_back(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    deposit_id: int,
    how: str,
    who: Who,
    signed: Signed,
    scanned: str = "",
    reason: str = "",
    second: Staff | None = None,
) -> Deposit:
    """Give it back: against the tag that is scanned, or without it after an identity check, with a reason.

    Without a name in ``who`` the owner takes it. Without the tag, declared valuables need a second
    signature. Raises Refused: given back already (``returned_already``), another tag (``tag_wrong``),
    no identity or reason.
    """
    asked = {
        "deposit": deposit_id,
        "how": how,
        **who.asked,
        "scanned": scanned,
        "reason": reason,
        "second": second.pk if second else None,
        "on_paper": signed.strokes is None,
    }
    with act(request_key=request_key, by=by, name="lockers.give_back", asked=asked) as running:
        if not running.replayed:
            deposit = lock_deposit(deposit_id)
            require_kept(deposit)
            fields = (
                _against_tag(deposit, scanned)
                if how == How.TAG
                else _by_identity(deposit, reason, second, by, now)
            )
            _close(deposit, How(how), who, by=by, now=now, fields=fields)
            sign(
                document=deposit.document,
                role=Signature.Role.RECEIVER,
                name=deposit.taker.name if deposit.taker else "",
                body=receipt_body(deposit),
                strokes=signed.strokes,
                by=by,
                now=now,
            )
            running.result = {"deposit": deposit_id}
    return deposit_of(Deposit.objects.values_list("document_id", flat=True).get(pk=deposit_id))


def require_kept(deposit: Deposit) -> None:
    if deposit.state == State.RETURNED:
        raise Refused(
            "returned_already",
            _("This deposit was given back already."),
            value=deposit.document.number,
            remedy=_("Its page shows who took it."),
        )
    if deposit.state == State.LEFT:
        raise Refused(
            "passed_already",
            _("This deposit was passed to lost property."),
            value=deposit.document.number,
            remedy=_("Give it out there, as a claim."),
        )


def _against_tag(deposit: Deposit, scanned: str) -> dict[str, object]:
    typed = scanned.strip().upper()
    if typed not in {deposit.document.number.upper(), deposit.tag.upper()} - {""}:
        raise Refused(
            "tag_wrong",
            _("This is not the tag of this deposit."),
            field="scanned",
            value=scanned,
            remedy=_("Scan the customer's slip; without it, check the identity."),
        )
    return {}


def _by_identity(
    deposit: Deposit, reason: str, second: Staff | None, by: Staff, now: datetime
) -> dict[str, object]:
    if not reason.strip():
        raise Refused("reason_missing", _("Say why there is no tag."), field="reason")
    fields: dict[str, object] = {"reason": reason.strip()[:200]}
    if deposit.valuables:
        fields["second"] = require_second(second, roles=SECONDS, store=deposit.store, by=by, now=now)
    return fields


def _close(
    deposit: Deposit, how: Deposit.How, who: Who, *, by: Staff, now: datetime, fields: dict[str, object]
) -> None:
    named = who if who.name.strip() else Who(deposit.owner.name, deposit.owner.phone, who.paper, who.last4)
    values = {
        "state": State.RETURNED,
        "how": how,
        "returned_at": now,
        "returned_by": by,
        "taker": make_person(named, identity=how == How.IDENTITY),
        **fields,
    }
    for name, value in values.items():
        setattr(deposit, name, value)
    deposit.save(update_fields=[*values])
    set_state(deposit.document, deposit.state)


def receipt_body(deposit: Deposit) -> str:
    """What the one who takes it signs, in Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        taker = deposit.taker
        return canonical(
            {
                "paper": _("Receipt for a deposit"),
                "number": deposit.document.number,
                "what": deposit.description,
                "pieces": deposit.pieces,
                "valuables": deposit.valuables,
                "seal": deposit.seal,
                "how": str(deposit.get_how_display()),
                "reason": deposit.reason,
                "taker": taker.name if taker else "",
                "identity": taker.identity if taker else "",
                "declares": _("Received whole and undamaged, seals unbroken."),
            }
        )


def pass_to_lost(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    deposit_id: int,
    giver: Staff | None,
    category: str,
    keeping: Keeping,
) -> FoundItem:
    """An overdue deposit nobody fetched goes to lost property; ``giver`` is the colleague who hands it over.

    Raises Refused while it isn't overdue, and as taking in a found item does.
    """
    asked = {
        "deposit": deposit_id,
        "giver": giver.pk if giver else None,
        "category": category,
        **asdict(keeping),
    }
    with act(
        request_key=request_key, by=by, name="lockers.pass_to_lost", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return FoundItem.objects.get(document=running.reserved)
        deposit = lock_deposit(deposit_id)
        require_kept(deposit)
        _require_overdue(deposit, now)
        hands = require_second(giver, roles=SECONDS | CLERKS, store=deposit.store, by=by, now=now)
        item = _as_found(deposit, hands, category, keeping, by=by, now=now, pk=running.reserved)
        deposit.state = State.LEFT
        deposit.save(update_fields=["state"])
        set_state(deposit.document, deposit.state)
        file_document(item.document)
    return item


def _require_overdue(deposit: Deposit, now: datetime) -> None:
    left_on = deposit.document.business_date
    days = rules_at(deposit.store, left_on)[DEPOSIT_DAYS].number
    today = deposit.store.business_date(now)
    if waiting(left_on=left_on, today=today, days=days) != Waiting.OVERDUE:
        raise Refused(
            "not_overdue",
            _("This deposit is not overdue: %(days)s days may pass.") % {"days": days},
            value=left_on,
            remedy=_("Ring the owner; the telephone stands on its page."),
        )


def _as_found(
    deposit: Deposit, giver: Staff, category: str, keeping: Keeping, *, by: Staff, now: datetime, pk: int
) -> FoundItem:
    thing = Thing(
        category=category,
        description=deposit.description,
        where=_("deposit %(number)s") % {"number": deposit.document.number},
        found_at=deposit.document.made_at,
        marks=" ".join(part for part in (deposit.look, deposit.valuables) if part)[:200],
    )
    return take_in(
        store=deposit.store,
        thing=thing,
        keeping=keeping,
        giver=Party.of(giver),
        source=FoundItem.Source.DEPOSIT,
        by=by,
        now=now,
        photo=deposit.photo,
        handling=Handling.VALUABLE if deposit.valuables else None,
        origin=deposit.document,
        pk=pk,
    )


def deposits() -> QuerySet[Deposit]:
    """Deposits with what every page of them shows."""
    return Deposit.objects.select_related(
        "document__store", "document__maker", "store", "owner", "taker", "returned_by", "second", "photo"
    )


def deposit_of(document_id: int) -> Deposit:
    """A deposit by its paper."""
    return deposits().get(document=document_id)


def lock_deposit(deposit_id: int) -> Deposit:
    """The deposit and its paper, locked, read after."""
    document_id = Deposit.objects.values_list("document_id", flat=True).get(pk=deposit_id)
    Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document_id)
    Deposit.objects.select_for_update(no_key=True, of=("self",)).get(pk=deposit_id)
    return deposit_of(document_id)
