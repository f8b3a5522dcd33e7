"""Commands about keeping: backup, restore, export, forget, and the keys that belong elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict
from dataclasses import replace as changed
from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer

from syncer import database, pages
from syncer.commands import (
    Db,
    Json,
    Now,
    Undone,
    answer,
    aside,
    runner_of,
    screen,
    settings_for,
    told_now,
    work,
)
from syncer.jobs import House
from syncer.keeping import backup as backups
from syncer.keeping import checks, damaged, marks
from syncer.keeping import restore as restoring
from syncer.keeping.export import export as handed_over
from syncer.keeping.files import whole_file
from syncer.keeping.forget import Receipt
from syncer.keeping.forget import forget as forgotten
from syncer.keeping.keys import NoBackupKey
from syncer.keeping.restore import NotEmpty
from syncer.keeping.sealed_file import Refused
from syncer.keeping.snapshot import Tell
from syncer.posting import reader_of
from templates.keeping import receipt_text
from templates.reader import Reader


def backup(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where to write it.")] = None,
    rotate: Annotated[
        Path | None,
        typer.Option(help="A folder that keeps the backups of 30 days; older ones go."),
    ] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Write an encrypted backup of everything, while the rest goes on."""
    if (file is None) == (rotate is None):
        raise typer.BadParameter("name either a file or a folder", param_hint="FILE --rotate")
    with work(ctx, db, now) as w, _sentences(), _progress("saved") as tell:
        if rotate is not None:
            made, old = backups.rotate(w.engine, w.settings, w.now, rotate, tell)
        else:
            assert file is not None
            made, old = backups.write(w.engine, w.settings, w.now, file, tell), []
    if as_json:
        answer({**asdict(made), "made_at": made.made_at.isoformat(), "deleted": old})
        return
    screen.print(
        f"{made.path}: {made.rows} rows, {made.size_bytes / 1e6:.1f} MB, encrypted.",
        highlight=False,
    )
    if old:
        screen.print(f"{len(old)} older than 30 days deleted.", highlight=False)


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in place of what is there, saved first.")
    ] = False,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Put a backup back, all or nothing; who was forgotten since stays forgotten."""
    settings, instant = settings_for(ctx, db), told_now(ctx, now)
    room: AbstractContextManager[Path | None] = nullcontext()
    if replace:
        room = damaged.out_of_the_way(settings, instant, file)
    with _sentences(), room as moved, _progress("put back") as tell:
        engine = database.open_engine(settings.database)
        try:
            done = restoring.restore(engine, settings, instant, file, replace=replace, tell=tell)
        finally:
            engine.dispose()
    done = changed(done, before=done.before or moved)
    if as_json:
        answer({**asdict(done), "made_at": done.made_at.isoformat()})
        return
    screen.print(
        f"Put back: {done.rows} rows, as of {done.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC.",
        highlight=False,
    )
    if done.before is not None:
        screen.print(f"What was there before is in {done.before}.", highlight=False)
    if done.left_out:
        screen.print(f"{done.left_out} forgotten members were left out.", highlight=False)


def export(
    ctx: typer.Context,
    email: Annotated[str, typer.Argument(help="The runner's mail address.")],
    out: Annotated[Path, typer.Option("--out", help="The zip to write.")],
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Write everything about a runner into a zip that they can read."""
    with work(ctx, db, now) as w, w.session() as session, _sentences():
        runner = runner_of(session, email)
        done = handed_over(session, w.settings, w.now, runner, out)
    if as_json:
        answer({"file": str(done.path), "rows": done.rows, "mails": done.mails})
        return
    screen.print(
        f"{done.path}: {done.rows.get('runs', 0)} runs, {done.mails} mails, and the rest.",
        highlight=False,
    )


def forget(
    ctx: typer.Context,
    email: Annotated[str, typer.Argument(help="The runner's mail address.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    receipt: Annotated[
        Path | None, typer.Option(help="Write the receipt into this file, too.")
    ] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Delete everything about a runner, for good, and leave their accounts elsewhere."""
    with work(ctx, db, now) as w:
        with w.session() as session:
            runner = runner_of(session, email)
        if not yes:
            _must_be_sure(runner.email)
        assert runner.id is not None
        with _sentences():
            done = forgotten(House(w.session, w.settings, w.clock), runner.id)
            text = _receipt(done, reader_of(runner))
            if receipt is not None:
                with whole_file(receipt) as file:
                    file.write((_facts(done) if as_json else text).encode())
    if as_json:
        typer.echo(_facts(done))
    else:
        typer.echo(text, nl=False)


def keys(
    ctx: typer.Context,
    saved: Annotated[
        bool, typer.Option("--saved", help="Say that they are saved in another place.")
    ] = False,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Name the keys that no backup holds, and write down that they were saved elsewhere."""
    with work(ctx, db, now) as w, w.session() as session:
        if saved:
            marks.put(session, w.now, marks.KEYS_SAVED, checks.keys_mark(w.settings))
            session.commit()
        held = marks.last(session, marks.KEYS_SAVED)
        good = held is not None and held.detail == checks.keys_mark(w.settings)
        file = w.settings.data_dir / pages.SETTINGS_FILE
    facts = {
        "keys": ["EVENSTRIDE_TOKEN_KEYS", "EVENSTRIDE_BACKUP_KEYS"],
        "file": str(file) if file.is_file() else None,
        "saved_at": held.at.isoformat() if held is not None and good else None,
    }
    if as_json:
        answer(facts)
        return
    where = f"in {file}" if file.is_file() else "in the environment"
    screen.print(
        f"EVENSTRIDE_TOKEN_KEYS and EVENSTRIDE_BACKUP_KEYS, {where}: without the first, runners "
        "have to connect again; without the second, no backup opens.",
        highlight=False,
    )
    stand = "Saved elsewhere." if good else "Copy them elsewhere, then: evenstride keys --saved"
    screen.print(stand, highlight=False)


def _must_be_sure(email: str) -> None:
    if not sys.stdin.isatty():
        raise Undone("Nobody is there to be asked; say --yes to delete everything for good.")
    typed = typer.prompt(f"Everything about {email} is deleted for good. Type the address again")
    if str(typed).strip().casefold() != email:
        raise Undone("That is another address; nothing was deleted.")


def _receipt(done: Receipt, reader: Reader) -> str:
    at, until = done.at.date(), done.backups_until.date()
    return receipt_text(reader, done.email, at, until, done.rows, done.mails, done.left)


def _facts(done: Receipt) -> str:
    facts = {
        **asdict(done),
        "at": done.at.isoformat(),
        "backups_until": done.backups_until.isoformat(),
    }
    return json.dumps(facts, ensure_ascii=False, indent=2)


@contextmanager
def _sentences() -> Iterator[None]:
    """What keeping raises, as the one sentence of a command."""
    try:
        yield
    except (NoBackupKey, NotEmpty, Refused) as error:
        raise Undone(str(error)) from None
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        raise Undone(
            f"The file{where} could not be written ({error.strerror or error}); make room, or "
            "name another place."
        ) from error


@contextmanager
def _progress(done: str) -> Iterator[Tell]:
    """The table at hand and the rows so far, where somebody is looking."""
    if not aside.is_terminal:
        yield backups.nobody
        return
    with aside.status("") as status:

        def tell(table: str, rows: int) -> None:
            status.update(f"{table}: {rows} rows {done}")

        yield tell
