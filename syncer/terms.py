"""What a source's terms allow with what came from it, as this club reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from syncer.outing import APART
from syncer.settings import Settings
from syncer.sources.strava import NAME as STRAVA

WITHIN = timedelta(days=7)
"""The longest that Strava's policy lets anything of its own be kept without asking again."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What may be done with what came from a source.

    `name` is what an activity's row says. `measures_live` is how long our own measures of a run
    are kept, None: as long as the source names the run. `may_combine` is about recordings of the
    same run from elsewhere.
    """

    name: str
    measures_live: timedelta | None = None
    coach_may_see: bool = True
    may_combine: bool = True


def terms_of(source: str, settings: Settings) -> Terms:
    """A runner's own files have no terms but the runner's; Strava has."""
    if source != STRAVA:
        return Terms(source)
    strict = settings.strava_terms == "strict"
    return Terms(
        f"{STRAVA}-{APART}" if strict else STRAVA,
        measures_live=WITHIN if strict else None,
        coach_may_see=settings.strava_to_coaches,
        may_combine=not strict,
    )
