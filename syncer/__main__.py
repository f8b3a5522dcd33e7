"""The commands of Evenstride; the one place where parts are put together."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError
from typer._click.exceptions import UsageError  # the public classes all derive from it

from syncer.channels import NotDelivered, TryLater
from syncer.commands import (
    Shared,
    Undone,
    admin,
    coaching,
    feeling,
    garmin,
    keeping,
    mailing,
    pairs,
    platforms,
    profile,
    running,
    serving,
    setting_up,
    showing,
    standing,
    strava,
    telling,
)
from syncer.consents import NeedsConsent
from syncer.database import Unusable
from syncer.demo_folder import NoDemo

app = typer.Typer(
    name="evenstride",
    help="A running club's own coach: runs in, one useful sentence out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def shared(
    ctx: typer.Context,
    db: Annotated[str | None, typer.Option(help="Database address or SQLite file.")] = None,
    now: Annotated[str | None, typer.Option(help="An instant that stands in for now.")] = None,
) -> None:
    ctx.obj = Shared(db=db, now=now)


app.command("demo")(showing.demo)
app.command("init")(setting_up.init)
app.add_typer(admin.admin_app, name="admin")
app.add_typer(setting_up.runner_app, name="runner")
app.command("import")(running.import_)
app.command("runs")(running.runs)
app.command("pairs")(pairs.pairs)
app.command("report")(feeling.report)
app.command("mark")(telling.mark)
app.command("done")(telling.done)
app.command("too-hard")(telling.too_hard)
app.command("self-test")(telling.self_test)
app.command("cue")(telling.cue)
app.command("weekly-check")(telling.weekly_check)
app.command("profile")(profile.profile)
app.command("mute")(profile.mute)
app.command("unmute")(profile.unmute)
setting_up.runner_app.command("coach")(profile.coach)
setting_up.runner_app.command("mail")(mailing.mail)
app.command("consent")(setting_up.consent)
app.command("clear-flag")(feeling.clear_flag)
app.command("rules")(feeling.rules)
app.command("advise")(coaching.advise)
app.command("replay")(coaching.replay)
app.command("pull")(platforms.pull)
app.command("serve")(serving.serve)
app.command("work")(serving.work_)
app.command("web")(serving.web)
app.command("schedule")(serving.schedule_)
app.add_typer(strava.strava_app, name="strava")
app.add_typer(garmin.garmin_app, name="garmin")
app.command("deliver")(coaching.deliver_)
app.command("digest")(coaching.digest)
app.command("status")(standing.status)
app.command("check")(setting_up.check)
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore)
app.command("export")(keeping.export)
app.command("forget")(keeping.forget)
app.command("keys")(keeping.keys)
app.add_typer(setting_up.mail_app, name="mail")
setting_up.mail_app.command("bounced")(mailing.bounced)


def main(arguments: list[str] | None = None) -> None:
    """Run a command: exit 0 when done, 1 when it could not be, 2 on wrong usage."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run a command and answer its exit code; an error is one sentence on standard error."""
    try:
        code = app(arguments, prog_name="evenstride", standalone_mode=False)
    except UsageError as error:
        where = error.ctx.command_path if error.ctx else "evenstride"
        return _failed(f"{error.format_message()} (see `{where} --help`)", 2)
    except typer.Abort:
        return _failed("Stopped; what was done until here is kept.", 1)
    except (Undone, NoDemo, NeedsConsent, Unusable, NotDelivered, TryLater) as error:
        return _failed(str(error), 1)
    except OperationalError as error:
        return _failed(f"The database did not answer: {error.orig}; try `evenstride check`.", 1)
    except BrokenPipeError:
        return 1
    return code if isinstance(code, int) else 0


def _failed(sentence: str, code: int) -> int:
    print(f"evenstride: {sentence}", file=sys.stderr)  # noqa: T201
    return code


if __name__ == "__main__":
    main()
