"""Where activities come from: what a source hands over, and how it says that it could not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coaching.log import RunKind
from syncer.measure import Series


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
    of both feet per minute. `effort_rpe` is 0-10, `gear` the pair of shoes. `salvaged` says in
    words what a damaged file lost; None for a sound one. `series` is None where only totals
    are known (a row of an export's table).
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
    salvaged: str | None = None
    series: Series | None = None


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
    """The platform finds a request wrong; `said` is the body of its answer. Nothing is gone."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class Refused(Exception):
    """One file or record that cannot be taken, with the reason in words for its owner."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
