"""The demo: the simulated club from Strava and files to notes and mails, each story as meant."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from sqlmodel import Session, col, select

from coaching.advice import Advice
from syncer import (
    advice_json,
    closer_look,
    consents,
    database,
    demo_road,
    history,
    models,
    own_words,
)
from syncer.demo import DemoResult, NoDemo, run_demo
from syncer.sandbox.club import write_club
from syncer.sandbox.diary import diary
from syncer.sandbox.members import INES, MAREN
from syncer.sandbox.strava import Limits
from templates import NOTE_LIMIT

NOW = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
BY = {
    "maren": {"strava", "garmin"},
    "tobin": {"garmin"},
    "ines": {"strava"},
    "pip": {"strava"},
    "ruth": {"files"},
    "jonas": {"strava"},
}
MEANT = {
    "maren": ("amber", "session_spike", "ease_next_two"),
    "tobin": ("green", "pain", "keep_plan"),
    "ines": ("amber", "pain", "shorten_flat_easy"),
    "pip": ("amber", "weekly_ramp", "level_week"),
    "ruth": ("green", "session_spike", "keep_going"),
    "jonas": ("red", "pain", "no_running"),
}


@dataclass(frozen=True)
class Made:
    out: Path
    result: DemoResult
    steps: list[str]

    def facts(self, key: str) -> Mapping[str, Any]:
        (row,) = (row for row in self.result.runners if row["runner"] == f"{key}@example.org")
        return row

    @contextmanager
    def session(self) -> Iterator[Session]:
        engine = database.open_engine(f"sqlite:///{self.out / 'evenstride.db'}")
        with Session(engine) as session:
            yield session
        engine.dispose()

    def digests(self) -> Mapping[str, Advice]:
        """What the week said to each member, by key."""
        with self.session() as session:
            rows = session.exec(
                select(models.Runner.email, models.Advice)
                .where(col(models.Runner.id) == col(models.Advice.runner_id))
                .where(col(models.Advice.kind) == "digest")
            ).all()
            return {email.split("@")[0]: advice_json.restored(row.content) for email, row in rows}


def make(
    out: Path, now: datetime = NOW, members: Sequence[str] | None = None, weeks: int = 12
) -> Made:
    steps: list[str] = []

    def progress(step: str, done: int, total: int | None) -> None:
        steps.append(step)

    return Made(out, run_demo(out, now, None, progress, members, weeks), steps)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A demo of the whole club, with the last months of its training."""
    return make(tmp_path_factory.mktemp("demo") / "out")


def said_first(made: Made) -> dict[str, tuple[str, str, str]]:
    return {
        key: (
            str(advice.light),
            advice.recommendations[0].finding.rule,
            advice.recommendations[0].finding.action,
        )
        for key, advice in made.digests().items()
    }


def test_every_story_gets_the_answer_it_was_made_for(made: Made) -> None:
    assert said_first(made) == MEANT


@pytest.mark.parametrize(
    ("now", "members"),
    [
        # After a leap day, just before midnight.
        (datetime(2028, 3, 1, 23, 59, tzinfo=UTC), ("jonas", "tobin")),
        # The clocks went forward on the last day.
        (datetime(2027, 3, 29, 0, 1, tzinfo=UTC), ("ines", "ruth")),
        # The clocks went back.
        (datetime(2026, 10, 26, 12, 0, tzinfo=UTC), ("maren",)),
    ],
    ids=lambda given: given.isoformat() if isinstance(given, datetime) else "",
)
def test_the_stories_do_not_hang_on_the_day_they_are_told(
    tmp_path: Path, now: datetime, members: Sequence[str]
) -> None:
    meant = {key: MEANT[key] for key in members}
    assert said_first(make(tmp_path / "out", now, members)) == meant


def test_a_run_that_asks_for_nothing_gets_no_note(made: Made) -> None:
    assert {key for key in MEANT if made.facts(key)["note"]} == {"maren", "ines", "jonas"}


