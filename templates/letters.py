"""Mails: a subject, a preheader that says nothing private, a text and a picture of the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import css_inline

from coaching.advice import Advice, Finding, Light, Source
from coaching.log import Run, Session, TrainingLog
from templates.filters import one_line
from templates.origins import NOWHERE, Origins
from templates.reader import Links, Reader
from templates.rendering import render
from templates.understood import Understood
from templates.words import cited_sources, flag_text, not_medical_advice, words


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, ready for any channel that sends mail.

    `subject` and `preheader` are single lines without anything about health, since lock
    screens and family mailboxes show them. `html` names each picture as `cid:NAME`, where
    `NAME` is its key in `pictures` (PNG bytes).
    """

    subject: str
    preheader: str
    text: str
    html: str
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def written(
    name: str, reader: Reader, pictures: Mapping[str, bytes] | None = None, **facts: object
) -> Letter:
    """A letter from the templates `email/<name>.{subject,preheader,txt,html}`."""
    subject = one_line(render(f"email/{name}.subject", reader=reader, **facts))
    preheader = one_line(render(f"email/{name}.preheader", reader=reader, **facts))
    around = {
        "reader": reader,
        "subject": subject,
        "preheader": preheader,
        "care": not_medical_advice(reader),
        **facts,
    }
    text = _tidy(render(f"email/{name}.txt", **around))
    html = _inliner().inline(render(f"email/{name}.html", **around))
    return Letter(subject, preheader, text, html, dict(pictures or {}))


def note_letter(
    advice: Advice,
    log: TrainingLog,
    reader: Reader,
    links: Links,
    readings: Sequence[Understood] = (),
    origins: Origins = NOWHERE,
) -> Letter:
    """The mail about one run: what was seen, one thing to do, and why.

    `readings` are what was understood of the runner's own words and waits for an answer. Raises
    ValueError when the advice has neither a note nor a warning sign to speak of.
    """
    flag = flag_in(advice)
    finding = flag or (advice.note.finding if advice.note else None)
    if finding is None:
        raise ValueError(f"nothing to say about {advice.on}: the advice has no note")
    run = run_of(finding, log)
    return written(
        "run_note",
        reader,
        day=advice.on if run is None else run.local_date,
        run=run,
        flag=flag_paragraphs(flag, reader),
        said=None if flag else words(finding, reader),
        sources=cited((finding,), reader),
        asks_morning=advice.asks_morning and flag is None,
        readings=() if flag else readings,
        seen_at=origins.seen_at.get(finding.run or "", ""),
        origins=origins,
        links=links,
    )


def morning_letter(day: date, reader: Reader, links: Links) -> Letter:
    """The mail on the morning after a run on `day`: how does it feel? One tap answers."""
    return written("morning_question", reader, day=day, links=links)


def invitation_letter(reader: Reader, club: str, link: str) -> Letter:
    """The first mail a runner gets: who invites them, to what, and the link that confirms."""
    return written("invitation", reader, club=one_line(club), link=link)


def reconnect_letter(reader: Reader, link: str, platform: str, *, lapses: bool) -> Letter:
    """The mail that asks a runner, once, to connect to a platform again; `link` is their own
    page, and `lapses` says that otherwise what came from there is deleted after a month."""
    return written("reconnect", reader, link=link, platform=platform, lapses=lapses)


def new_link_letter(reader: Reader, links: Links) -> Letter:
    """The mail that a runner asked for at the page of a link that was too old."""
    return written("new_link", reader, links=links)


def trial_letter(reader: Reader) -> Letter:
    """The mail of `mail test`: it arrived, so mail works."""
    return written("trial", reader)


def flag_in(advice: Advice) -> Finding | None:
    """The warning sign in an advice, if there is one: it hides everything else."""
    said = (advice.note, *advice.recommendations)
    found = (*(one.finding for one in said if one), *advice.findings)
    return next((finding for finding in found if finding.light is Light.FLAG), None)


def flag_paragraphs(flag: Finding | None, reader: Reader) -> list[str]:
    """The flag's text without the closing sentence, which every letter carries in its foot."""
    return [] if flag is None else flag_text(flag, reader).split("\n\n")[:-1]


def cited(findings: Sequence[Finding], reader: Reader) -> list[Source]:
    """The sources of what is said about some findings, each once, in the order of first use."""
    said = [source for finding in findings for source in cited_sources(finding, reader)]
    return list({source.key: source for source in said}.values())


def run_of(finding: Finding, log: TrainingLog) -> Run | Session | None:
    """The outing that a finding belongs to: the whole session where the run is part of one."""
    if finding.run is None:
        return None
    for session in log.sessions:
        if any(run.key == finding.run for run in session.runs):
            return session
    return next((run for run in log.runs if run.key == finding.run), None)


def _tidy(text: str) -> str:
    """At most one empty line in a row, none at either end."""
    paragraphs = [part.strip("\n") for part in text.split("\n\n")]
    return "\n\n".join(part for part in paragraphs if part.strip()) + "\n"


@cache
def _inliner() -> css_inline.CSSInliner:
    # Mail clients drop style sheets, so rules go into the elements; the dark-mode rules stay
    # in the head for the clients that read them.
    return css_inline.CSSInliner(
        keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False
    )
