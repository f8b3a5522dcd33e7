"""Pages whose tables a command writes: between two marks, so that the words around them stay."""

from __future__ import annotations

from pathlib import Path

BEGIN, END = "<!-- computed -->", "<!-- /computed -->"


class Unreadable(Exception):
    """A file is missing, broken or not what it should be; the text says which and why."""


def computed_part(page: Path) -> str:
    """What stands between the marks of a page. Raises Unreadable without them."""
    return _split(page)[1].strip()


def put_between_marks(page: Path, text: str) -> None:
    """Write computed text into a page. Raises Unreadable where it has no marks."""
    before, _, after = _split(page)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _split(page: Path) -> tuple[str, str, str]:
    try:
        whole = page.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{page} cannot be read: {error}") from None
    before, begin, rest = whole.partition(BEGIN)
    inside, end, after = rest.partition(END)
    if not begin or not end:
        raise Unreadable(f"{page} has no place for the tables: it needs {BEGIN} and {END}")
    return before, inside, after
