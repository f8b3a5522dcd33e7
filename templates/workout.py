"""A strength session in words that anybody may see on a watch or a calendar."""

from __future__ import annotations

from templates.reader import Reader
from templates.rendering import speak

_SAYS = "workout.txt"


def workout_name(minutes: int, reader: Reader) -> str:
    """What the session is called, as "Strength, 20 min"."""
    return speak(_SAYS, "name", minutes=minutes, reader=reader)


def workout_about(reader: Reader) -> str:
    """Where the session comes from."""
    return speak(_SAYS, "about", reader=reader)


def workout_step(
    nth: int, code: str | None, side: int, held_s: int, level: int, reader: Reader
) -> str:
    """What is said beside one set; "" where nothing needs to be.

    `code` is the exercise where the platform has no name for it, `nth` its place in the plan from
    1 on; `side` is 1 and 2 for one side and the other (0: both at once); `held_s` is how long each
    repetition is held; `level` how far the exercise has progressed.
    """
    facts = {"nth": nth, "code": code, "side": side, "held_s": held_s, "level": level}
    return speak(_SAYS, "step", reader=reader, **facts)
