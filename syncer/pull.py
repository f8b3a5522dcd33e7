"""What was fetched against what is known: the changes, then the changes made.

`plan` decides and touches nothing; `store` gathers what it needs, asks it, and writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from syncer import recordings, siblings
from syncer.measure import Measured
from syncer.outing import FILES, Recorded
from syncer.recordings import (
    add,
    beside,
    measure_anew,
    near,
    rename_gear,
    renewed,
    tell,
    unmeasure,
    with_ids,
)
from syncer.same_run import NEIGHBOURHOOD, groups
from syncer.sources import Kind, Recording

__all__ = ["Found", "delete", "follow", "plan", "rename_gear", "store", "with_gear"]

FACTS = (
    "run_kind",
    "timezone",
    "elapsed_s",
    "moving_s",
    "distance_m",
    "ascent_m",
    "descent_m",
    "cadence_spm",
    "title",
    "race",
    "effort_rpe",
    "gear",
)
"""What another copy of a recording may know that the first did not: a table's title, a race."""

OWN_FILE = "own_file"
"""Terms of a runner's own file: kept as long as the runner likes."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """One recording on its way in, measured if it had a series to measure."""

    recording: Recording
    measured: Measured | None = None
    file_name: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to be written so that all that was found is known."""

    new: tuple[Found, ...] = ()
    measured: Mapping[int, Measured] = field(default_factory=dict)
    """New measures of activities already known, by activity id."""
    facts: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    """Facts that were missing of activities already known, by activity id."""
    new_runs: int = 0
    doubles: int = 0
    known: int = 0
    not_runs: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the recordings: each counts once in the first four.

    `new_runs` are runs that nobody had recorded yet, `doubles` other recordings of a run,
    `known` recordings that were here already, `not_runs` new strength work, rides, swims ...;
    `measured_anew` says how many known ones were measured with something newer.
    """

    new_runs: int = 0
    doubles: int = 0
    known: int = 0
    not_runs: int = 0
    measured_anew: int = 0

    @property
    def duplicates(self) -> int:
        return self.doubles + self.known


def plan(
    source: str, known: Mapping[str, Recorded], nearby: Iterable[Recorded], fetched: Sequence[Found]
) -> Changes:
    """Decide what to write. `known` are activities of this source by its own ids, `nearby`
    the runs of any source around the time of those that were fetched.

    What is known is only added to: a fact that was missing, a measure where there was none or
    where it was made with something else. The same again therefore changes nothing.
    """
    new: dict[str, Found] = {}
    measured: dict[int, Measured] = {}
    facts: dict[int, dict[str, Any]] = {}
    again = 0
    for found in fetched:
        source_id = found.recording.source_id
        if source_id in new:
            again += 1
            new[source_id] = _together(new[source_id], found)
        elif (held := known.get(source_id)) is not None and held.id is not None:
            again += 1
            if found.measured is not None and _is_news(held.measured, found.measured):
                measured[held.id] = found.measured
            if missing := _missing(held, found.recording):
                facts[held.id] = {**missing, **facts.get(held.id, {})}
        else:
            new[source_id] = found
    runs = [found for found in new.values() if found.recording.kind is Kind.RUN]
    new_runs = _outings_among(source, runs, nearby)
    return Changes(
        new=tuple(new.values()),
        measured=measured,
        facts=facts,
        new_runs=new_runs,
        doubles=len(runs) - new_runs,
        known=again,
        not_runs=len(new) - len(runs),
    )


def store(
    session: Session, now: datetime, runner_id: int, source: str, found: Sequence[Found]
) -> Stored:
    """Write what was found, in the session's transaction; the caller commits.

    Looks only at activities with the same ids or around the same time, so a batch costs the
    same however long the runner's history is.
    """
    session.flush()
    known = with_ids(session, runner_id, source, [one.recording.source_id for one in found])
    return _store(session, now, runner_id, source, known, found)


def _store(
    session: Session,
    now: datetime,
    runner_id: int,
    source: str,
    known: Mapping[str, Recorded],
    found: Sequence[Found],
    terms: str | None = None,
) -> Stored:
    starts = [
        one.recording.started_at
        for one in found
        if one.recording.kind is Kind.RUN and one.recording.source_id not in known
    ]
    changes = plan(source, known, near(session, runner_id, starts, NEIGHBOURHOOD), found)
    add(
        session,
        runner_id,
        source,
        [_row(now, runner_id, source, one, terms) for one in changes.new],
        {one.recording.source_id: one.measured for one in changes.new if one.measured},
    )
    measure_anew(session, changes.measured)
    tell(session, changes.facts)
    return Stored(
        changes.new_runs, changes.doubles, changes.known, changes.not_runs, len(changes.measured)
    )


RENEWED = (
    "run_kind",
    "timezone",
    "elapsed_s",
    "moving_s",
    "distance_m",
    "ascent_m",
    "cadence_spm",
    "title",
    "race",
    "gear",
)
"""What a platform's list says again of each activity: there it can be edited any time."""
BESIDE = (
    "exercises",
    "part_of",
    "feel",
    "ground_contact_ms",
    "ground_contact_left_pct",
    "vertical_oscillation_cm",
)
"""What no outing is made of, and only some platforms tell; it is kept beside the rest."""
RESHAPED = frozenset({"elapsed_s", "distance_m", "started_at", "kind"})
"""When one of these changes, it is the recording itself that was changed."""


