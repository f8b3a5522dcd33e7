"""Text from elsewhere, as every database takes it."""

from __future__ import annotations


def plain(text: str) -> str:
    """Without zeros, which PostgreSQL refuses, and with a question mark for half a character:
    JSON can spell one, and nothing can store it."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
