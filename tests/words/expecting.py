"""How an expected reading is written down, short enough for a table."""

from __future__ import annotations

from dataclasses import dataclass

from coaching.body import Region, Side, Timing
from syncer.words import Reading


@dataclass(frozen=True, slots=True)
class Expected:
    """A reading without its quote; an unsure one may leave its guesses open (`any_guess`)."""

    sure: bool
    region: Region | None = None
    side: Side | None = None
    worst: int | None = None
    timing: Timing | None = None
    nothing: bool = False
    limp: bool = False
    painkiller: bool = False
    fever: bool = False
    any_guess: bool = False


type Case = tuple[str, Expected | None]


def hurts(
    place: str,
    side: str | None = None,
    worst: int | None = None,
    timing: str | None = None,
    *,
    limp: bool = False,
    painkiller: bool = False,
    fever: bool = False,
) -> Expected:
    return Expected(
        True,
        Region(place),
        None if side is None else Side(side),
        worst,
        None if timing is None else Timing(timing),
        limp=limp,
        painkiller=painkiller,
        fever=fever,
    )


def painless(place: str, side: str | None = None) -> Expected:
    return Expected(True, Region(place), None if side is None else Side(side), 0, nothing=True)


def asks(
    place: str | None = None,
    side: str | None = None,
    worst: int | None = None,
    timing: str | None = None,
) -> Expected:
    return Expected(
        False,
        None if place is None else Region(place),
        None if side is None else Side(side),
        worst,
        None if timing is None else Timing(timing),
    )


NOTHING_HURTS = Expected(True, nothing=True)
FEVER = Expected(True, fever=True)
ASK = Expected(False, any_guess=True)
SILENT = None


def as_expected(reading: Reading | None, expected: Expected | None) -> Expected | None:
    """The reading in the words of the table; of an unsure one only what the table names."""
    if reading is None:
        return None
    if expected is not None and expected.any_guess and not reading.sure:
        return expected
    return Expected(
        reading.sure,
        reading.region,
        reading.side,
        reading.worst,
        reading.timing,
        reading.nothing,
        reading.limp,
        reading.painkiller,
        reading.fever,
    )
