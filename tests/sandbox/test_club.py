"""The simulated club: the same every time, plausible, and told for a reason."""

from __future__ import annotations

import hashlib
import itertools
import zoneinfo
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import fitfast
import numpy as np
import pytest

from syncer.sandbox.club import Member, write_club
from syncer.sandbox.members import STORIES

UNTIL = date(2026, 10, 4)
KEYS = tuple(story.key for story in STORIES)


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Member]:
    """The whole club with its two years, written once for this module."""
    members = write_club(tmp_path_factory.mktemp("club"), UNTIL)
    return {member.key: member for member in members}


def runs_of(member: Member) -> list[tuple[date, float]]:
    """Local day and kilometres of each run, as the files tell."""
    zone = zoneinfo.ZoneInfo(member.timezone)
    runs = []
    for file in sorted(member.folder.glob("*-run.fit")):
        session = fitfast.records(file, message="session")
        started = datetime.fromtimestamp(session["start_time"][0], zone)
        runs.append((started.date(), float(session["total_distance"][0]) / 1000))
    return runs


def digests(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*.fit"))
    }


def test_the_same_last_day_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("once", "twice"):
        write_club(tmp_path / name, UNTIL, weeks=6)
    once = digests(tmp_path / "once")
    assert len(once) > 100
    assert once == digests(tmp_path / "twice")


def test_two_processes_write_what_one_writes(tmp_path: Path, club: Mapping[str, Member]) -> None:
    (ines,) = write_club(tmp_path, UNTIL, members=("ines",), weeks=8)
    alone = digests(ines.folder)
    together = digests(club["ines"].folder)
    assert len(alone) > 20
    assert alone == {name: together[name] for name in alone}


def test_another_day_gives_other_files(tmp_path: Path) -> None:
    write_club(tmp_path / "sunday", UNTIL, members=("pip",))
    write_club(tmp_path / "monday", date(2026, 10, 5), members=("pip",))
    assert not digests(tmp_path / "sunday").keys() & digests(tmp_path / "monday").keys()


def test_nobody_else_is_in_the_club(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nobody"):
        write_club(tmp_path, UNTIL, members=("charlie",))


def test_the_club_has_about_two_thousand_files(club: Mapping[str, Member]) -> None:
    assert tuple(club) == KEYS
    assert 1500 <= sum(member.files for member in club.values()) <= 2500
    for member in club.values():
        assert member.files == sum(1 for _ in member.folder.iterdir())


@pytest.mark.parametrize("key", [key for key in KEYS if key != "pip"])
def test_the_regulars_have_run_for_two_years(club: Mapping[str, Member], key: str) -> None:
    runs = runs_of(club[key])
    assert 300 <= len(runs) <= 470
    assert 700 <= (runs[-1][0] - runs[0][0]).days <= 730
    assert runs[-1][0] == UNTIL


def test_every_file_satisfies_the_fast_reader(club: Mapping[str, Member]) -> None:
    for member in club.values():
        for file in sorted(member.folder.iterdir())[::25]:
            columns = fitfast.records(file)
            assert np.all(np.diff(columns["timestamp"]) > 0)
            if "distance" in columns:
                assert np.all(np.diff(columns["distance"]) >= 0)
                steps = 2 * np.median(columns["cadence"] + columns["fractional_cadence"])
                assert 150 <= steps <= 190
                assert np.nanmax(columns["enhanced_speed"]) < 5.5


def test_nobody_runs_on_land(club: Mapping[str, Member]) -> None:
    """Loops lie in the Gulf of Guinea, far from every coast."""
    for member in club.values():
        columns = fitfast.records(max(member.folder.glob("*-run.fit")))
        assert np.all(np.abs(columns["position_lat"]) < 2)
        assert np.all(np.abs(columns["position_long"]) < 4)


def test_nothing_is_told_after_the_last_day(club: Mapping[str, Member]) -> None:
    for member in club.values():
        assert all(told.said_at.date() <= UNTIL for told in member.pain)
        assert all(told.on <= UNTIL for told in member.strength)


def test_names_and_addresses_belong_to_nobody(club: Mapping[str, Member]) -> None:
    assert len({member.email for member in club.values()}) == len(club)
    assert all(member.email.endswith("@example.org") for member in club.values())


def test_maren_runs_half_as_far_again_as_her_longest_of_the_month(
    club: Mapping[str, Member],
) -> None:
    runs = runs_of(club["maren"])
    month = [km for on, km in runs if 0 < (UNTIL - on).days <= 30]
    assert runs[-1][1] / max(month) == pytest.approx(1.52, abs=0.03)


def test_maren_had_prepared_without_such_a_jump(club: Mapping[str, Member]) -> None:
    before = [km for on, km in runs_of(club["maren"]) if on < UNTIL]
    assert max(before) < 22


def test_tobin_stopped_for_a_month_and_came_back_in_small_steps(
    club: Mapping[str, Member],
) -> None:
    runs = runs_of(club["tobin"])
    gaps = [(b[0] - a[0]).days for a, b in itertools.pairwise(runs)]
    assert max(gaps) == 32
    back = runs[gaps.index(32) + 1 :]
    steps = [b[1] / a[1] for a, b in itertools.pairwise(back)]
    assert len(back) > 25
    assert max(steps) < 1.08


def test_ines_descends_far_and_jonas_hardly(club: Mapping[str, Member]) -> None:
    def descent_m(key: str) -> float:
        file = max(club[key].folder.glob("*-run.fit"))
        return float(fitfast.records(file, message="session")["total_descent"][0])

    assert descent_m("ines") > 300
    assert descent_m("jonas") < 80


def test_pip_is_new_and_ran_nearly_twice_the_usual_week(club: Mapping[str, Member]) -> None:
    runs = runs_of(club["pip"])
    assert (UNTIL - runs[0][0]).days == 69
    weeks = [sum(km for on, km in runs if (UNTIL - on).days // 7 == week) for week in range(4)]
    assert 1.7 < weeks[0] / (sum(weeks[1:]) / 3) < 2.0
    assert weeks[0] - sum(weeks[1:]) / 3 > 6


def test_ruth_goes_on_as_ever_and_lifts_twice_a_week(club: Mapping[str, Member]) -> None:
    ruth = club["ruth"]
    month = [km for on, km in runs_of(ruth) if (UNTIL - on).days <= 30]
    assert month[-1] < 1.05 * max(month[:-1])
    assert sum(1 for _ in ruth.folder.glob("*-strength.fit")) == 208
    assert all(told.nothing for told in ruth.pain)


def test_jonas_shin_gets_worse_from_report_to_report(club: Mapping[str, Member]) -> None:
    shin = [told for told in club["jonas"].pain if told.region == "shin_inner"]
    worst = [told.worst for told in shin if told.worst is not None]
    assert worst == sorted(worst)
    assert (worst[0], worst[-1]) == (1, 5)
    assert shin[-1].on == UNTIL
    assert shin[-1].timing == "worsens"
