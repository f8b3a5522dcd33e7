"""What one clause says about pain: that it hurts, that it does not, or something in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from coaching.body import Timing
from syncer.words.denials import affirmed
from syncer.words.places import LIGHT, MUSCLES, PLURAL_MUSCLES, Spot, narrowed, spots, step
from syncer.words.points import Points, points
from syncer.words.sentences import Sentence
from syncer.words.vocabulary import Kind, Mark

NEAR = 8
"""A pain so many marks away from its place may belong to something else."""
HIGH_PRAISE = 7
"""From here on a bare "knee 8/10" may as well mean that it went well."""
_PAIN_WORDS = frozenset({Kind.PAIN, Kind.LOOSE, Kind.SORE})
_CASTS_DOUBT = frozenset(
    {Kind.HEDGE, Kind.MAYBE, Kind.HYPOTHETICAL, Kind.PAST, Kind.GOOD, Kind.GONE, Kind.PAINLESS}
    | {Kind.NOT, Kind.EXCEPT, Kind.ELSEWHEN, Kind.DOMS, Kind.FAIR}
)
_HALF_DENIAL = frozenset(
    {Kind.HEDGE, Kind.EXCEPT, Kind.DOUBT, Kind.SAD, Kind.NOT, Kind.TIMING, Kind.CONDITION}
    | {Kind.SCALE, Kind.FRACTION, Kind.MAYBE}
)
_SPOILS_DENIAL = _HALF_DENIAL | {
    *(Kind.SINCE, Kind.WHERE, Kind.ELSEWHEN, Kind.HYPOTHETICAL, Kind.PAST, Kind.OTHER, Kind.DOMS)
}


_HAS = frozenset({"'s", "has", "had", "hat", "hatte", "a", "avait", "tiene", "tenia"})
"""Behind an unknown word, perhaps a name: "Tom has"."""


class Verdict(IntEnum):
    """What a clause comes to."""

    SILENT = 0
    PAINLESS = 1
    MENTIONS = 2
    """A place is tight or odd, or stands beside a sad face."""
    SOMEWHERE = 3
    """Something hurts, and nobody says what."""
    UNSURE = 4
    """Pain is spoken of, but whose, when or whether is open."""
    HURTS = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """One clause as read; `places` are names of `places`, `start` and `end` lie in the text."""

    verdict: Verdict
    start: int
    end: int
    places: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    points: frozenset[float] = frozenset()
    timing: Timing | None = None


def judge(clause: Sequence[Mark], sentence: Sentence, supposed: bool) -> Claim:
    """One clause in its sentence. `supposed` says that an "if" or a hope stands before it."""
    said, denies_pain = affirmed(clause)
    found = tuple(spots(said))
    claim = Claim(
        Verdict.SILENT,
        clause[0].start,
        clause[-1].end,
        narrowed(spot.name for spot in found),
        frozenset(spot.side for spot in found if spot.side),
    )
    kinds = {mark.kind for mark in said}
    pains = [at for at, mark in enumerate(said) if mark.kind in _PAIN_WORDS]
    rated = points(said)
    if denies_pain or _is_painless(said, rated, pains):
        return replace(claim, verdict=_denial(said, sentence, supposed, pains, rated))
    verdict = _strength(said, found, pains, rated)
    if verdict <= Verdict.MENTIONS:
        if supposed or Kind.OTHER in kinds or Kind.PAST in kinds or Kind.NOT in kinds:
            verdict = Verdict.SILENT
        return replace(claim, verdict=verdict)
    first = min([*pains, *(spot.at for spot in found)], default=0)
    if supposed or _stands_before(said, Kind.HYPOTHETICAL, first):
        return claim
    if _stands_before(said, Kind.OTHER, first + 1) and not _is_mine(said, found):
        return claim
    timing, timed_alike = _timing(said)
    if (
        not timed_alike
        or rated.doubtful
        or sentence.asked
        or kinds & _CASTS_DOUBT
        or len(claim.places) > 1
        or len(claim.sides) > 1
        or len(rated.values) > 1
        or _is_somebodys(said, found)
        or _is_far(pains, found)
        or _is_over(said)
        or sentence.kinds & {Kind.OTHER, Kind.MAYBE, Kind.PAST, Kind.EXCEPT}
    ):
        verdict = Verdict.UNSURE
    return replace(claim, verdict=verdict, points=rated.values, timing=timing)


def _strength(
    clause: Sequence[Mark], found: Sequence[Spot], pains: Sequence[int], rated: Points
) -> Verdict:
    """How plainly the words alone speak of pain, before anything casts doubt on them."""
    kinds = {mark.kind for mark in clause}
    if not found:
        placeless = any(clause[at].kind is Kind.PAIN for at in pains) and Kind.DOMS not in kinds
        return Verdict.SOMEWHERE if placeless or (pains and rated.values) else Verdict.SILENT
    names = {spot.name for spot in found}
    told = bool(rated.values) or any(spot.side for spot in found)
    if Kind.DOMS in kinds:
        return Verdict.UNSURE if rated.values or (pains and names - MUSCLES) else Verdict.SILENT
    if any(clause[spot.at].kind is Kind.CONDITION for spot in found):
        cued = pains or rated.values or kinds & {Kind.AGAIN, Kind.SAD}
        return Verdict.HURTS if cued else Verdict.UNSURE
    if names <= PLURAL_MUSCLES and not told and pains:
        noun = any(clause[at].kind is Kind.PAIN for at in pains)
        return Verdict.UNSURE if noun else Verdict.SILENT
    if names <= MUSCLES and pains and all(clause[at].kind is Kind.SORE for at in pains):
        return Verdict.HURTS if rated.values else Verdict.UNSURE if told else Verdict.SILENT
    if pains:
        return Verdict.HURTS
    if rated.beside_place:
        praised = max(rated.values) >= HIGH_PRAISE or names <= PLURAL_MUSCLES
        doubted = praised or Kind.DOUBT in kinds or rated.bare
        return Verdict.UNSURE if doubted else Verdict.HURTS
    odd = kinds & {Kind.DOUBT, Kind.SAD} and not names <= PLURAL_MUSCLES
    return Verdict.MENTIONS if odd and Kind.GOOD not in kinds else Verdict.SILENT


def _is_painless(clause: Sequence[Mark], rated: Points, pains: Sequence[int]) -> bool:
    """ "Pain free", "knee pain gone", "knees felt great", "knee 0/10"."""
    kinds = {mark.kind for mark in clause}
    if Kind.PAINLESS in kinds or (_is_zero(rated) and kinds & {Kind.PLACE, Kind.PAIN}):
        return True
    through = LIGHT | {Kind.PLACE, Kind.SIDE, Kind.PART, Kind.RATING}
    for at, mark in enumerate(clause):
        if mark.kind is Kind.GONE and pains:
            there = step(clause, at, -1, through)
            return there in pains
        if mark.kind is Kind.GOOD and not pains:
            there = step(clause, at, -1, LIGHT | {Kind.SIDE, Kind.PART, Kind.RATING, Kind.AND})
            if there is not None and clause[there].kind is Kind.PLACE:
                return True
    return False


def _is_zero(rated: Points) -> bool:
    return rated.values == {0.0} and not rated.bare and not rated.doubtful


def _denial(
    clause: Sequence[Mark],
    sentence: Sentence,
    supposed: bool,
    pains: Sequence[int],
    rated: Points,
) -> Verdict:
    """Painless where nothing takes it back; half a denial is worth a question."""
    kinds = {mark.kind for mark in clause}
    timings = {mark.value for mark in clause if mark.kind is Kind.TIMING}
    if timings == {Timing.PERSISTS}:
        kinds.discard(Kind.TIMING)
    if _is_zero(rated):
        kinds.discard(Kind.SCALE)
        pains = ()
    if kinds & {Kind.GONE}:
        pains = ()
    if supposed or sentence.asked or sentence.kinds & {Kind.OTHER, Kind.PAST, Kind.HYPOTHETICAL}:
        return Verdict.SILENT
    if Kind.GONE in kinds and not kinds & {Kind.PLACE, Kind.CONDITION}:
        return Verdict.UNSURE
    if kinds & _HALF_DENIAL or pains or Kind.EXCEPT in sentence.kinds:
        return Verdict.SILENT if kinds >= {Kind.GOOD} and not pains else Verdict.UNSURE
    if kinds & _SPOILS_DENIAL:
        return Verdict.UNSURE if Kind.GONE in kinds else Verdict.SILENT
    return Verdict.PAINLESS


def _timing(clause: Sequence[Mark]) -> tuple[Timing | None, bool]:
    """How the pain behaved, and whether the words agree about it."""
    told = {Timing(mark.value) for mark in clause if mark.kind is Kind.TIMING}
    if told == {Timing.AT_START, Timing.EASES}:
        return Timing.EASES, True
    return (next(iter(told)), True) if len(told) == 1 else (None, not told)


def _stands_before(clause: Sequence[Mark], kind: Kind, at: int) -> bool:
    return any(mark.kind is kind for mark in clause[:at])


def _is_mine(clause: Sequence[Mark], found: Sequence[Spot]) -> bool:
    """ "My knee": the owner stands right before the place."""
    own = LIGHT - {Kind.MINE} | {Kind.SIDE, Kind.PART}
    owners = (step(clause, spot.at, -1, own) for spot in found)
    return any(at is not None and clause[at].kind is Kind.MINE for at in owners)


def _is_somebodys(clause: Sequence[Mark], found: Sequence[Spot]) -> bool:
    """ "Emma's knee", "Annas Knie", "le genou de Marie", "小王的膝盖": perhaps not the runner's."""
    for at, mark in enumerate(clause[1:], 1):
        if clause[at - 1].kind is Kind.WORD and mark.value in _HAS:
            if any(spot.at > at for spot in found):
                return True
    for spot in found:
        before = step(clause, spot.at, -1, frozenset({Kind.SIDE, Kind.MINE}))
        if before and clause[before].value == ":" and clause[before - 1].kind is Kind.WORD:
            return True
        if before is not None and clause[before].kind is Kind.WORD:
            if clause[before].value.endswith("s"):
                return True
        if before is not None and clause[before].value == "的" and before:
            if clause[before - 1].kind is Kind.WORD:
                return True
        after = step(clause, spot.at, 1, frozenset({Kind.SIDE}))
        if after is not None and clause[after].value in ("de", "d'", "von", "of"):
            if after + 1 < len(clause) and clause[after + 1].kind is Kind.WORD:
                return True
    return False


def _is_over(clause: Sequence[Mark]) -> bool:
    """ "First week after knee pain": the pain itself lies behind."""
    through = LIGHT | {Kind.SIDE, Kind.PART, Kind.PLACE}
    for at, mark in enumerate(clause):
        there = step(clause, at, 1, through) if mark.kind is Kind.SINCE else None
        if there is not None and clause[there].kind in _PAIN_WORDS | {Kind.CONDITION}:
            return True
    return False


def _is_far(pains: Sequence[int], found: Sequence[Spot]) -> bool:
    if not pains or not found:
        return False
    near = {at + by for at in pains for by in range(-NEAR, NEAR + 1)}
    return not any(spot.at in near for spot in found)
