"""What a check answers with, and what all checks ask the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, func, select

TOLD_FOR = timedelta(days=7)
"""What went wrong once and cannot be mended is told for a week."""


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """One thing to look at. `code` never changes; the sentences may."""

    code: str
    sentence: str
    hint: str


def count(session: Session, table: type[SQLModel], *where: ColumnElement[bool]) -> int:
    """How many rows of a table answer to all conditions."""
    return session.exec(select(func.count()).select_from(table).where(*where)).one()
