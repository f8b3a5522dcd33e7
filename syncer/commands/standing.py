"""How the service stands, told at the terminal: status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from syncer.commands import Db, Json, Now, answer, screen, work
from syncer.jobs import House
from syncer.overview import Overview, overview


def status(ctx: typer.Context, db: Db = None, now: Now = None, as_json: Json = False) -> None:
    """Say how the service stands: the last night, mails, limits, what comes next."""
    with work(ctx, db, now) as w:
        found = overview(House(w.session, w.settings, w.clock))
    if as_json:
        answer(_facts(found))
        return
    if not screen.is_terminal:
        for name, value in _lines(found):
            screen.print(f"{name}: {value}", highlight=False, markup=False)
        return
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _lines(found):
        table.add_row(name, Text(value))
    screen.print(table)


def _lines(found: Overview) -> Iterator[tuple[str, str]]:
    size = "" if found.size_bytes is None else f", {found.size_bytes / 1e6:.1f} MB"
    yield "version", f"{found.version}, tables at step {found.schema}"
    yield "database", f"{found.database}{size}"
    yield "last tick", _awake(found)
    held = ", ".join(f"{n} {status} {of}" for (of, status), n in found.connections.items())
    yield "members", f"{found.members}" + (f" ({held})" if held else "")
    for night in found.nights:
        ends = ", ".join(f"{count} {how}" for how, count in sorted(night.outcomes.items()))
        yield f"night, {night.platform}", f"{night.on}: {ends}, within {_short(night.lasted)}"
    for one in found.limits:
        yield f"limit, {one.platform}", f"{one.window}: {one.left} of {one.most} requests left"
    mails = found.mails
    yield (
        "mails",
        f"{mails.sent_in_a_day} sent in the last day, {mails.pending} pending,"
        f" {mails.unknown} unknown, {mails.failed} failed",
    )
    yield "put aside", f"{found.put_aside}"
    for next_ in found.coming:
        at = f"{next_.at:%Y-%m-%d %H:%M} UTC" if next_.at else ""
        yield "next", f"{at} {next_.what} {next_.about} {next_.email}".replace("  ", " ")
    yield "to look at", _problems(found)


def _awake(found: Overview) -> str:
    if found.ticked_at is None:
        return "none; the nightly work is not running"
    ago = _short(found.at - found.ticked_at)
    return f"{found.ticked_at:%Y-%m-%d %H:%M:%S} UTC, {ago} ago"


def _problems(found: Overview) -> str:
    if not found.problems:
        return "nothing, all is well"
    first, count = found.problems[0].sentence, len(found.problems)
    more = "" if count == 1 else f" (1 of {count}; `evenstride check` tells all)"
    return f"{first}{more}"


def _short(span: timedelta) -> str:
    seconds = max(round(span.total_seconds()), 0)
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"


def _facts(found: Overview) -> dict[str, Any]:
    return {
        "version": found.version,
        "database": found.database,
        "size_bytes": found.size_bytes,
        "schema": found.schema,
        "ticked_at": found.ticked_at and found.ticked_at.isoformat(timespec="seconds"),
        "members": found.members,
        "connections": [
            {"platform": of, "status": status, "count": n}
            for (of, status), n in found.connections.items()
        ],
        "nights": [
            {
                "platform": night.platform,
                "on": night.on.isoformat(),
                "outcomes": dict(night.outcomes),
                "lasted_s": night.lasted.total_seconds(),
            }
            for night in found.nights
        ],
        "limits": [
            {"platform": one.platform, "window": one.window, "left": one.left, "most": one.most}
            for one in found.limits
        ],
        "mails": {
            "sent_in_a_day": found.mails.sent_in_a_day,
            "pending": found.mails.pending,
            "unknown": found.mails.unknown,
            "failed": found.mails.failed,
        },
        "put_aside": found.put_aside,
        "coming": [
            {
                "at": one.at and one.at.isoformat(timespec="seconds"),
                "runner": one.email,
                "what": one.what,
                "about": one.about,
            }
            for one in found.coming
        ],
        "problems": [
            {"code": one.code, "sentence": one.sentence, "hint": one.hint} for one in found.problems
        ],
    }
