"""What a runner's words came to, for the report or for the question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from coaching.body import Region, Side, Timing
from coaching.facts import PainReport


@dataclass(frozen=True, slots=True)
class Reading:
    """What a runner's words say about pain. `quote` is what it was read from.

    `sure` says that every field that is filled was plainly said; then it may become a report.
    Otherwise the fields are guesses to offer with a question. `worst` stays None where a place
    hurts and no number was told. `nothing` with a region says that this place did not hurt
    (`worst` is 0); without one, that nothing did.
    """

    quote: str
    sure: bool
    region: Region | None = None
    side: Side | None = None
    worst: int | None = None
    timing: Timing | None = None
    nothing: bool = False
    limp: bool = False
    painkiller: bool = False
    fever: bool = False

    @property
    def ask(self) -> bool:
        """Whether the runner should be asked instead of anything being assumed."""
        return not self.sure

    def report(self, on: date, said_at: datetime) -> PainReport:
        """The report that a sure reading makes; `ValueError` for one that should be asked about.

        A painless knee is no "nothing hurts": that would call every other sore place well, too.
        """
        if not self.sure:
            raise ValueError("an unsure reading is asked about, not reported")
        return PainReport(
            on=on,
            said_at=said_at,
            region=self.region,
            side=self.side,
            worst=self.worst,
            timing=self.timing,
            limp=self.limp,
            painkiller=self.painkiller,
            fever=self.fever,
            nothing=self.nothing and self.region is None,
        )
