"""The admin's door: a link that signs them in before there is any mail."""

from __future__ import annotations

from typing import Annotated

import typer

from syncer import admin_link, links
from syncer.commands import Db, Json, Now, Undone, answer, screen, work

admin_app = typer.Typer(help="Whoever runs the club's Evenstride.", no_args_is_help=True)


@admin_app.callback()
def admin() -> None:
    """Named so that `admin link` stays two words while it is the only one."""


@admin_app.command("link")
def link(
    ctx: typer.Context,
    email: Annotated[str | None, typer.Argument(help="Which admin; default: the first.")] = None,
    db: Db = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Print a link to the admin's page: good once, for an hour; all before it end."""
    with work(ctx, db, now) as w, w.session() as session:
        who = admin_link.first_admin(session, email and email.strip().casefold())
        if who is None:
            raise Undone("There is no such admin; `evenstride init` makes the first one.")
        try:
            made = admin_link.fresh(session, w.settings, w.now, who)
        except links.NoSecretKey as error:
            raise Undone(str(error)) from None
    if as_json:
        answer({"admin": who.email, "link": made})
    else:
        screen.print(f"Good once, for an hour:\n{made}", highlight=False, markup=False)
