"""Where activities come from: what a source hands over, and how it says that it could not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from coaching.log import RunKind
from syncer.measure import Series

if TYPE_CHECKING:
    from sqlmodel import Session

    from syncer.budget import Purpose
    from syncer.settings import Settings


class Kind(StrEnum):
    """What an activity was. Only `run` is coached; the others count as cross-training."""

    RUN = "run"
    STRENGTH = "strength"
    RIDE = "ride"
    SWIM = "swim"
    WALK = "walk"
    OTHER = "other"


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One activity as one source holds it, in our units, before any measuring.

    `source_id` is stable for the same content (a platform's id, or a digest of the file).
    Totals are the device's or platform's own, None where it gave none: metres, seconds, steps
    of both feet per minute. `effort_rpe` is 0-10, `feel` 1-5 (very weak to very strong), `gear`
    the pair of shoes. `exercises` are catalogue codes of strength work. `part_of` is the id of
    the multisport recording that this is one leg of. `salvaged` says in words what a damaged
    file lost; None for a sound one. `series` is None where only totals are known (a row of an
    export's table).
    """

    source_id: str
    kind: Kind
    started_at: datetime
    run_kind: RunKind | None = None
    elapsed_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    cadence_spm: float | None = None
    title: str = ""
    device: str = ""
    timezone: str | None = None
    race: bool = False
    effort_rpe: float | None = None
    gear: str | None = None
    exercises: tuple[str, ...] = ()
    part_of: str | None = None
    feel: int | None = None
    ground_contact_ms: float | None = None
    ground_contact_left_pct: float | None = None
    vertical_oscillation_cm: float | None = None
    salvaged: str | None = None
    series: Series | None = None


@dataclass(slots=True)
class Listed:
    """What a platform's list named. `complete` says that it was read to its end.

    `odd` are records that could not be read, with the reason, by their id ("" without one).
    `others` are ids that the list named and that are nobody's own outing (a multisport's frame).
    """

    recordings: list[Recording] = field(default_factory=list)
    odd: dict[str, str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    complete: bool = False
    requests: int = 0

    @property
    def ids(self) -> set[str]:
        return {one.source_id for one in self.recordings} | set(self.odd) | self.others


@dataclass(frozen=True, slots=True, eq=False)
class Detail:
    """One activity as a platform tells it alone.

    `words` are what the runner wrote, without our block; `texts` the fields that a note may go
    into, as they stand. `has_series` is False where somebody typed it in by hand.
    """

    recording: Recording
    words: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    has_series: bool = True
    gear_id: str = ""


class Account(Protocol):
    """One runner's account at a platform, let in. Every method raises what is named below."""

    @property
    def requests(self) -> int:
        """How many were sent so far."""

    @property
    def looked_at(self) -> frozenset[Kind]:
        """Kinds of activities of which a detail tells more than the list."""

    def listed(self, since: datetime | None, known: Collection[str]) -> Listed:
        """All activities from an instant on (all there are without one); `known` are the ids
        that we hold of that time, so that one page may be enough."""

    def detail(self, source_id: str) -> Detail:
        """One activity, asked for alone. Raises Gone, Refused too."""

    def series(self, detail: Detail) -> Series | None:
        """Its time series; None where there is none. Raises Refused too."""

    def look_up(self, source_id: str) -> None:
        """Raises Gone where the platform has it no more."""


class Source(Protocol):
    """A platform that runners connect to, and that a night pulls from."""

    name: str
    """What activities and connections of it say."""
    label: str
    """What people call it."""

    def let_in(
        self,
        sessions: Callable[[], AbstractContextManager[Session]],
        settings: Settings,
        now: Callable[[], datetime],
        connection_id: int,
        purpose: Purpose,
    ) -> AbstractContextManager[Account]:
        """A runner's account for as long as the context lasts; what changed of the tokens is kept.
        Raises NeedsReconnect (stored), TryLater, NoTokenKey."""


class NeedsReconnect(Exception):
    """The platform no longer lets us in; only the runner can change that, by connecting again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Revoked(NeedsReconnect):
    """The platform itself says that the runner's yes is no longer worth anything."""


class NotAllowed(NeedsReconnect):
    """The platform lets us in, but not to this; of one run, that says nothing of the others."""


class TryLater(Exception):
    """A limit, an outage or an odd answer: the same again at `until`, not before.

    `everyone` says that it is no use to ask for another runner before that either.
    """

    def __init__(self, until: datetime, reason: str, *, everyone: bool = False) -> None:
        super().__init__(reason)
        self.until = until
        self.reason = reason
        self.everyone = everyone


class AppBlocked(Exception):
    """The club's own app is the matter (inactive, full, wrong secret): words for the admin.

    `full` says that it takes no more runners; those it has are let in as before.
    """

    def __init__(self, reason: str, *, full: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.full = full


class Gone(Exception):
    """The platform has no such thing, or not for us."""


class Objected(Exception):
    """The platform finds a request wrong; `said` is the body of its answer. Nothing is gone.

    The body may name a person, so it is no part of what a log shows of this.
    """

    def __init__(self, said: str) -> None:
        super().__init__("the platform finds a request wrong")
        self.said = said


class Refused(Exception):
    """One file or record that cannot be taken, with the reason in words for its owner."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
