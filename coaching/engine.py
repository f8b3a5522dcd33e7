"""`advise`: run every rule, let the worst light win, keep what may be said.

Who wins is decided here and nowhere else. A red flag hides everything; pain silences what is
lighter than it; load alone never goes beyond amber; one recommendation goes onto a run, three
into a digest, one a slot; what was said is not said again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from coaching.advice import RULE_VERSION, Advice, Finding, Light, Recommendation, Slot
from coaching.budget import may_say, within_alert_budget
from coaching.log import TrainingLog
from coaching.plan import coming_week
from coaching.rules import RULES, Rule
from coaching.soreness import pain_is_unknown, soreness
from coaching.spike import spiked_since

UNMUTABLE = "red_flags"
WEEK_DAYS = 7
_RANK = {rule.__name__: nth for nth, rule in enumerate(RULES)}
_RED_COMES_FROM = frozenset({"red_flags", "pain"})
_SILENCED_BY_AMBER_PAIN = frozenset({"weekly_ramp", "rest_days"})
_PRAISE = frozenset({"keep_going"})
_NOW = frozenset({"red_flags", "pain", "strength", "weekly_ramp", "rest_days"})
"""Rules that a digest hears as things stand on its last day; the others, the week's loudest."""


def advise(log: TrainingLog, on: date) -> Advice:
    """What the log says about one local day; facts of later days are not looked at."""
    found, muted = _unmuted(log, on, _found(log, on))
    return _answer(log, on, found, muted, "note")


def advise_week(log: TrainingLog, on: date) -> Advice:
    """The digest of the seven local days that end on `on`, with the plan of the next seven."""
    found = [finding for finding in _found(log, on) if finding.rule in _NOW]
    lately = [rule for rule in RULES if rule.__name__ not in _NOW]
    week: dict[str, Finding] = {}
    for back in reversed(range(WEEK_DAYS)):
        for finding in _found(log, on - timedelta(days=back), lately):
            before = week.get(finding.rule)
            if before is None or _loudness(finding) >= _loudness(before):
                week[finding.rule] = finding
    found += week.values()
    kept, muted = _unmuted(log, on, found)
    return replace(_answer(log, on, kept, muted, "digest"), note=None)


def _found(log: TrainingLog, on: date, rules: Sequence[Rule] = RULES) -> list[Finding]:
    """What the rules saw on a day, load alone never beyond amber."""
    found = [finding for rule in rules if (finding := rule(log, on)) is not None]
    return [
        replace(finding, light=Light.AMBER)
        if finding.light is not None
        and finding.light > Light.AMBER
        and finding.rule not in _RED_COMES_FROM
        else finding
        for finding in found
    ]


def _unmuted(
    log: TrainingLog, on: date, found: Iterable[Finding]
) -> tuple[list[Finding], tuple[str, ...]]:
    muted = {
        one.rule
        for one in log.muted
        if one.since <= on and (one.until is None or on < one.until) and one.rule != UNMUTABLE
    }
    findings = list(found)
    silenced = sorted({finding.rule for finding in findings if finding.rule in muted})
    return [finding for finding in findings if finding.rule not in muted], tuple(silenced)


def _answer(
    log: TrainingLog, on: date, found: Sequence[Finding], muted: tuple[str, ...], where: str
) -> Advice:
    kept = [within_alert_budget(log, on, finding) for finding in _not_suppressed(log, on, found)]
    kept.sort(key=_order)
    said = _recommendations(log, on, kept, where)
    note = _note(log, on, kept) if where == "note" else None
    return Advice(
        on=on,
        rule_version=RULE_VERSION,
        light=max((f.light for f in kept if f.light is not None), default=None),
        findings=tuple(kept),
        recommendations=said,
        note=note,
        plan=coming_week(log, on, kept),
        asks_morning=_asks_morning(log, on, kept),
        muted=muted,
    )


def _not_suppressed(log: TrainingLog, on: date, found: Sequence[Finding]) -> list[Finding]:
    """What is left once the weightier has silenced the lighter."""
    flags = [finding for finding in found if finding.light is Light.FLAG]
    if flags:
        return flags
    # What hurts silences by itself, even where its own words were muted.
    sore = soreness(log, on)
    hurts = max((place.light for place in sore), default=Light.GREY)
    told_without_number = any(p.hurts and p.light is Light.GREY for p in sore)
    unknown = told_without_number or pain_is_unknown(log, on) or _feverish(log, on)
    spiked = any(f.rule == "session_spike" and f.light is Light.AMBER for f in found)
    kept = []
    for finding in found:
        load = finding.rule not in _RED_COMES_FROM and finding.slot is Slot.LOAD_OR_REST
        if hurts is Light.RED and load:
            continue
        if hurts >= Light.AMBER and finding.rule in _SILENCED_BY_AMBER_PAIN:
            continue
        if finding.action in _PRAISE and (unknown or hurts >= Light.AMBER):
            continue
        if finding.rule == "weekly_ramp" and (spiked or spiked_since(log, on, WEEK_DAYS)):
            continue
        kept.append(finding)
    return kept


def _feverish(log: TrainingLog, on: date) -> bool:
    """Whether a fever was told today or yesterday: no day for praise."""
    return any(report.fever for report in log.pain_on(on - timedelta(days=1), on))


def _loudness(finding: Finding) -> tuple[int, float]:
    light = -1 if finding.light is None else int(finding.light)
    ratio = finding.numbers.get("ratio")
    return light, ratio if isinstance(ratio, float) else 0.0


def _order(finding: Finding) -> tuple[int, int]:
    """The worst light first, then the weightier rule."""
    light = -1 if finding.light is None else int(finding.light)
    return -light, _RANK[finding.rule]


def _recommendations(
    log: TrainingLog, on: date, kept: Sequence[Finding], where: str
) -> tuple[Recommendation, ...]:
    """At most one a slot, the loudest that was not just said."""
    chosen: dict[Slot, Finding] = {}
    for finding in kept:
        if finding.slot not in chosen and may_say(log, on, finding, where):
            chosen[finding.slot] = finding
    return tuple(Recommendation(slot, chosen[slot]) for slot in Slot if slot in chosen)


def _note(log: TrainingLog, on: date, kept: Sequence[Finding]) -> Recommendation | None:
    """The one recommendation that goes onto a run; a green run gets none.

    What is red or flagged is said at once, with or without a run that day.
    """
    for finding in kept:
        loud = finding.light is not None and finding.light >= Light.AMBER
        referral = finding.action == "under_16_refer"
        if not (loud or referral) or finding.digest_only:
            continue
        if finding.run is None and (finding.light or Light.GREY) < Light.RED:
            continue
        if may_say(log, on, finding, "note"):
            return Recommendation(finding.slot, finding)
        return None  # the loudest was said already: nothing quieter takes its place
    return None


def _asks_morning(log: TrainingLog, on: date, kept: Sequence[Finding]) -> bool:
    """Whether tomorrow morning's pain is worth asking for: after a sore run or a spike."""
    if not log.active_days or on not in log.active_days:
        return False
    if any(finding.light is Light.FLAG for finding in kept):
        return False
    if any(f.rule == "session_spike" and f.light is Light.AMBER for f in kept):
        return True
    return any(sore.hurts and sore.day == on for sore in soreness(log, on))
