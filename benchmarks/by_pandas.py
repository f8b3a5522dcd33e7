"""Three rules as one would write them with pandas: the yardstick for the speed of the engine.

Long run, weekly ramp and days in a row, each for one day of a table of runs, straight from their
definition. It knows no pain, so a row of ten days is never amber by itself here.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from coaching.log import TrainingLog

Lights = dict[str, str]
"""By rule name; a rule that says nothing is not in it."""


def table(log: TrainingLog) -> pd.DataFrame:
    """One row a valid run, by start."""
    rows = [(run.started_at, run.local_date, run.distance_m) for run in log.runs if run.is_valid]
    frame = pd.DataFrame(rows, columns=["start", "day", "m"])
    frame["day"] = pd.to_datetime(frame["day"])
    return frame


def three_rules(frame: pd.DataFrame, on: date) -> Lights:
    """What the three rules say of a local day."""
    today = pd.Timestamp(on)
    known = frame[frame["day"] <= today]
    if known.empty or len(known) < 6 or (known["day"].iloc[-1] - known["day"].iloc[0]).days < 28:
        return {}
    if (today - known["day"].iloc[-1]).days > 30:
        return {}
    said = {
        "session_spike": _spike(known, today),
        "weekly_ramp": _ramp(known, today),
        "rest_days": _rest(known, today),
    }
    return {rule: light for rule, light in said.items() if light is not None}


def _spike(known: pd.DataFrame, today: pd.Timestamp) -> str | None:
    lights = [_spike_of(known, run) for _, run in known[known["day"] == today].iterrows()]
    return max((light for light in lights if light is not None), default=None, key=_RANK.index)


def _spike_of(known: pd.DataFrame, run: pd.Series) -> str | None:
    days = pd.Timedelta(days=30)
    before = known[(known["start"] >= run["start"] - days) & (known["start"] < run["start"])]
    if len(before) < 4 or (run["day"] - before["day"].min()).days < 14:
        return None
    longest = before["m"].max()
    more = run["m"] - longest
    return "amber" if run["m"] > 1.1 * longest and run["m"] >= 5000 and more >= 1000 else "green"


def _ramp(known: pd.DataFrame, today: pd.Timestamp) -> str | None:
    ago = (today - known["day"]).dt.days // 7
    weeks = known["m"].groupby(ago).sum().reindex(range(4), fill_value=0.0)
    mean = weeks[1:].mean()
    if (weeks[1:] == 0).any() or mean < 8000:
        return None
    return "amber" if weeks[0] > 2 * mean and weeks[0] - mean >= 10_000 else "grey"


def _rest(known: pd.DataFrame, today: pd.Timestamp) -> str | None:
    ran = set((today - known["day"]).dt.days)
    if not ran.issuperset(range(10)):
        return None
    weeks = [7 - len(ran & set(range(7 * week, 7 * week + 7))) for week in range(8)]
    spikes = [_spike(known[known["day"] <= day], day) for day in _last_ten(today)]
    if pd.Series(weeks).median() < 1:
        return None
    return "amber" if "amber" in spikes else "grey"


def _last_ten(today: pd.Timestamp) -> pd.DatetimeIndex:
    return pd.date_range(end=today, periods=10)


_RANK = ["green", "amber"]
