"""The short form of what hurts, checked at the door."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Form

from coaching.log import PainReport, Timing
from syncer import models
from syncer.web.pain_form import PainForm, Wrong


@dataclass(frozen=True, slots=True)
class Hurts(PainForm):
    """What somebody sent about one day."""

    on: str = ""
    timing: str = ""
    agree: bool = False

    @classmethod
    def of(cls, report: models.PainReport | None, day: date) -> Hurts:
        """The form with what was told before as its first answer."""
        if report is None or report.nothing:
            return cls(on=day.isoformat())
        return cls(
            on=report.on.isoformat(),
            region=report.region or "",
            side=report.side or "",
            worst="" if report.worst is None else str(report.worst),
            timing=report.timing or "",
            limp=report.limp,
            painkiller=report.painkiller,
            fever=report.fever,
            signs=tuple(report.flags),
        )

    def told(self, now: datetime, days: Sequence[date], asked: Collection[str]) -> PainReport:
        """The report. Raises Wrong where something is missing or unknown."""
        day = next((one for one in days if one.isoformat() == self.on), None)
        if day is None:
            raise Wrong("day")
        region, side, worst = self.where(), self.which_side(), self.how_much()
        if self.timing and self.timing not in list(Timing):
            raise Wrong("timing")
        return PainReport(
            on=day,
            said_at=now,
            region=region,
            side=side,
            worst=worst,
            timing=Timing(self.timing) if self.timing else None,
            limp=self.limp,
            painkiller=self.painkiller,
            fever=self.fever,
            flags=frozenset(self.ticked(asked)),
        )


def hurts(
    answer: Annotated[str, Form()] = "",
    on: Annotated[str, Form()] = "",
    region: Annotated[str, Form()] = "",
    side: Annotated[str, Form()] = "",
    worst: Annotated[str, Form()] = "",
    timing: Annotated[str, Form()] = "",
    limp: Annotated[str, Form()] = "",
    painkiller: Annotated[str, Form()] = "",
    fever: Annotated[str, Form()] = "",
    signs: Annotated[list[str] | None, Form()] = None,
    agree: Annotated[str, Form()] = "",
    form_token: Annotated[str, Form()] = "",
) -> Hurts:
    """The form as FastAPI reads it; anything may be missing."""
    return Hurts(
        answer=answer,
        on=on,
        region=region,
        side=side,
        worst=worst,
        timing=timing,
        limp=bool(limp),
        painkiller=bool(painkiller),
        fever=bool(fever),
        signs=tuple(signs or ()),
        agree=agree == "yes",
        form_token=form_token,
    )
