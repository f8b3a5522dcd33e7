"""What a demo shows of one runner: their mails opened beside the page, notes, and the card."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from sqlmodel import Session, col, select

import templates
from coaching.advice import Advice, Light
from coaching.log import TrainingLog
from syncer import advice_json, models
from syncer.demo_folder import RUNNERS
from syncer.demo_garmin import OnTheCalendar
from syncer.demo_people import Guest
from syncer.demo_strava import OnTheRun
from templates import Reader, filters

_CID = re.compile(r"cid:([A-Za-z0-9._@-]+)")
_WORDS = {
    None: "nothing to say yet",
    Light.GREY: "for information",
    Light.GREEN: "carry on",
    Light.AMBER: "ease off a little",
    Light.RED: "rest first",
    Light.FLAG: "see someone first",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, as files beside the page: addresses relative to the demo's folder."""

    kind: str
    html: str
    text: str
    eml: str
    picture: str | None


def open_mails(session: Session, out: Path, outbox: Path, guest: Guest) -> list[Mail]:
    """Lay the runner's mails out as .eml, .html, .txt and .png; the digest and notes by kind."""
    found = session.exec(
        select(models.Advice.kind, models.Delivery.message_id)
        .where(col(models.Delivery.advice_id) == col(models.Advice.id))
        .where(col(models.Advice.runner_id) == guest.runner.id)
        .order_by(col(models.Advice.on), col(models.Advice.id))
    ).all()
    mails = []
    for kind, message_id in found:
        eml = outbox / f"{message_id.strip('<>')}.eml"
        if eml.is_file():
            mails.append(_open(out, guest.key, kind, eml))
    return mails


def _open(out: Path, key: str, kind: str, eml: Path) -> Mail:
    folder = out / RUNNERS / key
    folder.mkdir(parents=True, exist_ok=True)
    content = eml.read_bytes()
    (folder / f"{kind}.eml").write_bytes(content)
    mail = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(content)
    pictures = _pictures(mail, folder, kind)
    bodies = {subtype: mail.get_body((subtype,)) for subtype in ("plain", "html")}
    text, html = (body.get_content() if body else "" for body in bodies.values())
    # A mail names its pictures by content-id; a file opened from disk needs their addresses.
    html = _CID.sub(lambda name: pictures.get(name[1], name[0]), html)
    (folder / f"{kind}.txt").write_text(f"{mail['Subject']}\n\n{text}", "utf-8")
    (folder / f"{kind}.html").write_text(html, "utf-8")
    at = f"{RUNNERS}/{key}"
    picture = next((f"{at}/{name}" for name in pictures.values()), None)
    return Mail(kind, f"{at}/{kind}.html", f"{at}/{kind}.txt", f"{at}/{kind}.eml", picture)


def _pictures(mail: EmailMessage, folder: Path, kind: str) -> Mapping[str, str]:
    """The mail's pictures written beside it: content-id to file name."""
    names: dict[str, str] = {}
    for part in mail.walk():
        if part.get_content_type() == "image/png" and part["Content-ID"]:
            name = f"{kind}-{len(names) + 1}.png" if names else f"{kind}.png"
            (folder / name).write_bytes(part.get_content())
            names[str(part["Content-ID"]).strip("<> ")] = name
    return names


def card(
    session: Session,
    out: Path,
    guest: Guest,
    log: TrainingLog,
    night: Advice,
    mails: list[Mail],
    on_runs: Sequence[OnTheRun],
    calendar: Sequence[OnTheCalendar],
    reader: Reader,
) -> dict[str, object]:
    """The facts of one runner for the demo's page, and their note as a file of its own."""
    digest = next((mail for mail in mails if mail.kind == "digest"), None)
    week = _week(session, guest)
    advice = night if week is None else week
    first, why = _said(advice, reader)
    notes = _notes(out, guest, log, night, mails, on_runs, reader)
    days = log.runs[-1].local_date - log.runs[0].local_date
    return {
        "name": guest.name,
        "story": guest.what_happens,
        "came_by": list(guest.accounts) or ["files"],
        "calendar": [{"on": one.on, "name": one.name} for one in calendar],
        "light": None if advice.light is None else str(advice.light),
        "light_word": _WORDS[advice.light],
        "headline": first,
        "why": why,
        "runs": len(log.runs),
        "weeks": (days + timedelta(days=1)) // timedelta(days=7) + 1,
        "chart_file": digest.picture if digest else None,
        "chart_alt": templates.chart_alt(log, advice.on, reader),
        "notes": notes,
        "digest_html": digest.html if digest else None,
        "digest_eml": digest.eml if digest else None,
        "digest_txt": digest.text if digest else None,
    }


def _week(session: Session, guest: Guest) -> Advice | None:
    """The newest digest's advice, as it was stored."""
    row = session.exec(
        select(models.Advice)
        .where(col(models.Advice.runner_id) == guest.runner.id)
        .where(col(models.Advice.kind) == "digest")
        .order_by(col(models.Advice.on).desc())
    ).first()
    return None if row is None else advice_json.restored(row.content)


def _said(advice: Advice, reader: Reader) -> tuple[str, str]:
    """What was said first, and why."""
    flag = next((found for found in advice.findings if found.light is Light.FLAG), None)
    finding = flag or next((one.finding for one in advice.recommendations), None)
    if finding is None:
        return "Nothing to change.", "No rule saw anything worth a word this week."
    said = templates.words(finding, reader)
    return said.text, said.why


def _notes(
    out: Path,
    guest: Guest,
    log: TrainingLog,
    night: Advice,
    mails: list[Mail],
    on_runs: Sequence[OnTheRun],
    reader: Reader,
) -> list[dict[str, object]]:
    """The note of the night, from where it arrived: on the run, else in a mail."""
    if night.note is None:
        return []
    mail = next((mail.html for mail in mails if mail.kind == "note"), None)
    folder = out / RUNNERS / guest.key
    folder.mkdir(parents=True, exist_ok=True)
    on_run = next((one for one in on_runs if one.on == night.on), None)
    run = next((run for run in log.runs if run.key == night.note.run), None)
    metres = None if run is None else run.distance_m
    text = templates.note(night.note, reader) if on_run is None else on_run.ours
    (folder / "on-the-run.txt").write_text(text + "\n", "utf-8")
    return [
        {
            "on": night.on,
            "run": filters.distance(metres, reader) if metres else "this day",
            "own": on_run.own if on_run else "",
            "text": text,
            "on_strava": on_run is not None,
            "mail": mail,
        }
    ]
