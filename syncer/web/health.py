"""What a supervisor asks: does the process answer, and can it do its work?"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter
from sqlalchemy.exc import DBAPIError
from starlette.responses import JSONResponse

from syncer import migrations, ticking, troubles
from syncer.web.pages import Parts
from syncer.work_checks import LATE

ASKED = ["GET", "HEAD"]
"""Many a supervisor only looks at the status."""


def router(parts: Parts) -> APIRouter:
    at = APIRouter()

    @at.api_route("/healthz", methods=ASKED)
    async def alive() -> JSONResponse:
        """Answered without the database: to start the process anew would mend nothing there."""
        return JSONResponse({"alive": True})

    @at.api_route("/readyz", methods=ASKED)
    def ready() -> JSONResponse:
        problems = list(_problems(parts))
        return JSONResponse(
            {"ready": not problems, "problems": problems}, status_code=503 if problems else 200
        )

    return at


def _problems(parts: Parts) -> Iterator[str]:
    """Words for whoever runs the club; nothing of an address or a person stands in them."""
    try:
        with parts.sessions() as session:
            step = migrations.revision(session.connection())
            ours = step == migrations.HEAD
            ticked_at = ticking.last(session) if ours else None
            failing = troubles.standing(session) if ours else []
    except DBAPIError:
        yield "The database does not answer."
        return
    if step != migrations.HEAD:
        yield f"The database stands at step {step or 'none'}, not at {migrations.HEAD}."
    elif ticked_at is not None and parts.now() - ticked_at > LATE:
        yield "The nightly work has not been awake for more than five minutes."
    for one in failing:
        if one.part == troubles.TICK:
            yield f"The nightly work fails ({one.kind})."
