"""`advise`: run every rule, let the worst light win, keep what may be said.

Who wins is decided here and in `silence`, and nowhere else. The worst light wins; load alone
never goes beyond amber; one recommendation goes onto a run, three into a digest, one a slot;
what was said is not said again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from coaching.advice import RULE_VERSION, Advice, Finding, Light, Recommendation, Slot
from coaching.budget import may_say, within_alert_budget
from coaching.episode import open_episodes
from coaching.experience import follows_midwife
from coaching.log import TrainingLog
from coaching.plan import coming_week
from coaching.return_to_run import returning
from coaching.rules import RULES, Rule
from coaching.silence import RED_COMES_FROM, REFERRALS, WEEK_DAYS, not_silenced
from coaching.soreness import soreness
from coaching.spike import spiked_since

UNMUTABLE = "red_flags"
EXPERT_VIEW = "acute_chronic"
"""Worked out only where somebody asks for it; it drives nothing."""
INFORMATION = {"weekly_ramp": "watch_week", "surface_mix": "the_mix"}
"""What the club asked to see each week, by rule: told as information, never recommended."""
_OF_A_RUN = frozenset({"session_spike", "downhill"})
"""Rules of which a digest hears the week's loudest; the others, as things stand on its last day."""
_CAN_WAIT = frozenset({"expect", "settled", *INFORMATION.values()})
"""Actions that let any other of the same light go first."""
EASY_RUNS = 2
_NEVER_ALONE = frozenset({"mobility"})
_RANK = {rule.__name__: nth for nth, rule in enumerate(RULES)}
_DAILY = tuple(rule for rule in RULES if rule.__name__ != EXPERT_VIEW)


def advise(log: TrainingLog, on: date, *, expert: bool = False) -> Advice:
    """What the log says about one local day; facts of later days are not looked at.

    With `expert` the findings hold the acute-chronic ratio too, without a light.
    """
    found, muted = _unmuted(log, on, _found(log, on, RULES if expert else _DAILY))
    return _answer(log, on, found, muted, "note")


def advise_week(log: TrainingLog, on: date) -> Advice:
    """The digest of the seven local days that end on `on`, with the plan of the next seven."""
    found = _found(log, on, [rule for rule in _DAILY if rule.__name__ not in _OF_A_RUN])
    lately = [rule for rule in _DAILY if rule.__name__ in _OF_A_RUN]
    week: dict[str, Finding] = {}
    days = () if follows_midwife(log, on) else reversed(range(WEEK_DAYS))
    for back in days:
        day = on - timedelta(days=back)
        for finding in _found(log, day, lately):
            if finding.action == "ease_next_two" and _eased(log, day, on):
                continue
            before = week.get(finding.rule)
            if before is None or _loudness(finding) >= _loudness(before):
                week[finding.rule] = finding
    found += week.values()
    kept, muted = _unmuted(log, on, found)
    answer = _answer(log, on, kept, muted, "digest")
    return replace(answer, note=None, information=_information(log, on, answer, kept))


def _eased(log: TrainingLog, since: date, on: date) -> bool:
    """Whether the two runs that were asked for after a long one lie behind the runner."""
    return len(log.sessions_on(since + timedelta(days=1), on)) >= EASY_RUNS


def _information(
    log: TrainingLog, on: date, answer: Advice, found: Iterable[Finding]
) -> tuple[Finding, ...]:
    """How the week compares and what it was run on: told whatever hurts, but not under a flag.

    A weekly ratio is left out where it would distract: in a red week, and in one with a spike.
    """
    if answer.light is Light.FLAG:
        return ()
    left_out = {"weekly_ramp"} if answer.light is Light.RED else set()
    if spiked_since(log, on, WEEK_DAYS):
        left_out.add("weekly_ramp")
    return tuple(
        replace(f, light=Light.GREY, action=INFORMATION[f.rule], label=None, digest_only=True)
        for f in found
        if f.rule in INFORMATION and f.rule not in left_out
    )


def _found(log: TrainingLog, on: date, rules: Sequence[Rule]) -> list[Finding]:
    """What the rules saw on a day, load alone never beyond amber."""
    found = [finding for rule in rules if (finding := rule(log, on)) is not None]
    return [
        replace(finding, light=Light.AMBER)
        if finding.light is not None
        and finding.light > Light.AMBER
        and finding.rule not in RED_COMES_FROM
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
    kept = [f for f in findings if f.rule not in muted or f.action in REFERRALS]
    silenced = sorted({f.rule for f in findings if f.rule in muted and f.action not in REFERRALS})
    return kept, tuple(silenced)


def _answer(
    log: TrainingLog, on: date, found: Sequence[Finding], muted: tuple[str, ...], where: str
) -> Advice:
    kept = [within_alert_budget(log, on, finding) for finding in not_silenced(log, on, found)]
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


def _loudness(finding: Finding) -> tuple[int, float]:
    light = -1 if finding.light is None else int(finding.light)
    ratio = finding.numbers.get("ratio")
    return light, ratio if isinstance(ratio, float) else 0.0


def _order(finding: Finding) -> tuple[int, bool, int]:
    """The worst light first, then what cannot wait, then the weightier rule."""
    light = -1 if finding.light is None else int(finding.light)
    return -light, finding.action in _CAN_WAIT, _RANK[finding.rule]


def _recommendations(
    log: TrainingLog, on: date, kept: Sequence[Finding], where: str
) -> tuple[Recommendation, ...]:
    """At most one a slot, the loudest that was not just said."""
    chosen: dict[Slot, Finding] = {}
    for finding in kept:
        if finding.rule == EXPERT_VIEW or finding.action in INFORMATION.values():
            continue
        if finding.slot not in chosen and may_say(log, on, finding, where):
            chosen[finding.slot] = finding
    if {finding.rule for finding in chosen.values()} <= _NEVER_ALONE:
        return ()
    return tuple(Recommendation(slot, chosen[slot]) for slot in Slot if slot in chosen)


def _note(log: TrainingLog, on: date, kept: Sequence[Finding]) -> Recommendation | None:
    """The one recommendation that goes onto a run; a green run gets none.

    What is red or flagged is said at once, with or without a run that day; so is that running
    may begin again, which answers what the runner told.
    """
    for finding in kept:
        loud = finding.light is not None and finding.light >= Light.AMBER
        referral = finding.action == "under_16_refer"
        if not (loud or referral) or finding.digest_only:
            continue
        begins = finding.numbers.get("begins") is True
        if finding.run is None and (finding.light or Light.GREY) < Light.RED and not begins:
            continue
        if may_say(log, on, finding, "note"):
            return Recommendation(finding.slot, finding)
        return None  # the loudest was said already: nothing quieter takes its place
    return None


def _asks_morning(log: TrainingLog, on: date, kept: Sequence[Finding]) -> bool:
    """Whether tomorrow morning's pain is worth asking for.

    After a sore run, a spike, and any run while a place goes on hurting or comes back.
    """
    if not log.active_days or on not in log.active_days:
        return False
    if any(finding.light is Light.FLAG for finding in kept):
        return False
    if any(f.rule == "session_spike" and f.light is Light.AMBER for f in kept):
        return True
    if any(sore.hurts and sore.day == on for sore in soreness(log, on)):
        return True
    return bool(open_episodes(log, on)) or returning(log, on) is not None
