"""From the clauses of all texts to the one thing they say about pain."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from coaching.body import Side
from syncer.words.denials import affirmed
from syncer.words.judging import Claim, Verdict, judge
from syncer.words.places import narrowed, region, spots
from syncer.words.reading import Reading
from syncer.words.sentences import Sentence, sentences
from syncer.words.vocabulary import Kind, Mark

LONGEST_QUOTE = 160
_UNSAYS_FLAGS = frozenset(
    {Kind.NOT, Kind.HYPOTHETICAL, Kind.MAYBE, Kind.PAST, Kind.OTHER, Kind.EXCEPT}
)
_FLAGS = frozenset({Kind.LIMP, Kind.PAINKILLER, Kind.FEVER, Kind.FEVERISH})


@dataclass(frozen=True, slots=True)
class _Told:
    """A claim or a flag with the words that it stands in."""

    claim: Claim
    words: str
    flags: frozenset[Kind] = frozenset()
    names: frozenset[str] = frozenset()
    otherwise: bool = False


def read_pain(texts: Sequence[str]) -> Reading | None:
    """What the title, description and private note of one run say about pain; None if nothing.

    Only what the runner wrote: our own block between its markers and the comments of others are
    taken out by the caller.
    """
    told = [one for text in texts for one in _told(text)]
    hurting = [one for one in told if one.claim.verdict >= Verdict.SOMEWHERE]
    reading = _pain(hurting, told) if hurting else _painless(told)
    mentions = [one for one in told if one.claim.verdict is Verdict.MENTIONS]
    if mentions and not hurting:
        reading = replace(_guess(mentions), sure=False, timing=None)
    return _with_flags(reading, told)


def _told(text: str) -> Iterator[_Told]:
    for sentence in sentences(text):
        supposed = False
        for clause in sentence.clauses:
            claim = judge(clause, sentence, supposed)
            said = affirmed(clause).marks
            kinds = {mark.kind for mark in said}
            supposed = supposed or Kind.HYPOTHETICAL in kinds
            names = frozenset(spot.name for spot in spots(said))
            flags = frozenset() if _unsays(sentence, kinds) else _flags(said)
            if claim.verdict is not Verdict.SILENT or flags or names:
                closed = text[claim.end : claim.end + 1] in (")", "]", "）")
                words = _cut(text[claim.start : claim.end + closed])
                yield _Told(claim, words, flags, names, Kind.OTHERWISE in kinds)


def _flags(said: Iterable[Mark]) -> frozenset[Kind]:
    """What stands there without an "almost" before it."""
    plain = takewhile(lambda mark: mark.kind is not Kind.HEDGE, said)
    return _FLAGS & {mark.kind for mark in plain}


def _unsays(sentence: Sentence, kinds: set[Kind]) -> bool:
    return sentence.asked or bool((sentence.kinds - {Kind.NOT} | kinds) & _UNSAYS_FLAGS)


def _pain(hurting: Sequence[_Told], told: Sequence[_Told]) -> Reading:
    guess = _guess(hurting)
    plain = [one for one in hurting if one.claim.verdict is Verdict.HURTS]
    unsure = any(one.claim.verdict is Verdict.UNSURE for one in hurting)
    claims = [one.claim for one in hurting]
    if (
        unsure
        or not plain
        or guess.region is None
        or any(len(names) > 1 for names in (_places(claims), _sides(claims), _points(claims)))
        or len({claim.timing for claim in claims if claim.timing}) > 1
        or any(_denies(one, plain) for one in told)
    ):
        return replace(guess, sure=False)
    return guess


def _denies(one: _Told, plain: Iterable[_Told]) -> bool:
    """Whether a painless clause speaks of a place that another one says hurts."""
    if one.claim.verdict is not Verdict.PAINLESS or one.otherwise:
        return False
    for hurt in (other.claim for other in plain):
        both = one.claim.places | hurt.places
        if one.claim.sides and hurt.sides and not one.claim.sides & hurt.sides:
            continue
        if not one.claim.places or one.claim.places & hurt.places or narrowed(both) != both:
            return True
    return False


def _painless(told: Sequence[_Told]) -> Reading | None:
    """ "No pain" alone is about everything; beside one place it is about that place."""
    painless = [one for one in told if one.claim.verdict is Verdict.PAINLESS]
    if not painless:
        return None
    names = narrowed(name for one in told for name in one.names)
    regions = {region(name) for name in names}
    if len(names) > 1 or None in regions:
        return None
    words = _joined(painless)
    if not names:
        return Reading(words, sure=True, nothing=True)
    sides = _sides([one.claim for one in painless])
    side = Side(next(iter(sides))) if len(sides) == 1 else None
    return Reading(words, sure=True, region=regions.pop(), side=side, worst=0, nothing=True)


def _guess(told: Sequence[_Told]) -> Reading:
    """The fields that the claims agree about; of several numbers the highest."""
    claims = [one.claim for one in told]
    places, sides, numbers = _places(claims), _sides(claims), _points(claims)
    timings = {claim.timing for claim in claims if claim.timing}
    return Reading(
        _joined(told),
        sure=True,
        region=region(next(iter(places))) if len(places) == 1 else None,
        side=Side(next(iter(sides))) if len(sides) == 1 else None,
        worst=math.ceil(max(numbers)) if numbers else None,
        timing=timings.pop() if len(timings) == 1 else None,
    )


def _with_flags(reading: Reading | None, told: Sequence[_Told]) -> Reading | None:
    """A fever may stand alone; a limp or a painkiller without a pain is asked about."""
    flags = frozenset(flag for one in told for flag in one.flags)
    if not flags:
        return reading
    if reading is None:
        words = _joined([one for one in told if one.flags])
        reading = Reading(words, sure=Kind.FEVER in flags and not flags - {Kind.FEVER})
    return replace(
        reading,
        sure=reading.sure and not (Kind.FEVERISH in flags and Kind.FEVER not in flags),
        limp=Kind.LIMP in flags,
        painkiller=Kind.PAINKILLER in flags,
        fever=Kind.FEVER in flags,
    )


def _places(claims: Iterable[Claim]) -> frozenset[str]:
    return narrowed(name for claim in claims for name in claim.places)


def _sides(claims: Iterable[Claim]) -> frozenset[str]:
    return frozenset(side for claim in claims for side in claim.sides)


def _points(claims: Iterable[Claim]) -> frozenset[float]:
    return frozenset(number for claim in claims for number in claim.points)


def _joined(told: Iterable[_Told]) -> str:
    return _cut(" … ".join(dict.fromkeys(one.words for one in told)))


def _cut(words: str) -> str:
    """On one line, without anything that does not print, and short."""
    plain = "".join(c if c.isprintable() else " " for c in words)
    tidy = " ".join(plain.split()).strip(" ,;:-–([")
    return tidy if len(tidy) <= LONGEST_QUOTE else tidy[: LONGEST_QUOTE - 1].rstrip() + "…"
