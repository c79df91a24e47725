"""Sealing what must not be read: a key per member, wrapped by the master key; keyed digests to search by.

Master keys (newest first) and the index key lie outside the database. Rotation re-wraps the members'
keys; erasure deletes one, and what it sealed stays closed for ever.
"""

import base64
import hmac
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from secrets import token_bytes

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12  # bytes, as AES-GCM wants
KEY = 32


@dataclass(frozen=True)
class Keyring:
    """The master keys by version, and the version that wraps from now on."""

    newest: str
    keys: dict[str, bytes]


@dataclass(frozen=True)
class Wrapped:
    """A member's key as it is stored: sealed, and by which master key."""

    key: bytes
    version: str


def keyring() -> Keyring:
    """The master keys that this process was started with; raises ValueError when one is malformed."""
    return _keyring(tuple(settings.MASTER_KEYS))


@lru_cache(maxsize=4)
def _keyring(words: tuple[str, ...]) -> Keyring:
    keys = [_key(word) for word in words]
    versions = [sha256(key).hexdigest()[:16] for key in keys]
    return Keyring(versions[0], dict(zip(versions, keys, strict=True)))


@lru_cache(maxsize=4)
def _key(word: str) -> bytes:
    key = base64.b64decode(word, validate=True)
    if len(key) != KEY:
        raise ValueError("a key is 32 bytes in base64")
    return key


def new_key() -> bytes:
    """A fresh key for one member."""
    return token_bytes(KEY)


def wrap(key: bytes, *, member_id: int) -> Wrapped:
    """Seal a member's key with the newest master key, bound to that member."""
    return wrap_as(key, bound_to=f"key:{member_id}")


def unwrap(wrapped: Wrapped, *, member_id: int) -> bytes:
    """A member's key; raises KeyError for a master key that is not there, InvalidTag for a forgery."""
    return unwrap_as(wrapped, bound_to=f"key:{member_id}")


def wrap_as(key: bytes, *, bound_to: str) -> Wrapped:
    """Seal somebody's key with the newest master key; ``bound_to`` says whose it is."""
    ring = keyring()
    return Wrapped(_seal(ring.keys[ring.newest], key, bound_to), ring.newest)


def unwrap_as(wrapped: Wrapped, *, bound_to: str) -> bytes:
    """Somebody's key; raises KeyError for a master key that is not there, InvalidTag for a forgery."""
    return _open(keyring().keys[wrapped.version], wrapped.key, bound_to)


def seal(key: bytes, text: str, *, bound_to: str) -> bytes:
    """Seal text with a member's key; ``bound_to`` says what it is and whose, and must be said to open it."""
    return _seal(key, text.encode(), bound_to)


def unseal(key: bytes, sealed: bytes, *, bound_to: str) -> str:
    """The text that was sealed; raises InvalidTag when it was sealed as something else or changed."""
    return _open(key, sealed, bound_to).decode()


def blind(purpose: str, text: str) -> bytes:
    """A keyed digest: equal texts answer equal digests, and nobody without the key can try them out."""
    return hmac.digest(_key(settings.INDEX_KEY), f"{purpose}\0{text}".encode(), "sha256")


def _seal(key: bytes, content: bytes, bound_to: str) -> bytes:
    nonce = token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to.encode())


def _open(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    return AESGCM(key).decrypt(bytes(sealed[:NONCE]), bytes(sealed[NONCE:]), bound_to.encode())