def test_a_note_stands_on_its_run_and_only_what_is_urgent_goes_by_mail_too(made: Made) -> None:
    for key in ("maren", "ines", "jonas"):
        (note,) = made.facts(key)["note"]
        assert note["on_strava"]
        assert (made.out / "runners" / key / "note.eml").exists() == (key == "jonas")


def test_notes_fit_onto_a_run(made: Made) -> None:
    for key in ("maren", "ines", "jonas"):
        text = (made.out / "runners" / key / "on-the-run.txt").read_text("utf-8").strip()
        inside = text.removeprefix(own_words.BEGINS).removesuffix(own_words.ENDS).strip()
        assert 100 < len(inside) <= NOTE_LIMIT
        assert own_words.block(inside) == text


def test_what_a_runner_wrote_onto_a_run_is_read_and_stays_theirs(made: Made) -> None:
    (last,) = (felt for felt in INES.felt if felt.private_note)
    (note,) = made.facts("ines")["note"]
    assert note["own"] == last.private_note
    assert not own_words.has_block(note["own"])
    with made.session() as session:
        read = session.exec(
            select(models.PainReport)
            .join(models.Runner, col(models.Runner.id) == col(models.PainReport.runner_id))
            .where(col(models.Runner.email) == INES.email)
            .where(col(models.PainReport.told_by).startswith("words"))
            .order_by(col(models.PainReport.on))
        ).all()
    told = [(one.region, one.side, one.worst, one.timing) for one in read]
    wrote = [felt for felt in INES.felt if felt.written]
    assert told == [(felt.region, felt.side, felt.worst, felt.timing) for felt in wrote]


def test_the_club_came_by_strava_by_garmin_by_both_and_by_files(made: Made) -> None:
    with made.session() as session:
        found = session.exec(
            select(models.Runner.email, models.Activity.source)
            .join(models.Activity, col(models.Activity.runner_id) == col(models.Runner.id))
            .distinct()
        ).all()
        connected = session.exec(select(models.Connection)).all()
    by_key = {
        key: {source for email, source in found if email == f"{key}@example.org"} for key in MEANT
    }
    assert by_key == BY
    assert {key: set(made.facts(key)["came_by"]) for key in MEANT} == by_key
    assert sorted(one.source for one in connected) == ["garmin"] * 2 + ["strava"] * 4
    assert all("activity:write" in one.scopes for one in connected if one.source == "strava")
    assert [path.name for path in (made.out / "files").iterdir()] == ["ruth"]


def test_who_has_both_platforms_sees_each_run_once(made: Made) -> None:
    yesterday = NOW.date() - timedelta(days=1)
    entries = [entry for entry in diary(MAREN, yesterday, weeks=12) if entry.planned]
    assert made.facts("maren")["imported"] == len(entries)
    with made.session() as session:
        maren = session.exec(
            select(models.Runner).where(col(models.Runner.email) == MAREN.email)
        ).one()
        runs = history.outings(session, maren)
    assert len(runs) == len(entries)
    assert {run.sources for run in runs} == {("garmin", "strava")}


def test_strength_goes_onto_the_calendar_named_neutrally(made: Made) -> None:
    planned = made.facts("tobin")["calendar"]
    assert 1 <= len(planned) <= 4
    assert all(re.fullmatch(r"Strength, \d+ min", one["name"]) for one in planned)
    assert len({one["on"] for one in planned}) == len(planned)
    assert made.facts("ines")["calendar"] == []


def test_two_nights_look_closely_at_all_that_rules_read_closely(made: Made) -> None:
    since = NOW - closer_look.CLOSER
    with made.session() as session:
        runs = session.exec(
            select(models.Activity)
            .where(col(models.Activity.source) == "strava", col(models.Activity.kind) == "run")
            .where(col(models.Activity.started_at) > since)
        ).all()
        measured = set(session.exec(select(models.MeasuredRun.activity_id)))
    assert len(runs) > 60
    assert {run.id for run in runs} <= measured


