"""One night of a club on Strava: how many requests it takes, and how long.

Requests are those that Strava counts against the app's limits, per runner as the stand-in saw
them; renewing a token is counted by no limit and stands in a row of its own. The wall time is
that of a night of a thousand against a stand-in without limits that lets 150 ms pass for each
request, token renewals too; beside it stands what that latency and the set number of workers
permit at best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter

from sqlmodel import col, select

from benchmarks import Row, strava_naive
from benchmarks.strava_club import DAY, Club, club, run_new
from syncer import platform_pass, tokens
from syncer.channels import STRAVA_NOTE
from syncer.models import Connection, Delivery
from syncer.sandbox.strava import StravaStandIn

GROUP = "strava"
SMALL, LARGE = 60, 1000
LATENCY_S = 0.150
MB = 1000**2


def bench() -> Iterator[Row]:
    yield from _requests()
    yield from _wall_time()


def _requests() -> Iterator[Row]:
    with club(SMALL) as small:
        small.strava.ask(run_new)
        tonight, notes = _night(small), _noted(small)
        small.clock.later(DAY)
        night_after = _night(small)
        small.clock.later(DAY)
        _let_the_whole_list_be_due(small)
        weekly = _night(small)
        small.strava.ask(_forget)
        small.clock.later(-2 * DAY)
        naive = _naive(small)
    ran = {member.athlete for member in small.members if tonight[member.athlete] > 1}
    quiet = [tonight[one.athlete] for one in small.members if one.athlete not in ran]
    yield Row(GROUP, f"night of {SMALL}, runners with a new run", len(ran), "")
    yield Row(GROUP, f"night of {SMALL}, notes", len(notes), "")
    yield Row(GROUP, f"night of {SMALL}, requests", tonight.total(), "requests")
    yield Row(GROUP, "a runner without a new run", max(quiet), "requests", "<= 1")
    with_note = max(tonight[one] - 1 for one in notes)
    without = max(tonight[one] - 1 for one in ran - notes)
    yield Row(GROUP, "more for a new run with a note", with_note, "requests", "<= 4")
    yield Row(GROUP, "more for a new run without one", without, "requests", "<= 2")
    again = max(night_after[one] - 1 for one in ran)
    yield Row(GROUP, "more for that run on the night after", again, "requests")
    yield Row(
        GROUP, "more a runner once a week, the whole list", max(weekly.values()) - 1, "requests"
    )
    yield Row(GROUP, f"night of {SMALL}, the naive way", naive.total(), "requests")
    yield Row(GROUP, "the naive way against ours", naive.total() / tonight.total(), "times")


def _wall_time() -> Iterator[Row]:
    with club(LARGE, latency_s=LATENCY_S) as large:
        large.strava.ask(run_new)
        _forget_peak()
        before = _bytes("VmRSS")
        started = perf_counter()
        done = platform_pass.pull(large.house, large.due, tell=True)
        wall_s = perf_counter() - started
        added = _bytes("VmHWM") - before
        counted, renewals = large.strava.ask(_by_athlete), large.strava.ask(_renewals)
        workers = large.house.settings.platform_workers
    assert done.pulled == LARGE  # a night that puts off is quick
    whole = counted.total() + renewals
    longest = max(counted.values()) + 1
    permitted_s = max(whole / workers, longest) * LATENCY_S
    yield Row(GROUP, f"night of {LARGE}, requests", counted.total(), "requests")
    yield Row(
        GROUP, f"night of {LARGE}, tokens renewed, which no limit counts", renewals, "requests"
    )
    yield Row(GROUP, f"night of {LARGE}, requests under way at the same time", workers, "")
    yield Row(GROUP, f"night of {LARGE} at 150 ms a request, wall time", wall_s, "s")
    yield Row(GROUP, f"night of {LARGE}, what the latency permits", permitted_s, "s")
    yield Row(GROUP, f"night of {LARGE}, against that", wall_s / permitted_s, "times", "<= 1.2")
    if added:
        yield Row(GROUP, f"night of {LARGE}, memory that it took at most", added / MB, "MB")


def _night(club: Club) -> Counter[int]:
    """A night of everybody; answers the requests that count, by athlete."""
    club.strava.ask(_forget)
    done = platform_pass.pull(club.house, club.due, tell=True)
    assert done.pulled == len(club.members)
    return club.strava.ask(_by_athlete)


def _naive(club: Club) -> Counter[int]:
    given = []
    with club.house.sessions() as session:
        for row in session.exec(select(Connection)):
            assert row.sealed_tokens is not None
            given.append(tokens.unseal(club.house.settings, row.sealed_tokens).access)
    strava_naive.night(club.strava.url, given, club.clock())
    return club.strava.ask(_by_athlete)


def _noted(club: Club) -> set[int]:
    """The athletes whose runs carry a note, by what was written down of it here."""
    with club.house.sessions() as session:
        told = session.exec(
            select(Connection.external_id)
            .join(Delivery, col(Delivery.runner_id) == col(Connection.runner_id))
            .where(col(Delivery.channel) == STRAVA_NOTE, col(Delivery.state) == "sent")
        )
        return {int(athlete or 0) for athlete in told}


def _let_the_whole_list_be_due(club: Club) -> None:
    with club.house.sessions() as session:
        for row in session.exec(select(Connection)):
            row.walked_at = None
            session.add(row)
        session.commit()


def _by_athlete(strava: StravaStandIn) -> Counter[int]:
    """Requests that the limits count."""
    seen = strava.requests
    return Counter(one.athlete for one in seen if one.athlete and "/oauth/" not in one.path)


def _renewals(strava: StravaStandIn) -> int:
    return strava.count(path="/oauth/token")


def _forget(strava: StravaStandIn) -> None:
    strava.forget_requests()


def _forget_peak() -> None:
    """Linux keeps the most memory that a process ever held; from here on it begins anew."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _bytes(what: str) -> float:
    """What Linux tells of this process: `VmRSS` it holds now, `VmHWM` it held at most."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith(f"{what}:"):
                return 1024.0 * int(line.split()[1])
    return 0.0
