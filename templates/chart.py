"""The picture of the last twelve weeks, and the same facts in words for who cannot see it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date

from coaching.log import Block, TrainingLog
from templates.filters import in_units, short_day
from templates.png import smaller
from templates.reader import Reader
from templates.rendering import render, speak

WEEKS = 12
_VEGA_LITE = "6.4"
_SCALE = 2.0


def chart_blocks(log: TrainingLog, on: date) -> tuple[Block, ...]:
    """The twelve weeks that end on `on`, the oldest first."""
    return tuple(reversed(list(log.blocks(on, WEEKS))))


def has_picture(blocks: Sequence[Block]) -> bool:
    """Whether there is anything to draw: a run, or a pain that was told."""
    return any(block.sessions or block.worst_pain is not None for block in blocks)


def chart_spec(log: TrainingLog, on: date, reader: Reader) -> str | None:
    """Weekly distance, the longest run and pain as Vega-Lite, with all that the picture shows.

    None when there is nothing to draw: say `chart_alt` instead of showing an empty picture.
    """
    blocks = chart_blocks(log, on)
    if not has_picture(blocks):
        return None
    return render("charts/twelve_weeks.json", reader=reader, **_facts(blocks, reader))


def draw(spec: str) -> bytes:
    """What `chart_spec` describes, as a PNG drawn at twice its size."""
    import vl_convert

    picture = vl_convert.vegalite_to_png(
        json.loads(spec), vl_version=_VEGA_LITE, scale=_SCALE, allowed_base_urls=[]
    )
    return smaller(picture)


def chart_png(
    log: TrainingLog, on: date, reader: Reader, draw: Callable[[str], bytes] = draw
) -> bytes | None:
    """The picture of `chart_spec`; None when there is nothing to draw."""
    spec = chart_spec(log, on, reader)
    return None if spec is None else draw(spec)


def chart_alt(log: TrainingLog, on: date, reader: Reader) -> str:
    """What the picture shows, in words."""
    blocks = chart_blocks(log, on)
    ran = [block for block in blocks if block.sessions]
    return speak(
        "charts/twelve_weeks.txt",
        "alt",
        blocks=blocks,
        longest=max(ran, key=lambda block: block.longest_m, default=None),
        sore=[block for block in blocks if block.worst_pain is not None],
        reader=reader,
    )


def _facts(blocks: Sequence[Block], reader: Reader) -> dict[str, object]:
    weeks = [
        {
            "nth": nth,
            "distance": round(in_units(block.distance_m, reader), 2),
            "longest": round(in_units(block.longest_m, reader), 2) if block.sessions else None,
            "pain": block.worst_pain,
        }
        for nth, block in enumerate(blocks)
    ]
    # Every third week is named, so that the dates stay readable on a phone.
    labels = {
        str(nth): short_day(block.last, reader)
        for nth, block in enumerate(blocks)
        if (len(blocks) - 1 - nth) % 3 == 0
    }
    tallest = max(in_units(block.distance_m, reader) for block in blocks)
    return {"weeks": weeks, "labels": labels, "top": max(tallest, 1.0)}
