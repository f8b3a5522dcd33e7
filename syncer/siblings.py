"""Recordings of one run that were heard or told under another's number.

Advice names a run by the recording that was stored first, and an answer about words belongs to one
recording. When that one goes and the run lives on in a sibling, both pass over to it: else the run
would be new, and told and asked about a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from syncer import models
from syncer.recordings import near
from syncer.same_run import NEIGHBOURHOOD, groups
from syncer.words_kept import BY_ANSWER

type Keys = Mapping[str, str]
"""How a run was named, and how it is named from now on."""


def siblings_of(session: Session, runner_id: int, starts: Mapping[int, datetime]) -> list[set[int]]:
    """The runs that some recordings are of, each as the numbers of all its recordings. `starts`
    says when each of them began, by its number."""
    every = (
        {one.id for one in group if one.id is not None}
        for group in groups(near(session, runner_id, [*starts.values()], NEIGHBOURHOOD))
    )
    return [run for run in every if not run.isdisjoint(starts)]


def hand_over(session: Session, runner_id: int, going: Mapping[int, datetime]) -> None:
    """What bears the numbers of recordings that are about to be deleted goes to the oldest one of
    the same run that stays. Words that nobody answered are not handed over but heard anew, as the
    ones that stay have them. The caller commits."""
    heirs: dict[int, int] = {}
    for run in siblings_of(session, runner_id, going):
        if stay := run.difference(going):
            heirs.update(dict.fromkeys(run.intersection(going), min(stay)))
    if not heirs:
        return
    keys = {f"activity-{old}": f"activity-{new}" for old, new in heirs.items()}
    _rename_advice(session, runner_id, keys)
    for said in session.exec(select(models.Said).where(col(models.Said.runner_id) == runner_id)):
        said.run = keys.get(said.run or "", said.run)
    _hand_over_words(session, runner_id, heirs)
    session.flush()


def _rename_advice(session: Session, runner_id: int, keys: Keys) -> None:
    rows = session.exec(
        select(models.Advice).where(col(models.Advice.runner_id) == runner_id)
    ).all()
    taken = {(row.kind, row.on, row.about) for row in rows}
    for row in rows:
        key, *worse = row.about.split(" ")
        about = " ".join([keys.get(key, key), *worse])
        if about != row.about and (row.kind, row.on, about) not in taken:
            row.about = about
        content = _renamed(row.content, keys)
        if content != row.content:
            row.content = content


def _renamed(value: Any, keys: Keys) -> Any:
    match value:
        case str():
            return keys.get(value, value)
        case list():
            return [_renamed(one, keys) for one in value]
        case dict():
            return {name: _renamed(one, keys) for name, one in value.items()}
    return value


def _hand_over_words(session: Session, runner_id: int, heirs: Mapping[int, int]) -> None:
    """What was answered is the runner's own, whichever copy of the words it was about."""
    found = select(models.WordsRead).where(col(models.WordsRead.runner_id) == runner_id)
    rows = {row.activity_id: row for row in session.exec(found)}
    told = col(models.PainReport.told_by)
    unheard = set[int]()
    for old, new in heirs.items():
        row = rows.get(old)
        if row is None or new in rows:
            continue
        if row.answer is None:
            unheard.add(new)
            continue
        row.activity_id = new
        mine = col(models.PainReport.runner_id) == runner_id, told == f"{BY_ANSWER}{old}"
        session.connection().execute(
            update(models.PainReport).where(*mine).values(told_by=f"{BY_ANSWER}{new}")
        )
    again = update(models.Activity).where(col(models.Activity.id).in_(unheard))
    session.connection().execute(again.values(detailed_at=None))
