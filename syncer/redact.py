"""The second wall before a log: what looks like a secret, an address or a place is blotted out.

The first wall is that none of it is ever logged. This one is for what others say: a mail server
that quotes the address it refuses, a library that names a whole URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import SecretStr

from syncer.settings import Settings

SHORTEST = 6
"""A shorter secret of the settings would blot out ordinary words."""

_PATTERNS = (
    # A mail server's own words may name whom it refuses; its codes say enough.
    (re.compile(r"\(([245]\d\d(?: \d\.\d{1,3}\.\d{1,3})?) .*\)", re.DOTALL), r"(\1)"),
    (re.compile(r"[^\s<>\"'(),;:=\[\]]+@[\w.-]*\w"), "(address)"),
    # Whatever was asked of an address: words, tokens and days stand there.
    (re.compile(r"\?[\w.%~-]+=[^\s\"'<>)]*"), "?(query)"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 (secret)"),
    (
        re.compile(
            r"(?i)\b((?:access_|refresh_|form_)?token|client_secret|secret|password|passwd|code"
            r"|authorization|api_key|ticket)(\\?[\"']?\s*[:=]\s*\\?[\"']?)[^\s\"'\\&,;}]+"
        ),
        r"\1\2(secret)",
    ),
    (re.compile(r"-?\d{1,3}\.\d{3,}\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}"), "(place)"),
    (
        re.compile(r"(?<![\w.-])(?=[\w.=-]*\d)(?=[\w.=-]*[A-Za-z])[\w-][\w.=-]{30,}"),
        "(secret)",
    ),
)


class Redact:
    """Blots out what no log may hold: the secrets of the settings, and what looks like others."""

    def __init__(self, settings: Settings) -> None:
        known = sorted(_secrets(settings), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub("(secret)", text)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text


def _secrets(settings: Settings) -> Iterable[str]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            parts = (part.strip() for part in value.get_secret_value().split(","))
            yield from {part for part in parts if len(part) >= SHORTEST}
