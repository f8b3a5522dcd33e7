"""What one clause says about pain: that it hurts, that it does not, or something in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from coaching.body import Timing
from syncer.words.denials import affirmed
from syncer.words.owners import is_far, is_mine, is_over, is_somebodys
from syncer.words.places import LIGHT, MUSCLES, PLURAL_MUSCLES, Spot, narrowed, spots, step
from syncer.words.points import Points, points
from syncer.words.sentences import Sentence
from syncer.words.vocabulary import Kind, Mark

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
_SILENCES_DENIAL = frozenset({Kind.OTHER, Kind.PAST, Kind.HYPOTHETICAL})
_SPOILS_DENIAL = _HALF_DENIAL | {Kind.SINCE, Kind.WHERE, Kind.ELSEWHEN, Kind.DOMS}


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
    if _stands_before(said, Kind.OTHER, first + 1) and not is_mine(said, found):
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
        or is_somebodys(said, found)
        or is_far(pains, found)
        or is_over(said)
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
    if {mark.value for mark in clause if mark.kind is Kind.TIMING} == {Timing.PERSISTS}:
        kinds.discard(Kind.TIMING)
    if _is_zero(rated):
        kinds.discard(Kind.SCALE)
    if supposed or sentence.asked or sentence.kinds & _SILENCES_DENIAL:
        return Verdict.SILENT
    if is_somebodys(clause, tuple(spots(clause))):
        return Verdict.SILENT
    spoiled = kinds & _SPOILS_DENIAL
    if Kind.GONE in kinds:
        return Verdict.PAINLESS if Kind.PLACE in kinds and not spoiled else Verdict.UNSURE
    if pains and not _is_zero(rated):
        return Verdict.UNSURE
    if kinds & _HALF_DENIAL or sentence.kinds & {Kind.EXCEPT, Kind.HEDGE, Kind.MAYBE}:
        return Verdict.SILENT if Kind.GOOD in kinds else Verdict.UNSURE
    return Verdict.SILENT if spoiled else Verdict.PAINLESS


def _timing(clause: Sequence[Mark]) -> tuple[Timing | None, bool]:
    """How the pain behaved, and whether the words agree about it."""
    told = {Timing(mark.value) for mark in clause if mark.kind is Kind.TIMING}
    if told == {Timing.AT_START, Timing.EASES}:
        return Timing.EASES, True
    return (next(iter(told)), True) if len(told) == 1 else (None, not told)


def _stands_before(clause: Sequence[Mark], kind: Kind, at: int) -> bool:
    return any(mark.kind is kind for mark in clause[:at])
