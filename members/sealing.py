"""The one door between members and the vault: what is sealed, what is searched by, what is opened."""

from dataclasses import dataclass

from . import vault
from .models import Identity
from .vault import Wrapped

# What sealing writes: whoever saves an identity after it names these, and no more than else changed.
SEALED = ("number_sealed", "address_sealed", "number_index", "tail_index", "wrapped_key", "key_version")
NUMBER = "number"
ADDRESS = "address"
SUPPLY = "supply"


@dataclass(frozen=True)
class NumberIndexes:
    """The keyed digests of an ID number: whole, and its last four."""

    whole: bytes
    tail: bytes


def number_indexes(number: str) -> NumberIndexes:
    """Digests of a normalised ID number."""
    return NumberIndexes(vault.blind(NUMBER, number), tail_index(number[-4:]))


def tail_index(tail: str) -> bytes:
    """Digest of the last four of an ID number."""
    return vault.blind("tail", tail)


def place_index(purpose: str, key: str) -> bytes | None:
    """Digest of an address's key, None when there is nothing to match by."""
    return vault.blind(purpose, key) if key else None


def fill(identity: Identity, *, number: str | None = None, address: str | None = None) -> None:
    """Seal a number or an address into an identity, which gets a key of its own when it has none."""
    key = key_of(identity)
    if number is not None:
        indexes = number_indexes(number)
        identity.number_sealed = vault.seal(key, number, bound_to=_bound(identity, NUMBER))
        identity.number_index, identity.tail_index = indexes.whole, indexes.tail
    if address is not None:
        identity.address_sealed = vault.seal(key, address, bound_to=_bound(identity, ADDRESS))


def key_of(identity: Identity) -> bytes:
    """The member's own key; made and wrapped when there is none yet. The caller saves the identity."""
    if identity.wrapped_key is not None:
        wrapped = Wrapped(bytes(identity.wrapped_key), identity.key_version)
        return vault.unwrap(wrapped, member_id=identity.pk)
    key = vault.new_key()
    rewrap(identity, key)
    return key


def rewrap(identity: Identity, key: bytes) -> None:
    """Wrap a member's key by the newest master key."""
    wrapped = vault.wrap(key, member_id=identity.pk)
    identity.wrapped_key, identity.key_version = wrapped.key, wrapped.version


def number_of(identity: Identity) -> str | None:
    """The ID number in full. Only acts that record the look, or compare it, call this."""
    return _opened(identity, NUMBER, identity.number_sealed)


def address_of(identity: Identity) -> str | None:
    """The address in full. Only acts that record the look, or compare it, call this."""
    return _opened(identity, ADDRESS, identity.address_sealed)


def seal_for(identity: Identity, text: str, *, purpose: str) -> bytes:
    """Seal text about a member that waits for a decision, with the member's own key."""
    return vault.seal(key_of(identity), text, bound_to=_bound(identity, purpose))


def unseal_for(identity: Identity, sealed: bytes, *, purpose: str) -> str:
    """Text that was sealed by ``seal_for`` for the same member and purpose."""
    return vault.unseal(key_of(identity), sealed, bound_to=_bound(identity, purpose))


def _opened(identity: Identity, purpose: str, sealed: bytes | memoryview | None) -> str | None:
    return None if sealed is None else unseal_for(identity, bytes(sealed), purpose=purpose)


def _bound(identity: Identity, purpose: str) -> str:
    return f"{purpose}:{identity.pk}"
