"""How a night ended: our rows, what stands on the platforms, the mails; and what may differ.

Only one thing may, and it has to be accounted for: a mail that was cut off while it left is
`unknown`. It came once at most, was not counted as told, and what it said is in the next digest.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from syncer import database, models, told
from syncer.models import DeliveryState
from syncer.settings import Settings
from tests.crash import outside
from tests.crash.outside import Outside

UNCOUNTED = {"platformbudget", "housemark", "lasttick", "pulltally"}
"""Tables that say what time it is and how often was asked, and nothing of anybody."""
NUMBERS = {"id", "message_id", "log_sha256", "workout_id", "schedule_id", "delivery_id"}
TRIES = {"attempts", "claimed_by", "claimed_until", "not_before", "pulling_until"}
TRIES |= {"refreshing_by", "refreshing_until", "sealed_tokens", "expires_at"}
CLAIMS = {"claimed_until", "pulling_until", "refreshing_until"}
UNDER_WAY = {DeliveryState.CLAIMED.value, DeliveryState.HANDING_OVER.value}
NAMED = re.compile(r"activity-\d+|words:\d+|activity_id: \d+|advice_id: \d+|(?:one|other)_id: \d+")
CARRIES = re.compile(r'"carries": \[[^\]]*\]')

Key = tuple[int, str, str, str]
"""A delivery by its runner, the kind and day of what it tells, and the channel."""


@dataclass(frozen=True)
class Ending:
    """Rows by table, each with the runner it is of; mails by whom and subject, each Message-ID
    counted once."""

    rows: dict[str, Counter[tuple[int | None, str]]]
    texts: dict[str, tuple[str, ...]]
    calendar: list[tuple[str, str]]
    mails: Counter[tuple[str, str]]
    twice: list[tuple[str, str]]
    """Advice that came more than once and is not so urgent that this is right. A mail that is no
    advice, as the one to connect again, may come again with its own Message-ID."""
    held: list[str]
    """What a worker still has in hand, though all have ended."""
    unknown: dict[Key, bool] = field(default_factory=dict)
    """Deliveries that may have arrived, and whether a digest carries them."""


def ending(settings: Settings, now: datetime, world: Outside) -> Ending:
    mails = world.ask(outside.mails)
    engine = database.open_engine(settings.database)
    try:
        with Session(engine) as session:
            urgent, known = _message_ids(session)
            return Ending(
                rows=_rows(session),
                texts=world.ask(outside.texts),
                calendar=world.ask(outside.calendar),
                mails=Counter((to, subject) for _, to, subject in mails),
                twice=[
                    (to, subject)
                    for (number, to, subject), times in mails.items()
                    if times > 1 and number in known - urgent
                ],
                held=_held(session, now),
                unknown=_unknown(session),
            )
    finally:
        engine.dispose()


def differences(calm: Ending, found: Ending) -> list[str]:
    """What is not as after an undisturbed night; nothing if all is well."""
    wrong = [f"came twice: {one}" for one in found.twice]
    wrong += [f"still held: {one}" for one in found.held]
    if found.texts != calm.texts:
        wrong += [
            f"text of {run}: {calm.texts.get(run)} became {text}"
            for run, text in found.texts.items()
            if calm.texts.get(run) != text
        ]
    if found.calendar != calm.calendar:
        wrong.append(f"calendar: {calm.calendar} became {found.calendar}")
    excused = _excused(found)
    for table, rows in calm.rows.items():
        theirs, ours = _but(table, rows, excused), _but(table, found.rows[table], excused)
        wrong += [f"{table} lacks {row}" for row in theirs - ours]
        wrong += [f"{table} has {row}" for row in ours - theirs]
    wrong += _mails(calm, found)
    wrong += [
        f"unknown and not carried: {one}" for one, is_so in found.unknown.items() if not is_so
    ]
    return wrong


def _mails(calm: Ending, found: Ending) -> list[str]:
    """Each once; where one is unknown it may be missing."""
    lost = {NAMES[runner_id - 1] for runner_id, *_ in found.unknown}
    wrong = []
    for mail in calm.mails | found.mails:
        usual, came = calm.mails[mail], found.mails[mail]
        if came > usual or (came < usual and mail[0] not in lost):
            wrong.append(f"mail {mail} came {came} times, not {usual}")
    return wrong


NAMES = [
    f"{name}@example.org" for name in ("alice", "bob", "cara", "dan", "eve", "finn", "gil", "hana")
]


def _excused(found: Ending) -> set[tuple[str, int]]:
    """Tables and runners whose rows about telling differ by right, after an unknown mail."""
    return {(table, key[0]) for key in found.unknown for table in ("delivery", "said", "advice")}


def _but(
    table: str, rows: Counter[tuple[int | None, str]], excused: set[tuple[str, int]]
) -> Counter[tuple[int | None, str]]:
    return Counter(
        {row: n for row, n in rows.items() if row[0] is None or (table, row[0]) not in excused}
    )


def _message_ids(session: Session) -> tuple[set[str], set[str]]:
    rows = session.exec(
        select(models.Delivery, models.Advice).join(
            models.Advice, col(models.Advice.id) == col(models.Delivery.advice_id)
        )
    ).all()
    urgent = {delivery.message_id for delivery, row in rows if told.is_urgent(row)}
    return urgent, {delivery.message_id for delivery, _ in rows}


def _unknown(session: Session) -> dict[Key, bool]:
    rows = session.exec(
        select(models.Delivery, models.Advice)
        .join(models.Advice, col(models.Advice.id) == col(models.Delivery.advice_id))
        .where(col(models.Delivery.state) == DeliveryState.UNKNOWN.value)
    ).all()
    return {
        (row.runner_id, row.kind, row.on.isoformat(), delivery.channel): _is_carried(
            session, delivery, row
        )
        for delivery, row in rows
    }


def _is_carried(session: Session, delivery: models.Delivery, row: models.Advice) -> bool:
    """Whether the digest of the evening says it again. A digest waits for the next one, a question
    told nothing, and whose digest is on another day has none yet."""
    if row.kind != told.NOTE:
        return True
    digests = session.exec(
        select(models.Advice).where(
            col(models.Advice.runner_id) == row.runner_id,
            col(models.Advice.kind) == told.DIGEST,
            col(models.Advice.on) > row.on,
        )
    ).all()
    return not digests or any(delivery.id in one.content.get("carries", []) for one in digests)


def _held(session: Session, now: datetime) -> list[str]:
    found = []
    for made, table in _tables():
        for row in session.exec(select(made)).all():
            until = [name for name in made.model_fields if name in CLAIMS]
            if any((at := getattr(row, name)) is not None and at > now for name in until):
                found.append(f"{table.name} {row}")
            if isinstance(row, models.Delivery) and row.state in UNDER_WAY:
                found.append(f"{table.name} {row}")
    return found


def _rows(session: Session) -> dict[str, Counter[tuple[int | None, str]]]:
    """Every table's rows as text, with names in place of our numbers."""
    activities = session.exec(select(models.Activity)).all()
    names = {}
    for one in activities:
        for number in ("activity-{}", "activity_id: {}", "one_id: {}", "other_id: {}"):
            names[number.format(one.id)] = f"run {one.source_id}"
        names[f"words:{one.id}"] = f"words of {one.source_id}"
    for row in session.exec(select(models.Advice)).all():
        about = NAMED.sub(lambda found: names.get(found[0], found[0]), row.about)
        names[f"advice_id: {row.id}"] = f"{row.kind} of {row.on} {about}"
    return {
        str(table.name): Counter(
            (_whose(row), _as_text(row, names)) for row in session.exec(select(made)).all()
        )
        for made, table in _tables()
    }


def _tables() -> list[tuple[type[SQLModel], Any]]:
    mapped = [one.class_ for one in models.SQLModel._sa_registry.mappers]
    return [(one, one.__table__) for one in mapped if one.__table__.name not in UNCOUNTED]


def _whose(row: SQLModel) -> int | None:
    return getattr(row, "runner_id", None)


def _as_text(row: SQLModel, names: dict[str, str]) -> str:
    """An instant only says whether it was."""
    given = row.model_dump(mode="json", exclude=NUMBERS | TRIES)
    kept = {
        name: (value is not None) if name.endswith("_at") else value
        for name, value in given.items()
    }
    lines = (f"{name}: {json.dumps(value, sort_keys=True)}" for name, value in sorted(kept.items()))
    text = CARRIES.sub('"carries": []', "\n".join(lines))
    return NAMED.sub(lambda one: names.get(one[0], one[0]), text)
