"""Commands about the mail of one runner, and about mail that came back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from syncer import bounces, models, returned_mail
from syncer.commands import Db, Json, Now, Undone, answer, runner_of, screen, work


def mail(
    ctx: typer.Context,
    email: Annotated[str, typer.Argument(help="The runner's mail address.")],
    again: Annotated[
        bool, typer.Option("--again", help="Send to an address once more that was stopped.")
    ] = False,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Say whether a runner gets mail, and start an address again that refused it.

    Mail that the runner turned off is theirs alone to turn on again.
    """
    with work(ctx, db, now) as w, w.session() as session:
        runner = runner_of(session, email)
        why = runner.mail_stopped_why
        if again:
            bounces.start_again(runner)
            session.add(runner)
            session.commit()
    off, stopped = runner.mail_off_at, runner.mail_stopped_at
    if as_json:
        instants = {"turned_off_at": off, "stopped_at": stopped}
        known = {name: at and at.isoformat() for name, at in instants.items()}
        answer({"runner": runner.email, **known, "why": runner.mail_stopped_why})
    elif stopped is not None:
        screen.print(
            f"Stopped since {stopped:%Y-%m-%d}: {why}\nOnce it works, add --again.",
            highlight=False,
            markup=False,
        )
    elif off is not None:
        screen.print(f"{runner.email} turned mail off on {off:%Y-%m-%d}.", highlight=False)
    else:
        once_more = " again" if again and why else ""
        screen.print(f"Mail goes to {runner.email}{once_more}.", highlight=False)


def bounced(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="The mail that came back; standard input if not told.")
    ] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Read a mail that came back, and stop the address that it says is gone.

    A mail program can hand over what comes back to the sender's address, one mail at a time.
    """
    try:
        raw = sys.stdin.buffer.read() if file is None else file.read_bytes()
    except OSError as error:
        raise Undone(f"{file} cannot be read ({error.strerror}).") from error
    with work(ctx, db, now) as w, w.session() as session:
        found = returned_mail.gone(session, raw)
        address = None
        if found is not None:
            runner_id, why = found
            address = session.get_one(models.Runner, runner_id).email
            bounces.stop(session, w.now, runner_id, why)
            session.commit()
    if as_json:
        answer({"stopped": address})
    elif address is None:
        screen.print("Nothing was stopped: it tells of no address of ours that is gone.")
    else:
        screen.print(f"Nothing is sent to {address} any more.", highlight=False)
