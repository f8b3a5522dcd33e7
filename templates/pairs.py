"""Two recordings that are one run, or may be, as the words about them need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from templates.reader import Reader
from templates.rendering import speak


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: where it came from, when by the runner's clock, how far."""

    source: str
    started_at: datetime
    distance_m: float | None
    moving_s: float | None
    kind: str


@dataclass(frozen=True, slots=True)
class PairFacts:
    """The two, how they stand (`doubtful joined same apart not_done`), and why where they are one
    run.

    `why` is one of the codes of `alike.Why`, "" for two runs. `combined` says that one may add
    facts to the other, `is_run` that it was a run after all, `one_is_run` that one of them calls
    it a run and `one_is_walk` that it counts as a walk, `typed` that they disagree on the way on a
    treadmill, `counts_m` which distance counts.
    """

    id: str
    state: str
    why: str
    one: Side
    other: Side
    shared_min: int = 0
    shorter_min: int = 0
    apart_min: int = 0
    combined: bool = True
    is_run: bool = True
    one_is_run: bool = True
    one_is_walk: bool = False
    typed: bool = False
    counts_m: float | None = None

    @property
    def sides(self) -> Sequence[Side]:
        return sorted((self.one, self.other), key=lambda side: (side.started_at, side.source))


def said_of(pair: PairFacts, reader: Reader) -> str:
    """Why the two are one run, or may be, in a sentence or two."""
    return speak("pairs.txt", "said", pair=pair, reader=reader)


def asked(pair: PairFacts, reader: Reader) -> str:
    """The question of a doubtful pair, as a letter puts it."""
    return speak("pairs.txt", "asked", pair=pair, reader=reader)


def meanwhile(pair: PairFacts, reader: Reader) -> str:
    """What counts until the runner answers."""
    return speak("pairs.txt", "meanwhile", pair=pair, reader=reader)
