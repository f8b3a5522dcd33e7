"""Numbers and days as a reader would write them, rounded so that nothing is overstated."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_interval, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from templates.reader import Reader

METRES_PER_MILE = 1609.344
_UNIT_NAME = {"km": "length-kilometer", "mi": "length-mile"}
_TENTHS = "#,##0.0"
_WHOLE = "#,##0"


def in_units(metres: float, reader: Reader) -> float:
    """Metres as the reader's kilometres or miles."""
    return metres / (1000.0 if reader.units == "km" else METRES_PER_MILE)


def unit(reader: Reader) -> str:
    """The short name of the reader's unit: km or mi."""
    return reader.units


def distance(metres: float, reader: Reader) -> str:
    """A run's distance, to a tenth: "18.2 km", "11.3 mi", "18,2 km"."""
    return _length(in_units(metres, reader), _TENTHS, reader)


def total(metres: float, reader: Reader) -> str:
    """A week's or a block's distance, to the whole unit where that is precise enough."""
    amount = in_units(metres, reader)
    return _length(amount, _WHOLE if amount >= 10 else _TENTHS, reader)


def ceiling(metres: float, reader: Reader) -> str:
    """The most that is advised: rounded down to half a unit, since a limit never rounds up."""
    amount = in_units(metres, reader)
    halves = math.floor(amount * 2 + 1e-9) / 2
    floored = halves if halves >= 0.5 else math.floor(amount * 10 + 1e-9) / 10
    return _length(floored, "#,##0.#", reader)


def height(metres: float, reader: Reader) -> str:
    """Metres of climb or descent, in feet for those who run in miles: "180 m", "590 ft"."""
    amount, name = (
        (metres, "length-meter") if reader.units == "km" else (metres / 0.3048, "length-foot")
    )
    return format_unit(round(amount, -1), name, "short", _WHOLE, locale=reader.number_locale)


def percent(share: float, reader: Reader) -> str:
    """A percentage given as 42.3, in whole percent: "42%"."""
    return format_percent(round(share) / 100, format=None, locale=reader.number_locale)


def number(value: float, reader: Reader, digits: int = 0) -> str:
    """A plain number with at most so many digits after the point."""
    return format_decimal(round(value, digits), locale=reader.number_locale)


def pace(seconds: float, metres: float, reader: Reader) -> str:
    """Time for one unit of distance: "5:36 /km"."""
    a_unit = round(seconds / in_units(metres, reader))
    return f"{a_unit // 60}:{a_unit % 60:02d} /{reader.units}"


def duration(seconds: float, reader: Reader) -> str:
    """A time span in hours and minutes: "1 hr 42 mins"."""
    hours, minutes = divmod(round(seconds / 60), 60)
    parts = [(hours, "duration-hour"), (minutes, "duration-minute")]
    shown = [part for part in parts if part[0]] or parts[1:]
    return " ".join(
        format_unit(amount, name, length="short", locale=reader.date_locale)
        for amount, name in shown
    )


def day(on: date, reader: Reader) -> str:
    """A day with its weekday: "Sunday 15 March"."""
    pattern = reader.date_locale.datetime_skeletons["MMMEd"].pattern
    full = re.sub(r"[ML]+", "MMMM", re.sub(r"E+", "EEEE", pattern))
    return format_date(on, full, locale=reader.date_locale)


def weekday(on: date, reader: Reader) -> str:
    """The weekday alone: "Sunday"."""
    return format_date(on, "EEEE", locale=reader.date_locale)


def short_day(on: date, reader: Reader) -> str:
    """A day for tables and axes: "15 Mar"."""
    return format_skeleton("MMMd", on, locale=reader.date_locale)


def day_month(on: date, reader: Reader) -> str:
    """A day without its weekday: "15 March"."""
    return format_skeleton("MMMMd", on, locale=reader.date_locale)


def day_month_year(on: date, reader: Reader) -> str:
    """A day with its year: "15 March 2026"."""
    return format_date(on, "long", locale=reader.date_locale)


def clock(at: datetime, reader: Reader) -> str:
    """The time of day as this reader writes it: "18:04", "6:04 PM"."""
    return " ".join(format_time(at, "short", locale=reader.date_locale).split())


def week(last: date, reader: Reader) -> str:
    """The seven days that end on `last`: "9–15 March"."""
    first = last - timedelta(days=6)
    span = format_interval(first, last, "MMMMd", locale=reader.date_locale)
    return " ".join(span.split())  # thin spaces look odd in a subject line


def one_line(text: object) -> str:
    """Any text on one line, without control characters: safe as a mail header or a name."""
    kept = "".join(" " if ord(c) < 32 or c in "\x7f\x85\u2028\u2029" else c for c in str(text))
    return " ".join(kept.split())


def sentence(text: str) -> str:
    """The same text with a capital first letter, the rest as it was."""
    return text[:1].upper() + text[1:]


def wrap(text: str) -> str:
    """Plain text in lines of at most 74 characters; an address is never broken."""
    return textwrap.fill(text, 74, break_long_words=False, break_on_hyphens=False)


def _length(amount: float, pattern: str, reader: Reader) -> str:
    return format_unit(
        amount, _UNIT_NAME[reader.units], "short", pattern, locale=reader.number_locale
    )


FILTERS: dict[str, Callable[..., object]] = {
    "ceiling": ceiling,
    "clock": clock,
    "day": day,
    "day_month": day_month,
    "day_month_year": day_month_year,
    "distance": distance,
    "duration": duration,
    "height": height,
    "number": number,
    "one_line": one_line,
    "pace": pace,
    "percent": percent,
    "sentence": sentence,
    "short_day": short_day,
    "total": total,
    "unit": unit,
    "week": week,
    "weekday": weekday,
    "wrap": wrap,
}
