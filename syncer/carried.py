"""What never reached a runner goes into the next digest, where there is room for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coaching.advice import Advice, Finding, Light, Recommendation


def carry(week: Advice, lost: Sequence[Sequence[Finding]]) -> tuple[Advice, list[bool]]:
    """A week's advice with lost findings in it, and for each letter whether it is now told.

    `lost` holds what each lost letter would have said. A finding takes a free place, or is in
    already when the week says the same; otherwise it waits for the next digest. In a red or
    flagged week nothing is added: rest comes first.
    """
    if week.light is not None and week.light >= Light.RED:
        return week, [False] * len(lost)
    places = {said.slot: said for said in week.recommendations}
    told = []
    for findings in lost:
        for finding in findings:
            places.setdefault(finding.slot, Recommendation(finding.slot, finding))
        told.append(any(_same(f, places[f.slot].finding) for f in findings))
    if len(places) == len(week.recommendations):
        return week, told
    said = tuple(places.values())
    new = [one.finding for one in said if one.finding not in week.findings]
    lights = [week.light, *(finding.light for finding in new)]
    return (
        replace(
            week,
            light=max((light for light in lights if light is not None), default=None),
            findings=(*week.findings, *new),
            recommendations=said,
        ),
        told,
    )


def _same(one: Finding, other: Finding) -> bool:
    return (one.rule, one.action) == (other.rule, other.action)
