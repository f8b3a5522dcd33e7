"""A line on the map as a short text: Google's encoded polyline, which Strava's `map` carries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """Points as (latitude, longitude) in degrees, to five digits."""
    written: list[str] = []
    before = (0, 0)
    for lat, lon in points:
        here = (round(lat * 1e5), round(lon * 1e5))
        written += (_signed(now - then) for now, then in zip(here, before, strict=True))
        before = here
    return "".join(written)


def _signed(value: int) -> str:
    """Five bits a character, the lowest first; the sign is the lowest bit."""
    return "".join(_characters(~(value << 1) if value < 0 else value << 1))


def _characters(left: int) -> Iterator[str]:
    while left >= 0x20:
        yield chr((0x20 | (left & 0x1F)) + 63)
        left >>= 5
    yield chr(left + 63)