def test_the_requests_of_each_night_are_told(made: Made) -> None:
    first, last = made.result.requests["first_night"], made.result.requests["last_night"]
    assert 0 < last < first < 300
    page = made.result.index.read_text("utf-8")
    assert f"That took {first} requests in the first night" in page
    assert made.result.as_json()["requests"] == {"first_night": first, "last_night": last}


def test_pain_and_strength_are_known_from_what_was_told_and_recorded(made: Made) -> None:
    tobin = made.digests()["tobin"]
    assert not [one for one in tobin.findings if one.action in ("two_sessions", "treat_three")]
    ines = {one.action: one.numbers for one in made.digests()["ines"].findings}
    assert ines["treat_three"]["sessions_14d"] == 1


def test_each_runner_agreed_before_anything_of_their_health_was_stored(made: Made) -> None:
    with made.session() as session:
        for runner in session.exec(select(models.Runner).where(~col(models.Runner.is_coach))):
            assert runner.address_confirmed_at is not None
            assert consents.has(session, runner, consents.HEALTH)
            (given,) = session.exec(
                select(models.Consent.given_at).where(
                    col(models.Consent.runner_id) == runner.id,
                    col(models.Consent.what) == consents.HEALTH,
                )
            )
            told = session.exec(
                select(models.PainReport.said_at).where(
                    col(models.PainReport.runner_id) == runner.id
                )
            ).all()
            assert all(given < said_at for said_at in told)


