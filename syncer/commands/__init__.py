"""What every command shares: its options, the opened database, and how it answers.

`work(ctx, db, now)` is the composition root: settings, engine and clock are made here, once a
command, and handed on. A command that cannot do its work raises `Undone` with one sentence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from sqlalchemy import Engine, inspect
from sqlmodel import Session, col, select

from syncer import clock, database, logs, models
from syncer.settings import Settings

Db = Annotated[
    str | None,
    typer.Option("--db", help="Database address or SQLite file.", show_default=False),
]
Now = Annotated[
    str | None,
    typer.Option("--now", help="An instant with offset that stands in for the clock."),
]
Json = Annotated[bool, typer.Option("--json", help="Answer with facts as JSON.")]
Email = Annotated[str, typer.Option("--runner", help="The runner's mail address.")]
MaybeEmail = Annotated[
    str | None, typer.Option("--runner", help="Only this runner's mail address.")
]

screen = Console(soft_wrap=True)
aside = Console(stderr=True, soft_wrap=True)


class Undone(Exception):
    """The work could not be done; the text is one sentence with what to do next."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Options given before the command's name."""

    db: str | None = None
    now: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What a command works with."""

    settings: Settings
    engine: Engine
    now: datetime
    clock: Callable[[], datetime]
    """The moving clock, for work that may take hours; it stands still where `--now` was given."""

    def session(self) -> Session:
        return Session(self.engine, expire_on_commit=False)


def address(text: str) -> str:
    """A database address; a bare path names an SQLite file."""
    return text if "://" in text else f"sqlite:///{text}"


def told_now(ctx: typer.Context, now: str | None) -> datetime:
    """The instant of `--now`, wherever it stood, or the clock's."""
    shared = ctx.obj if isinstance(ctx.obj, Shared) else Shared()
    try:
        return clock.now(now or shared.now)
    except ValueError as error:
        raise typer.BadParameter(
            f"{error}; an instant looks like 2026-03-15T20:00:00+01:00", param_hint="--now"
        ) from None


def _stands_in(ctx: typer.Context, now: str | None) -> bool:
    shared = ctx.obj if isinstance(ctx.obj, Shared) else Shared()
    return (now or shared.now) is not None


def settings_for(ctx: typer.Context, db: str | None) -> Settings:
    """The settings, with `--db` before everything else."""
    shared = ctx.obj if isinstance(ctx.obj, Shared) else Shared()
    named = db or shared.db
    settings = Settings()
    return settings.model_copy(update={"database_url": address(named)}) if named else settings


@contextmanager
def work(ctx: typer.Context, db: str | None, now: str | None) -> Iterator[Work]:
    """The opened, set-up database of a command; Undone where there is none yet."""
    settings, instant = settings_for(ctx, db), told_now(ctx, now)
    logs.begin_quietly(settings)
    moving = (lambda: instant) if _stands_in(ctx, now) else clock.now
    if settings.database.startswith("sqlite:///"):
        path = Path(settings.database.removeprefix("sqlite:///"))
        if not path.exists():
            raise Undone(f"There is no database at {path} yet; run `evenstride init` first.")
    engine = database.open_engine(settings.database)
    try:
        if not inspect(engine).has_table("club"):
            raise Undone("The database is empty; run `evenstride init` first.")
        database.migrate(engine)
        yield Work(settings, engine, instant, moving)
    finally:
        engine.dispose()


def runner_of(session: Session, email: str) -> models.Runner:
    """The runner with this address; Undone when there is none."""
    wanted = email.strip().casefold()
    found = session.exec(select(models.Runner).where(col(models.Runner.email) == wanted)).first()
    if found is None:
        raise Undone(f"No runner has the address {wanted}; add one with `evenstride runner add`.")
    return found


def runners_of(session: Session, email: str | None) -> list[models.Runner]:
    """One runner, or all of them by id."""
    if email is not None:
        return [runner_of(session, email)]
    return list(session.exec(select(models.Runner).order_by(col(models.Runner.id))))


def day(text: str | None, name: str) -> date | None:
    """A day given as YYYY-MM-DD; wrong usage when it is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no day; write it as 2026-03-15", param_hint=name
        ) from None


def answer(facts: Any) -> None:
    """Facts as JSON on standard output."""
    typer.echo(json.dumps(facts, ensure_ascii=False, default=str, indent=2))
