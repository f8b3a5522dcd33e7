"""The keys of backups, and what is made of them: a key of its own for each use."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from syncer.settings import Settings

KEY_BYTES = 32


class NoBackupKey(Exception):
    """There is no usable key for backups; the text says what to do."""


def backup_keys(settings: Settings) -> list[bytes]:
    """The keys that are set; the first one closes, all of them open. Raises NoBackupKey."""
    texts = settings.backup_keys.get_secret_value().split(",")
    try:
        found = [urlsafe_b64decode(text.strip()) for text in texts if text.strip()]
    except (Error, ValueError):
        found = []
    if not found or any(len(key) != KEY_BYTES for key in found):
        raise NoBackupKey(
            "There is no usable key for backups; run `evenstride init`, which makes one, or set "
            "EVENSTRIDE_BACKUP_KEYS to the key that was in use when the backup was made."
        )
    return found


def derived(key: bytes, use: str, salt: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """A key for one use, made of a backup key."""
    return HKDF(SHA256(), length, salt, f"evenstride {use}".encode()).derive(key)
