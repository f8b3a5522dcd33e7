"""What is said about keeping: the receipt, the first page of what is handed over, a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from templates.filters import one_line
from templates.letters import Letter, written
from templates.reader import Reader
from templates.rendering import render


def receipt_text(
    reader: Reader,
    email: str,
    at: date,
    until: date,
    rows: Mapping[str, int],
    mails: int,
    left: Sequence[str],
) -> str:
    """What was deleted, `rows` by table, and what is `left` to do, as codes.

    Backups are gone by `until`.
    """
    facts = {"email": email, "at": at, "until": until, "mails": mails, "left": left}
    return render("receipt.txt", reader=reader, rows=rows, **facts)


def export_readme(
    reader: Reader,
    club: str,
    email: str,
    at: date,
    files: Sequence[str],
    mails: int,
    unwritten: int,
) -> str:
    """What is in the zip: `files` by name, and how many mails; some could not be written again."""
    facts = {"email": email, "at": at, "files": files, "mails": mails, "unwritten": unwritten}
    return render("export_readme.txt", reader=reader, club=one_line(club), **facts)


def stay_letter(reader: Reader, club: str, link: str, until: date) -> Letter:
    """The question to somebody who was silent for two years; what they have goes on `until`."""
    return written("stay", reader, club=one_line(club), link=link, until=until)
