"""When the weekly digest comes: the weekday and hour that a runner chooses on their own page."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syncer import models
from syncer.posting import reader_of
from syncer.web.access import is_own_form, signed_in
from syncer.web.pages import Parts, message

MONDAY = date(2024, 1, 1)


def choice(runner: models.Runner) -> dict[str, Any]:
    """What the form shows: all weekdays and hours, and the ones that are set."""
    return {
        "weekdays": [MONDAY + timedelta(days=nth) for nth in range(7)],
        "hours": [time(hour) for hour in range(24)],
        "digest_weekday": runner.digest_weekday,
        "digest_hour": runner.digest_hour,
    }


def router(parts: Parts) -> APIRouter:
    at = APIRouter()

    @at.post("/me/digest")
    def choose(
        request: Request,
        form_token: Annotated[str, Form()] = "",
        weekday: Annotated[str, Form()] = "",
        hour: Annotated[str, Form()] = "",
    ) -> Response:
        who = signed_in(request, parts)
        if who is None or not is_own_form(who, form_token):
            return message("come_by_link", 401)
        with parts.sessions() as session:
            runner = session.get_one(models.Runner, who.runner_id)
            days, hours = set(map(str, range(7))), set(map(str, range(24)))
            if weekday not in days or hour not in hours:
                return message("odd", 400, reader_of(runner))
            runner.digest_weekday, runner.digest_hour = int(weekday), int(hour)
            session.add(runner)
            session.commit()
        return RedirectResponse("/me#mail", status_code=303)

    return at
