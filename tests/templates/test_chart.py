"""The picture of twelve weeks is small, works with any history, and can be read aloud."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from coaching.body import Region
from coaching.facts import PainReport
from coaching.log import TrainingLog
from templates import Reader, chart_alt, chart_png
from templates.png import smaller
from tests.templates.saying import ALICE, IN_MILES, ON, alices_log, run


def busy_log() -> TrainingLog:
    """A run every day for twelve weeks, of up to 60 km, and the worst pain every week."""
    days = [ON - timedelta(days=back) for back in range(84)]
    runs = [run(f"activity-{nth}", day, 10 + nth * 0.6) for nth, day in enumerate(days)]
    told = datetime(2026, 3, 15, 20, tzinfo=UTC)
    pain = [PainReport(day, told, Region.KNEE, worst=10) for day in days[::7]]
    return TrainingLog(runs=runs, pain=pain)


@pytest.mark.parametrize("reader", [ALICE, IN_MILES], ids=["km", "mi"])
@pytest.mark.parametrize("log", [alices_log(), busy_log()], ids=["usual", "busy"])
def test_a_picture_is_small_and_sharp(log: TrainingLog, reader: Reader) -> None:
    png = chart_png(log, ON, reader)
    assert png is not None
    assert len(png) <= 80_000
    picture = Image.open(io.BytesIO(png))
    assert picture.width >= 1_100
    assert 1.5 < picture.width / picture.height < 2.2
    corner = picture.convert("RGBA").getpixel((2, 2))
    assert corner == (251, 250, 246, 255), "it carries its own ground, also on a dark page"


def test_the_same_log_draws_the_same_picture() -> None:
    assert chart_png(alices_log(), ON, ALICE) == chart_png(alices_log(), ON, ALICE)


def test_kilometres_and_miles_are_different_pictures() -> None:
    assert chart_png(alices_log(), ON, ALICE) != chart_png(alices_log(), ON, IN_MILES)


def test_pain_is_drawn_in_a_shape_of_its_own() -> None:
    """Diamonds and numbers in rust red, where a log without pain has only the legend's."""

    def rust(log: TrainingLog) -> int:
        png = chart_png(log, ON, ALICE)
        assert png is not None
        counts = Image.open(io.BytesIO(png)).convert("RGB").getcolors(1 << 20)
        return sum(n for n, colour in counts or () if colour == (168, 67, 28))

    assert rust(alices_log()) > 2 * rust(alices_log(pain_told=False)) > 0


def test_no_runs_and_no_pain_is_said_and_not_drawn() -> None:
    assert chart_png(TrainingLog(), ON, ALICE) is None
    assert chart_alt(TrainingLog(), ON, ALICE) == (
        "No runs in the last 12 weeks, so there is no picture yet."
    )


def test_pain_alone_is_a_picture_too() -> None:
    log = TrainingLog(pain=busy_log().pain)
    assert chart_png(log, ON, ALICE) is not None
    assert chart_alt(log, ON, ALICE).startswith("Your last 12 weeks, 22 December to 15 March.")


def test_the_words_tell_what_the_picture_shows() -> None:
    alt = chart_alt(alices_log(), ON, ALICE)
    assert alt == (
        "Your last 12 weeks, 22 December to 15 March. Distance a week, oldest first: 19 km, "
        "19 km, 20 km, 21 km, 22 km, 22 km, 23 km, none, 25 km, 25 km, 26 km, 32 km. "
        "Longest run: 18.2 km, in the week to 15 March. Worst pain told: 2 out of 10 in the week "
        "to 1 March; 3 out of 10 in the week to 15 March."
    )
    assert "No pain told." in chart_alt(alices_log(pain_told=False), ON, ALICE)
    assert "11.3 mi" in chart_alt(alices_log(), ON, IN_MILES)


def test_making_a_picture_smaller_changes_no_pixel() -> None:
    picture = Image.radial_gradient("L").resize((90, 40)).convert("RGBA")
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=0)
    packed = smaller(out.getvalue())
    assert len(packed) < len(out.getvalue())
    assert Image.open(io.BytesIO(packed)).tobytes() == picture.tobytes()
    with pytest.raises(ValueError, match="not a PNG"):
        smaller(b"GIF89a")
