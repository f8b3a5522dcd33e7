"""The admin's own page: how the service stands, who is a member, and a form to invite one more."""

from __future__ import annotations

import logging
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from sqlmodel import Session, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from syncer import admin_link, inviting, links
from syncer.channels import MayHaveArrived, NotDelivered, TryLater
from syncer.jobs import House
from syncer.links import LinkRefused, Purpose, Signed
from syncer.members import A_PAGE, members
from syncer.models import Club, Runner
from syncer.overview import overview
from syncer.posting import reader_of
from syncer.sources.platforms import LABELS
from syncer.web.access import SignedIn, is_own_form, sign_out
from syncer.web.admin_access import COOKIE, PATH, admin_at, let_in
from syncer.web.pages import STRANGER, Parts, message, page

log = logging.getLogger(__name__)

MOST_PAGES = 10_000
INVITED, KNOWN, NO_ADDRESS, NOT_SENT = "invited", "known", "no_address", "not_sent"


def router(parts: Parts) -> APIRouter:
    at = APIRouter()

    def good(session: Session, token: str) -> Signed | None:
        try:
            signed = links.verify(parts.settings, parts.now(), Purpose.ADMIN, token)
        except LinkRefused:
            return None
        known = links.runner_of(session, signed) is not None
        return signed if known and admin_link.is_unspent(session, signed) else None

    @at.get(f"{PATH}/enter/{{token}}")
    def door(token: str) -> Response:
        """Shows a button and changes nothing, for whoever looks at links before a person does."""
        with parts.sessions() as session:
            if good(session, token) is None:
                return message("admin_link_old", 410)
        return page("admin_enter", STRANGER)

    @at.post(f"{PATH}/enter/{{token}}")
    def enter(token: str) -> Response:
        with parts.sessions() as session:
            signed = good(session, token)
            if signed is None or not admin_link.spend(session, signed):
                return message("admin_link_old", 410)
            admin = session.get_one(Runner, signed.runner_id)
        response = RedirectResponse(PATH, status_code=303)
        let_in(response, parts.settings, parts.now(), admin)
        log.info("an admin signed in runner=%d", signed.runner_id)
        return response

    @at.get(PATH)
    def look(request: Request, page: int = 1) -> Response:
        found = admin_at(request, parts)
        return message("admin_only", 401) if found is None else _page(parts, *found, number=page)

    @at.post(f"{PATH}/invite")
    def invite(
        request: Request,
        form_token: Annotated[str, Form()] = "",
        email: Annotated[str, Form()] = "",
        name: Annotated[str, Form()] = "",
    ) -> Response:
        found = admin_at(request, parts)
        if found is None or not is_own_form(found[0], form_token):
            return message("admin_only", 401)
        said, address, where = _invite(parts, email, name)
        return _page(parts, *found, said=said, address=address, where=where)

    @at.post(f"{PATH}/goodbye")
    def goodbye(request: Request, form_token: Annotated[str, Form()] = "") -> Response:
        found = admin_at(request, parts)
        if found is None or not is_own_form(found[0], form_token):
            return message("admin_only", 401)
        response = message("admin_closed", 200)
        sign_out(response, parts, found[0].runner_id)
        response.delete_cookie(COOKIE, path=PATH)
        return response

    return at


def _invite(parts: Parts, email: str, name: str) -> tuple[str, str, str]:
    """What came of it, for which address, and where the mail went or why it did not."""
    address = inviting.address_of(email)
    if address is None:
        return NO_ADDRESS, email.strip()[: inviting.LONGEST_ADDRESS], ""
    with parts.sessions() as session:
        club = session.exec(select(Club)).first()
        assert club is not None
        try:
            went = inviting.invite(session, parts.settings, parts.now(), club, address, name)
        except (NotDelivered, MayHaveArrived, TryLater) as error:
            return NOT_SENT, address, str(error)
    if went is None:
        return KNOWN, address, ""
    return INVITED, address, "" if parts.settings.smtp_host else went


def _page(
    parts: Parts,
    who: SignedIn,
    admin: Runner,
    number: int = 1,
    said: str = "",
    address: str = "",
    where: str = "",
) -> Response:
    now, zone = parts.now(), ZoneInfo(admin.timezone)
    number = min(max(number, 1), MOST_PAGES)
    found = overview(House(parts.sessions, parts.settings, parts.now))
    with parts.sessions() as session:
        club = session.exec(select(Club)).first()
        shown = members(session, now, number - 1)
    return page(
        "admin",
        reader_of(admin),
        400 if said == NO_ADDRESS else 200,
        club="" if club is None else club.name,
        found=found,
        labels=LABELS,
        members=shown,
        page=number,
        pages=-(-found.members // A_PAGE),
        local=lambda at: at.astimezone(zone),
        said=said,
        address=address,
        where=where,
        form_token=who.form_token,
    )