def follow(
    session: Session,
    now: datetime,
    runner_id: int,
    source: str,
    found: Sequence[Found],
    *,
    whole: bool = False,
    terms: str | None = None,
) -> tuple[Stored, int]:
    """Store what is new of a platform's answer, and believe what it says now of the rest.

    Answers too how many of those that we held changed; all of them are renewed, whether changed
    or not. `whole` says that the records are details, which know the effort too; `terms` is how
    the club reads the source's. What is no run any more loses its measure. The caller commits.
    """
    session.flush()
    by_id = {one.recording.source_id: one for one in found}
    held = with_ids(session, runner_id, source, list(by_id))
    done = _store(session, now, runner_id, source, held, found, terms)
    facts: dict[int, dict[str, Any]] = {}
    for source_id, known in held.items():
        assert known.id is not None
        told, measured = by_id[source_id].recording, by_id[source_id].measured
        names = (*RENEWED, "effort_rpe") if whole else RENEWED
        changed = {n: getattr(told, n) for n in names if getattr(told, n) != getattr(known, n)}
        if told.timezone is None:
            # Garmin's list does not name the zone, only its detail does.
            changed.pop("timezone", None)
        if told.kind is Kind.RUN and told.cadence_spm is None and not whole:
            # Of a session with much walking, Garmin's detail alone tells the running apart.
            changed.pop("cadence_spm", None)
        if (told.kind, told.started_at) != (known.kind, known.started_at):
            changed |= {"kind": str(told.kind), "started_at": told.started_at}
        if changed:
            facts[known.id] = changed
        if told.kind is not Kind.RUN and (known.measured or measured) is not None:
            unmeasure(session, [known.id])
        elif measured is None and (RESHAPED & changed.keys()):
            # Cropped or joined there: what was measured is of another run by now.
            unmeasure(session, [known.id])
    tell(session, facts)
    tell(session, _beside(session, held, by_id))
    renewed(session, now, [known.id for known in held.values() if known.id is not None])
    return done, len(facts)


def _beside(
    session: Session, held: Mapping[str, Recorded], told: Mapping[str, Found]
) -> dict[int, dict[str, Any]]:
    """What is told anew of these facts; what a list leaves out stays as a detail told it."""
    now_told = {
        known.id: values
        for source_id, known in held.items()
        if known.id is not None and (values := _told_beside(told[source_id].recording))
    }
    stands = beside(session, list(now_told), BESIDE)
    return {
        number: changed
        for number, values in now_told.items()
        if (changed := {n: v for n, v in values.items() if stands.get(number, {}).get(n) != v})
    }


def _told_beside(one: Recording) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in BESIDE} | {"exercises": list(one.exercises)}
    return {name: value for name, value in values.items() if value not in (None, [])}


def with_gear(one: Recording, names: Mapping[str, str]) -> Recording:
    """The same with the shoes' name, where a list only has their id."""
    return replace(one, gear=names.get(one.gear, one.gear)) if one.gear else one


def _is_news(held: Measured | None, found: Measured) -> bool:
    return held is None or held.measured_with != found.measured_with


def _missing(held: Recorded | Recording, found: Recording) -> dict[str, Any]:
    """Facts that the one held lacks and the one found has."""
    return {
        name: getattr(found, name)
        for name in FACTS
        if _is_missing(held, name) and not _is_missing(found, name)
    }


def _is_missing(one: Recorded | Recording, name: str) -> bool:
    """A total of 0 is none; an effort of 0 was told."""
    value = getattr(one, name)
    return value is None or (value in ("", False) and name != "effort_rpe")


def _together(one: Found, other: Found) -> Found:
    return Found(
        replace(one.recording, **_missing(one.recording, other.recording)),
        one.measured or other.measured,
        one.file_name or other.file_name,
    )


def _outings_among(source: str, runs: Sequence[Found], nearby: Iterable[Recorded]) -> int:
    """How many of these make a run of their own, beside the runs that are known."""
    fresh = [_recorded(source, found) for found in runs]
    return sum(all(one.id is None for one in group) for group in groups([*nearby, *fresh]))


def _recorded(source: str, found: Found) -> Recorded:
    one = found.recording
    return Recorded(
        None,
        source,
        one.source_id,
        one.kind,
        one.started_at,
        elapsed_s=one.elapsed_s,
        moving_s=one.moving_s,
        distance_m=one.distance_m,
        file_name=found.file_name,
        measured=found.measured,
    )


def _row(
    now: datetime, runner_id: int, source: str, found: Found, terms: str | None
) -> dict[str, Any]:
    one = found.recording
    return {
        "runner_id": runner_id,
        "source": source,
        "source_id": one.source_id,
        "kind": str(one.kind),
        "started_at": one.started_at,
        **{name: getattr(one, name) for name in FACTS},
        **dict.fromkeys(BESIDE),
        **_told_beside(one),
        "planned": False,
        "device": one.device,
        "salvaged": one.salvaged,
        "has_gps": one.series is not None and one.series.lat_deg is not None,
        "file_name": found.file_name,
        "fetched_at": now,
        "renewed_at": now,
        "terms": terms or (OWN_FILE if source == FILES else source),
    }


def delete(session: Session, runner_id: int, source: str, source_id: str) -> int:
    """Delete one activity; its run may live on in another recording. The caller commits."""
    held = with_ids(session, runner_id, source, [source_id]).values()
    going = {one.id: one.started_at for one in held if one.id is not None}
    siblings.hand_over(session, runner_id, going)
    return recordings.delete(session, runner_id, source, source_id)
