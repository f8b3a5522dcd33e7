"""The coach's letter: one week of the runners who agreed to it, read in a minute on a phone.

Nothing here knows what a warning sign is or what something could be: red is red. What a runner
was told is said by the kind of advice alone, so that no number and no pain can leak.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from templates.filters import in_units, one_line
from templates.letters import Letter, written
from templates.origins import NOWHERE, Origins
from templates.reader import Links, Reader
from templates.rendering import speak

_SAYS = "email/coach_words.txt"
LEAST_BEFORE = 1.0
"""Below so many kilometres or miles a week a change in percent says nothing."""


class Group(StrEnum):
    """Where a runner stands in the letter, the first to look at first."""

    RED = "red"
    AMBER = "amber"
    BACK = "back"
    SILENT = "silent"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class Sore:
    """Where it hurt, how much (0 to 10, None where no number was told), and on which day."""

    region: str
    side: str | None
    worst: int | None
    on: date


@dataclass(frozen=True, slots=True)
class Member:
    """What a coach may see of one runner's week; what may not be seen is not in here.

    `group` is None where nothing may be said. `week_m` is the week's distance and `before_m` the
    mean of the three weeks before, in metres. `told` is the rule and the action of the last advice
    on load. `silent_days` counts from the last run, None where none is known. `stage` is the one
    of the way back. `withheld` says that kilometres are left out because of where they came from.
    """

    name: str
    group: Group | None
    week_m: float | None = None
    before_m: float | None = None
    told: tuple[str, str] | None = None
    sore: tuple[Sore, ...] = ()
    silent_days: int | None = None
    stage: int | None = None
    withheld: bool = False


def coach_letter(
    members: Sequence[Member],
    on: date,
    reader: Reader,
    links: Links,
    origins: Origins = NOWHERE,
    unread: int = 0,
) -> Letter:
    """The letter about the week that ends on `on`.

    `unread` counts runners whose week could not be read by a fault of ours.
    """
    by_name = sorted(members, key=lambda one: (one.name.casefold(), one.name))
    named = {group: [one for one in by_name if one.group is group] for group in Group}
    usual = named.pop(Group.USUAL)
    return written(
        "coach",
        reader,
        last=on,
        count=len(members) + unread,
        groups=[
            (speak(_SAYS, "heading", group=group.value, count=len(found), reader=reader), found)
            for group, found in (
                (group, [_entry(one, reader) for one in found]) for group, found in named.items()
            )
            if found
        ],
        usual=len(usual),
        withheld=sum(one.withheld for one in members),
        unnamed=sum(one.group is None for one in members),
        compares=any(_change(one, reader) is not None for one in by_name),
        unread=unread,
        origins=origins,
        links=links,
    )


def told_words(rule: str, action: str, reader: Reader | None = None) -> str:
    """What a coach reads of one advice; "" for what is not about how much to run, or stays between
    us and the runner."""
    return speak(_SAYS, "told", rule=rule, action=action, reader=reader or Reader())


def _entry(member: Member, reader: Reader) -> dict[str, object]:
    """One runner in words: name, light, and at most three short lines."""
    group = None if member.group is None else member.group.value
    facts = {"member": member, "group": group, "change": _change(member, reader), "reader": reader}
    lines = (
        speak(_SAYS, "running", **facts),
        told_words(*(member.told or ("", "")), reader),
        *(speak(_SAYS, "sore", one=one, reader=reader) for one in member.sore),
    )
    return {
        "name": one_line(member.name),
        "group": group,
        "light": speak(_SAYS, "light", **facts),
        "lines": [line for line in lines if line],
    }


def _change(member: Member, reader: Reader) -> float | None:
    """How the week compares, in percent; None where there is nothing to compare with."""
    if not member.week_m or member.before_m is None or member.group is Group.SILENT:
        return None
    if member.group is Group.USUAL or in_units(member.before_m, reader) < LEAST_BEFORE:
        return None
    return 100.0 * (member.week_m / member.before_m - 1.0)
