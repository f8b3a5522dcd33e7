"""`python -m benchmarks.merging_page FOLDER [--write PAGE]`: real running, merged with itself.

Public lists of activities beside files of the same people are a second source that nobody made
up. Where a run has none, one is derived from the real recording: with a platform's rounding, by a
clock that is off, in two parts, or its track written as GPX and read back. Nobody has a name.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.histories import LIST, histories, history
from benchmarks.merging_twins import (
    DERIVED,
    Merged,
    apart,
    file_runs,
    has_track,
    merged,
    reexported,
    with_twins,
)
from benchmarks.pages import Unreadable, computed_part, put_between_marks
from coaching.log import TrainingLog
from syncer.doubtful import Joined, joined
from syncer.outing import Outing, Recorded
from syncer.same_run import outings
from syncer.sources import Kind
from syncer.sources.files.sports import worded_sport

FILES_OF = ("fit", "gpx", "tcx")


def as_tables(folder: Path) -> str:
    """The computed part of the page."""
    everybody = people(folder)
    lines = [
        "Lists alone, and with the same person's files beside them:",
        "",
        "| who | recordings | runs and other outings | of several recordings | doubtful |",
        "|---|---|---|---|---|",
    ]
    questions: list[tuple[str, Joined]] = []
    reasons: dict[str, int] = {}
    for who, (listed, files) in everybody.items():
        for what, some in ((f"{who}, the list", listed), (f"{who}, with files", listed + files)):
            if what.endswith("files") and not files:
                continue
            one = merged(some)
            lines.append(
                f"| {what} | {one.recordings:,} | {one.outings:,} | {one.merged} |"
                f" {len(one.questions)} |"
            )
        for each in _explained(listed + files):
            reasons[each.why] = reasons.get(each.why, 0) + 1
        questions += [(who, each) for each in merged(listed + files).questions]
    told = ", ".join(f"`{why}` {count}" for why, count in sorted(reasons.items()))
    lines += ["", f"Why they were taken for one, or may be: {told or 'nothing was merged'}.", ""]
    lines += _question_lines(questions)
    lines += ["", *_derived_lines(everybody), "", *_gpx_lines(folder)]
    return "\n".join(lines)


def _question_lines(questions: Sequence[tuple[str, Joined]]) -> list[str]:
    if not questions:
        return ["No pair is doubtful."]
    lines = ["Every doubtful pair:", "", "| who | why | they share | km |", "|---|---|---|---|"]
    for who, each in questions:
        km = " and ".join(_km(one) for one in (each.one, each.other))
        shared = f"{each.shared_s / 60:.0f} of {each.shorter_s / 60:.0f} min"
        lines.append(f"| {who} | `{each.why}` | {shared} | {km} |")
    return lines


def _derived_lines(everybody: dict[str, tuple[list[Recorded], list[Recorded]]]) -> list[str]:
    lines = [
        "Each run of the lists and a second recording derived from it:",
        "",
        "| second recording | runs | merged | missed | doubtful | two runs taken for one |",
        "|---|---|---|---|---|---|",
    ]
    for what, derive in DERIVED.items():
        total = Merged(0, 0, 0)
        for listed, _ in everybody.values():
            one = with_twins(apart(listed), derive)
            total.recordings += one.recordings
            total.merged += one.merged
            total.missed += one.missed
            total.mistaken += one.mistaken
            total.questions += one.questions
        lines.append(
            f"| {what} | {total.recordings:,} | {total.merged:,} | {total.missed} |"
            f" {len(total.questions)} | {total.mistaken} |"
        )
    return lines


def _gpx_lines(folder: Path) -> list[str]:
    """Tracks of real files written as GPX and read back, as phones and exporters do."""
    alone = [one for one, _ in file_runs([folder / kind for kind in ("fit", "tcx")])]
    series = {one.source_id: told for one, told in file_runs([folder / "fit", folder / "tcx"])}
    runs = [one for one in apart(alone) if has_track(series[one.source_id])]
    both = reexported(runs, series, hours=0), reexported(runs, series, hours=8)
    lines = [
        "Each run of a real file and its track written as GPX and read back:",
        "",
        "| second recording | runs | merged | missed | doubtful | two runs taken for one |",
        "|---|---|---|---|---|---|",
    ]
    for what, twins in zip(
        ("the track as GPX", "the same, local time marked as UTC"), both, strict=True
    ):
        kept = [one for one in runs if one.source_id in twins]
        one = with_twins(kept, lambda run, _, twins=twins: [twins[run.source_id]])  # type: ignore[misc]
        lines.append(
            f"| {what} | {one.recordings} | {one.merged} | {one.missed} |"
            f" {len(one.questions)} | {one.mistaken} |"
        )
    return lines


def people(folder: Path) -> dict[str, tuple[list[Recorded], list[Recorded]]]:
    """The list and the files of everybody, by a name that is a number."""
    named = histories(folder / "history")
    found: dict[str, tuple[list[Recorded], list[Recorded]]] = {}
    for place in sorted((folder / "history").glob(f"*/{LIST}")):
        log = history(place.parent)
        who = next(name for name, other in named.items() if other.runs == log.runs)
        handle = place.parent.name.partition("_")[0]
        own = [path for kind in FILES_OF for path in (folder / kind).glob(f"{handle}_*")]
        files = [one for one, _ in file_runs(own)] if own else []
        found[who] = _listed(log), files
    return dict(sorted(found.items(), key=lambda item: list(named).index(item[0])))


def _listed(log: TrainingLog) -> list[Recorded]:
    runs = [
        Recorded(
            id=None,
            source="strava",
            source_id=run.key,
            kind=Kind.RUN,
            started_at=run.started_at,
            run_kind=run.kind,
            moving_s=run.moving_s,
            distance_m=run.distance_m,
        )
        for run in log.runs
    ]
    others = [
        Recorded(
            id=None,
            source="strava",
            source_id=f"other-{nth}",
            kind=(worded_sport(other.sport) or (Kind.OTHER, None))[0],
            started_at=other.started_at,
            moving_s=other.moving_s,
            distance_m=other.distance_m,
        )
        for nth, other in enumerate(log.others)
    ]
    return runs + others


def _explained(recordings: Sequence[Recorded]) -> list[Joined]:
    found: list[Outing] = outings(recordings)
    return [each for outing in found for each in joined(outing.recordings)]


def _km(one: Recorded) -> str:
    distance_m = one.value("distance_m")
    return "none" if distance_m is None else f"{distance_m / 1000:.1f}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.merging_page", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the recorded runs lie")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into a page")
    told = parser.parse_args(arguments)
    try:
        if told.write:
            computed_part(told.write)  # a page without a place for them is told before the work
        tables = as_tables(told.folder)
        if told.write:
            put_between_marks(told.write, tables)
    except (OSError, Unreadable) as error:
        print(f"merging_page: {error}", file=sys.stderr)
        return 1
    if not told.write:
        print(tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