class Addresses(HTMLParser):
    """Every address that a page points to or shows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]


def addresses(page: Path) -> list[str]:
    parser = Addresses()
    parser.feed(page.read_text("utf-8"))
    return parser.found


def test_everything_the_page_links_to_is_there(made: Made) -> None:
    files = [address for address in addresses(made.result.index) if not address.startswith("#")]
    assert len(files) >= 4 * len(MEANT)
    for address in files:
        assert (made.out / unquote(address)).is_file(), address


def test_mails_opened_from_disk_show_their_pictures(made: Made) -> None:
    for key in MEANT:
        page = made.out / "runners" / key / "digest.html"
        assert "cid:" not in page.read_text("utf-8")
        pictures = [address for address in addresses(page) if address.endswith(".png")]
        assert pictures == ["digest.png"]
        assert (page.parent / "digest.png").read_bytes().startswith(b"\x89PNG")


def test_each_mail_is_there_as_it_would_have_left(made: Made) -> None:
    for key in MEANT:
        eml = (made.out / "runners" / key / "digest.eml").read_text("ascii")
        assert f"{key}@example.org" in eml
        assert "cid:" in eml
        assert re.search(r"^Message-ID: <", eml, re.MULTILINE)


def test_the_page_names_everybody_and_the_day(made: Made) -> None:
    page = made.result.index.read_text("utf-8")
    for row in made.result.runners:
        assert row["name"] in page
        assert str(row["on"]) == "2026-10-04"
    assert "4 October 2026" in page


def test_every_step_is_told(made: Made) -> None:
    assert list(dict.fromkeys(made.steps)) == [
        "Writing watch files",
        "Joining the club",
        "Filling the stand-ins",
        "Connecting to Strava and Garmin",
        "The first night",
        "The last night",
        "Reading Ruth's files",
        "Advising and writing",
    ]


def test_made_again_it_is_the_same_and_nothing_old_is_left(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def letters() -> dict[str, str]:
        made = make(out, members=("ines", "ruth"), weeks=2)
        assert made.facts("ines")["note"]
        texts = sorted([*out.rglob("*.txt"), *out.rglob("*.html")])
        return {str(text.relative_to(out)): text.read_text("utf-8") for text in texts}

    first = letters()
    (out / "runners" / "ines" / "older.txt").write_text("from another time")
    assert letters() == first


def test_no_mail_leaves_even_where_a_mail_server_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENSTRIDE_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("EVENSTRIDE_SMTP_PORT", "9")
    monkeypatch.setenv("EVENSTRIDE_DATABASE_URL", f"sqlite:///{tmp_path / 'the-clubs-own.db'}")
    out = tmp_path / "out"
    run_demo(out, NOW, None, lambda *_: None, ("pip",), weeks=4)
    assert len(list((out / "outbox").glob("*.eml"))) == 1
    assert not (tmp_path / "the-clubs-own.db").exists()


def test_a_club_without_platforms_asks_them_nothing(tmp_path: Path) -> None:
    made = make(tmp_path / "out", members=("ruth",), weeks=4)
    assert made.result.requests == {}
    assert "Strava" not in made.result.index.read_text("utf-8")


def test_a_used_up_quarter_of_an_hour_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_road, "SELF_UPGRADED", Limits(20, 1_000, 20, 1_000))
    made = make(tmp_path / "out", members=("ines",), weeks=3)
    assert made.result.requests["first_night"] > 20
    assert made.facts("ines")["imported"] == len(diary(INES, NOW.date(), weeks=3))
    assert made.facts("ines")["note"]


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("Joining the club", ValueError),
        ("The last night", KeyboardInterrupt),
        ("Advising and writing", NoDemo),
    ],
)
def test_nothing_answers_any_more_however_it_ends(
    tmp_path: Path, step: str, error: type[BaseException]
) -> None:
    served: list[str] = []

    def stop(told: str, done: int, total: int | None) -> None:
        if told == step:
            served.extend(thread.name for thread in threading.enumerate())
            raise error

    with pytest.raises(error):
        run_demo(tmp_path / "out", NOW, None, stop, ("pip",), weeks=2)
    ours = {"club-pages", "strava-stand-in", "garmin-stand-in"}
    assert ours <= set(served)
    assert not ours & {thread.name for thread in threading.enumerate()}


def test_ones_own_runs_take_the_same_road_and_no_pain_is_made_up(tmp_path: Path) -> None:
    (maren,) = write_club(tmp_path / "mine", date(2024, 5, 5), ("maren",), weeks=12)
    (maren.folder / "broken.fit").write_bytes(b"\x0e no run at all")
    result = run_demo(tmp_path / "out", NOW, maren.folder, lambda *_: None)
    (row,) = result.runners
    assert (row["light"], row["imported"], row["came_by"]) == ("amber", maren.files, ["files"])
    assert result.requests == {}
    assert str(row["on"]) == "2024-05-05"
    assert "1 refused" in result.lines[0]
    assert "broken.fit" in result.lines[1]
    assert "simulated" not in result.index.read_text("utf-8")
    engine = database.open_engine(f"sqlite:///{tmp_path / 'out' / 'evenstride.db'}")
    with Session(engine) as session:
        assert session.exec(select(models.PainReport)).all() == []
        assert session.exec(select(models.Consent)).all() == []
    engine.dispose()


def test_an_empty_folder_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(NoDemo, match="no recording"):
        run_demo(tmp_path / "out", NOW, tmp_path / "mine", lambda *_: None)


def test_a_place_with_nothing_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoDemo, match="nothing at"):
        run_demo(tmp_path / "out", NOW, tmp_path / "nowhere", lambda *_: None)
    assert not (tmp_path / "out").exists()


def test_strength_alone_makes_no_demo(tmp_path: Path) -> None:
    (ruth,) = write_club(tmp_path / "club", NOW.date(), ("ruth",), weeks=2)
    for run in ruth.folder.glob("*-run.fit"):
        run.unlink()
    with pytest.raises(NoDemo, match="No run is among the activities"):
        run_demo(tmp_path / "out", NOW, ruth.folder, lambda *_: None)


def test_a_file_that_cannot_be_read_is_named_with_its_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.fit"
    broken.write_bytes(b"\x0e no run at all")
    with pytest.raises(NoDemo, match=r"broken\.fit: .{10,}"):
        run_demo(tmp_path / "out", NOW, broken, lambda *_: None)
