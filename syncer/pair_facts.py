"""Two recordings that are one run, or may be, as facts for words, pages and scripts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from coaching.log import RunKind
from syncer import models
from syncer.alike import agree
from syncer.belt import DISAGREES
from syncer.local_days import local_time
from syncer.outing import Recorded
from syncer.pairs import Pair, State, pairs
from syncer.sources import Kind
from templates.pairs import PairFacts, Side

MOST_ASKED = 2
"""Our choice: a letter asks no more than this; the page asks for the rest."""


def facts(pair: Pair, runner: models.Runner) -> PairFacts:
    """What there is to say of a pair, by this runner's clock."""
    one, other = _side(pair.one, runner), _side(pair.other, runner)
    joined, outing = pair.joined, pair.outing
    if joined is None or outing is None:
        is_run = Kind.RUN in (pair.one.kind, pair.other.kind)
        return PairFacts(pair.id, str(pair.state), "", one, other, is_run=is_run)
    typed = outing.distance_estimated and bool(one.distance_m and other.distance_m)
    return PairFacts(
        id=pair.id,
        state=str(pair.state),
        why=str(joined.why),
        one=one,
        other=other,
        shared_min=round(joined.shared_s / 60.0),
        shorter_min=round(joined.shorter_s / 60.0),
        apart_min=joined.minutes_apart,
        combined=joined.combined,
        is_run=outing.kind is Kind.RUN,
        one_is_run=Kind.RUN in (joined.one.kind, joined.other.kind),
        one_is_walk=outing.kind is Kind.WALK,
        typed=typed and not agree(one.distance_m, other.distance_m, DISAGREES),
        counts_m=outing.distance_m,
    )


def asked(session: Session, runner: models.Runner, on: date) -> list[PairFacts]:
    """Doubtful pairs of the two weeks up to a local day, the latest first and few."""
    since = on - timedelta(days=14)
    doubtful = [
        facts(pair, runner) for pair in pairs(session, runner) if pair.state is State.DOUBTFUL
    ]
    lately = [one for one in doubtful if since < one.sides[0].started_at.date() <= on]
    return lately[: -MOST_ASKED - 1 : -1]


def as_json(pair: PairFacts, says: str) -> dict[str, Any]:
    """The same for scripts: metres, seconds, and starts with their local offset."""
    return {
        "id": pair.id,
        "state": pair.state,
        "why": pair.why or None,
        "says": says,
        "counts_m": None if pair.counts_m is None else round(pair.counts_m, 1),
        "recordings": [
            {
                "source": side.source,
                "started_at": side.started_at.isoformat(),
                "kind": side.kind,
                "distance_m": side.distance_m,
                "moving_s": side.moving_s,
            }
            for side in pair.sides
        ],
    }


def _side(one: Recorded, runner: models.Runner) -> Side:
    # On a belt the total may have been typed in, and then it is no longer the measured one.
    told = one.distance_m if one.run_kind is RunKind.TREADMILL else None
    return Side(
        source=one.source,
        started_at=local_time(one.started_at, one.timezone, runner),
        distance_m=told or one.value("distance_m"),
        moving_s=one.value("moving_s") or one.span_s or None,
        kind=str(one.run_kind or one.kind),
    )
