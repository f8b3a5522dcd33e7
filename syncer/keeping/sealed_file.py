"""An encrypted file that is written and read as a stream, and shows when it was cut or changed.

Layout: `MAGIC`, 16 bytes of salt, 8 bytes that tell which key fits, then frames: the length of
what follows in 4 bytes, and up to a megabyte in AES-256-GCM. The key is made for this file alone
(HKDF with the salt), so a frame's number serves as its nonce. The nonce also says which frame is
the last, so none can be left out, moved or cut off (the STREAM construction of Hoang, Reyhanitabar,
Rogaway and Vizár, 2015).
"""

from __future__ import annotations

import hmac
import io
import os
from collections.abc import Sequence
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from syncer.keeping.keys import derived

MAGIC = b"evenstride backup 1\n"
SALT_BYTES, CHECK_BYTES, LENGTH_BYTES, TAG_BYTES = 16, 8, 4, 16
FRAME_BYTES = 1 << 20


class Refused(Exception):
    """The file is no whole backup of ours, or no key fits; the sentence says which."""


def damaged() -> Refused:
    return Refused("The backup was cut off or changed; nothing was touched. Take another one.")


class Sealing(io.RawIOBase):
    """What is written here is encrypted into `file`; only `close` makes it whole."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        salt = os.urandom(SALT_BYTES)
        self._file, self._box, self._number = file, _box(key, salt), 0
        self._waiting = bytearray()
        file.write(MAGIC + salt + _check(key, salt))

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        self._waiting += data
        # The last frame is never written here, because nobody knows yet that it is the last.
        while len(self._waiting) > FRAME_BYTES:
            self._frame(bytes(self._waiting[:FRAME_BYTES]), last=False)
            del self._waiting[:FRAME_BYTES]
        return len(data)

    def finish(self) -> None:
        """Write the last frame; without it the file is refused as cut off."""
        self._frame(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _frame(self, content: bytes, *, last: bool) -> None:
        sealed = self._box.encrypt(_nonce(self._number, last=last), content, MAGIC)
        self._file.write(len(sealed).to_bytes(LENGTH_BYTES) + sealed)
        self._number += 1


class Opened(io.RawIOBase):
    """The content of a sealed file, checked frame by frame. Reading raises Refused."""

    def __init__(self, file: BinaryIO, keys: Sequence[bytes]) -> None:
        head = file.read(len(MAGIC) + SALT_BYTES + CHECK_BYTES)
        if not head.startswith(MAGIC):
            raise Refused("This is no backup of Evenstride; nothing was touched.")
        salt, check = head[len(MAGIC) : -CHECK_BYTES], head[-CHECK_BYTES:]
        fits = [key for key in keys if hmac.compare_digest(_check(key, salt), check)]
        if not fits:
            raise Refused(
                "The backup was encrypted with another key, or its first bytes were changed; put "
                "the key that was in use then into EVENSTRIDE_BACKUP_KEYS, behind the present one."
            )
        self._file, self._box, self._number = file, _box(fits[0], salt), 0
        self._next = self._length()
        self._open = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._open and self._next is not None:
            self._open = self._frame(self._next)
        taken = self._open[: len(buffer)]
        self._open = self._open[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def _length(self) -> int | None:
        told = self._file.read(LENGTH_BYTES)
        if not told and self._number:
            return None
        length = int.from_bytes(told)
        if len(told) < LENGTH_BYTES or not TAG_BYTES <= length <= FRAME_BYTES + TAG_BYTES:
            raise damaged()
        return length

    def _frame(self, length: int) -> bytes:
        sealed = self._file.read(length)
        self._number += 1
        self._next = self._length()
        nonce = _nonce(self._number - 1, last=self._next is None)
        try:
            return self._box.decrypt(nonce, sealed, MAGIC)
        except InvalidTag:
            raise damaged() from None


def _box(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(derived(key, "backup", salt))


def _check(key: bytes, salt: bytes) -> bytes:
    return derived(key, "which backup key", salt, CHECK_BYTES)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])
