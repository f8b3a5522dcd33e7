"""Pain over weeks: when it began, whether it goes on, and when it had settled.

An episode opens with an amber or red light, with pain in 3 of the last 4 answers about a place,
or with pain in two weeks in a row. It closes after 14 days and 4 sessions without pain of which
four answers tell. A place that nobody says a word about for four weeks lapses: it is
unknown then, neither open nor settled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from coaching.aches import usual_morning
from coaching.advice import Light
from coaching.body import Region, Side
from coaching.calming import of_run
from coaching.facts import PainReport
from coaching.log import TrainingLog
from coaching.pain_bands import morning_light

LOOK_BACK_DAYS = 200
OPEN_OF, OPEN_ANSWERS = 3, 4
WEEK_DAYS = 7
CLOSE_DAYS, CLOSE_SESSIONS = 14, 4
LAPSE_DAYS = 28
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Episode:
    """One place that hurt for a while. `closed_on` is None while it is open.

    `levels` are the worst NRS of its sore days, oldest first, as (day, level).
    """

    region: Region
    side: Side | None
    opened_on: date
    last_hurt_on: date
    levels: tuple[tuple[date, int], ...] = ()
    closed_on: date | None = None
    lapsed: bool = False

    @property
    def is_open(self) -> bool:
        return self.closed_on is None and not self.lapsed

    @property
    def worst(self) -> int | None:
        return max((level for _, level in self.levels), default=None)

    def weeks(self, on: date) -> int:
        """Whole weeks from the first sore day to the last, or to `on` where that is this week."""
        last = on if on - self.last_hurt_on < WEEK_DAYS * _DAY else self.last_hurt_on
        return (last - self.opened_on).days // WEEK_DAYS


class _Word(NamedTuple):
    """What one day's reports say about one place."""

    day: date
    hurts: bool
    level: int | None
    loud: bool
    side: Side | None


def episodes(log: TrainingLog, on: date) -> tuple[Episode, ...]:
    """The episodes of the last 200 days, each as it stands on `on`: the latest first."""
    return log.keep("episodes", on, lambda: _episodes(log, on))


def open_episodes(log: TrainingLog, on: date) -> tuple[Episode, ...]:
    """What goes on hurting, the longest first."""
    found = [episode for episode in episodes(log, on) if episode.is_open]
    return tuple(sorted(found, key=lambda episode: (episode.opened_on, episode.region)))


def settled_episode(log: TrainingLog, on: date, within_days: int) -> Episode | None:
    """The latest episode that closed within so many days, unless its place hurts again."""
    for episode in episodes(log, on):
        if episode.is_open:
            return None
        if episode.closed_on is not None and on - episode.closed_on < within_days * _DAY:
            return episode
    return None


def _episodes(log: TrainingLog, on: date) -> tuple[Episode, ...]:
    reports = log.pain_on(on - LOOK_BACK_DAYS * _DAY, on)
    regions = dict.fromkeys(r.region for r in reports if r.region is not None and _hurts(r, on))
    found: list[Episode] = []
    for region in regions:
        words = list(_words(log, reports, region, on))
        found += _of_place(log, region, words, on)
    return tuple(sorted(found, key=lambda e: (e.last_hurt_on, e.opened_on), reverse=True))


def _words(
    log: TrainingLog, reports: Sequence[PainReport], region: Region, on: date
) -> Iterator[_Word]:
    """One word a day: pain wins over none."""
    by_day: dict[date, _Word] = {}
    for report in reports:
        if report.region is not region and not report.nothing:
            continue
        word = _word(log, report, region, on)
        if word is None:
            continue
        before = by_day.get(word.day)
        if before is None or (word.hurts, word.level or 0) > (before.hurts, before.level or 0):
            by_day[word.day] = word
    yield from sorted(by_day.values())


def _word(log: TrainingLog, report: PainReport, region: Region, on: date) -> _Word | None:
    if report.nothing:
        return None if report.painkiller else _Word(report.on, False, 0, False, None)
    level = _level(report, on)
    if level is None and report.timing is None and not report.limp and report.morning is not None:
        return None
    light = of_run(report)
    if report.morning is not None and report.morning_on is not None and report.morning_on <= on:
        light = max(light, morning_light(region, report.morning, usual_morning(log, report)))
    hurts = level is None or level > 0
    return _Word(report.on, hurts, level, hurts and light >= Light.AMBER, report.side)


def _level(report: PainReport, on: date) -> int | None:
    """The worst NRS told of a place by `on`, whenever it was felt."""
    told = [report.worst, report.after, report.walking, report.stairs]
    if report.morning_on is not None and report.morning_on <= on:
        told.append(report.morning)
    return max((value for value in told if value is not None), default=None)


def _hurts(report: PainReport, on: date) -> bool:
    level = _level(report, on)
    return level is None or level > 0


def _of_place(
    log: TrainingLog, region: Region, words: Sequence[_Word], on: date
) -> Iterator[Episode]:
    """The episodes of one place, by going through what was told of it day by day."""
    current: Episode | None = None
    past: list[_Word] = []
    for word in words:
        if current is not None and word.day > current.last_hurt_on:
            ended = _ended(log, current, [*past, word], word.day - _DAY)
            if not ended.is_open:
                yield ended
                current, past = None, []
        past.append(word)
        if not word.hurts:
            continue
        if current is None:
            first = _opens(past)
            if first is not None:
                sore = tuple((w.day, w.level) for w in past if w.hurts and w.level is not None)
                current = Episode(region, word.side, first, word.day, sore)
            continue
        level = () if word.level is None else ((word.day, word.level),)
        current = replace(
            current,
            last_hurt_on=word.day,
            side=word.side or current.side,
            levels=(*current.levels, *level),
        )
    if current is not None:
        yield _ended(log, current, past, on)


def _opens(past: Sequence[_Word]) -> date | None:
    """The first sore day of an episode that the last word opens; None if it opens none."""
    last = past[-1]
    sore = [word.day for word in past if word.hurts]
    if last.loud:
        chain = [day for day in sore if last.day - day < 2 * WEEK_DAYS * _DAY]
        return chain[0]
    answers = past[-OPEN_ANSWERS:]
    hurting = [word.day for word in answers if word.hurts]
    if len(hurting) >= OPEN_OF:
        return hurting[0]
    week_before = [day for day in sore if WEEK_DAYS <= (last.day - day).days < 2 * WEEK_DAYS]
    return week_before[0] if week_before else None


def _ended(log: TrainingLog, episode: Episode, words: Sequence[_Word], by: date) -> Episode:
    """The episode closed or lapsed by a day, or as it was."""
    hurt = episode.last_hurt_on
    quiet = [word.day for word in words if not word.hurts and hurt < word.day <= by]
    sessions = log.sessions_on(hurt + _DAY, by)
    if len(quiet) >= CLOSE_SESSIONS and len(sessions) >= CLOSE_SESSIONS:
        fourth = max(quiet[CLOSE_SESSIONS - 1], sessions[CLOSE_SESSIONS - 1].local_date)
        closed = max(hurt + CLOSE_DAYS * _DAY, fourth)
        if closed <= by:
            return replace(episode, closed_on=closed)
    last_word = max([hurt, *quiet])
    return replace(episode, lapsed=True) if by - last_word > LAPSE_DAYS * _DAY else episode
