"""The demo: the simulated club from files to mails, and every member's story told as meant."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlmodel import Session, col, select

from coaching.advice import Advice
from syncer import advice_json, consents, database, models
from syncer.demo import DemoResult, NoDemo, run_demo
from syncer.sandbox.club import write_club
from templates import NOTE_LIMIT

NOW = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
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

    def digests(self) -> Mapping[str, Advice]:
        """What the week said to each member, by key."""
        engine = database.open_engine(f"sqlite:///{self.out / 'evenstride.db'}")
        with Session(engine) as session:
            rows = session.exec(
                select(models.Runner.email, models.Advice)
                .where(col(models.Runner.id) == col(models.Advice.runner_id))
                .where(col(models.Advice.kind) == "digest")
            ).all()
            found = {email.split("@")[0]: advice_json.restored(row.content) for email, row in rows}
        engine.dispose()
        return found


def make(out: Path, now: datetime = NOW, weeks: int = 16) -> Made:
    steps: list[str] = []
    result = run_demo(out, now, None, lambda step, done, total: steps.append(step), None, weeks)
    return Made(out, result, steps)


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
    "now",
    [
        datetime(2028, 3, 1, 23, 59, tzinfo=UTC),  # after a leap day, just before midnight
        datetime(2027, 3, 29, 0, 1, tzinfo=UTC),  # the clocks went forward on the last day
        datetime(2026, 10, 26, 12, 0, tzinfo=UTC),  # the clocks went back
    ],
    ids=str,
)
def test_the_stories_do_not_hang_on_the_day_they_are_told(tmp_path: Path, now: datetime) -> None:
    assert said_first(make(tmp_path / "out", now, weeks=12)) == MEANT


def test_a_run_that_asks_for_nothing_gets_no_note(made: Made) -> None:
    with_note = {row["name"].split()[0].lower() for row in made.result.runners if row["note"]}
    assert with_note == {"maren", "ines", "jonas"}
    for key in MEANT:
        assert (made.out / "runners" / key / "note.eml").exists() == (key in with_note)


def test_notes_fit_onto_a_run(made: Made) -> None:
    for key in ("maren", "ines", "jonas"):
        text = (made.out / "runners" / key / "on-the-run.txt").read_text()
        assert 100 < len(text.strip()) <= NOTE_LIMIT


def test_pain_and_strength_are_known_from_what_was_told_and_recorded(made: Made) -> None:
    tobin = made.digests()["tobin"]
    assert not [one for one in tobin.findings if one.action in ("two_sessions", "treat_three")]
    ines = {one.action: one.numbers for one in made.digests()["ines"].findings}
    assert ines["treat_three"]["sessions_14d"] == 1


def test_each_runner_agreed_before_anything_of_their_health_was_stored(made: Made) -> None:
    engine = database.open_engine(f"sqlite:///{made.out / 'evenstride.db'}")
    with Session(engine) as session:
        for runner in session.exec(select(models.Runner)):
            assert runner.address_confirmed_at is not None
            assert consents.has(session, runner, consents.HEALTH)
            (given,) = session.exec(
                select(models.Consent.given_at).where(col(models.Consent.runner_id) == runner.id)
            )
            told = session.exec(
                select(models.PainReport.said_at).where(
                    col(models.PainReport.runner_id) == runner.id
                )
            ).all()
            assert all(given < said_at for said_at in told)
    engine.dispose()


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
    assert made.steps[0] == "Writing the club's files"
    assert "Reading Maren's files" in made.steps
    assert made.steps[-1] == "Advising and writing"


def test_made_again_it_is_the_same_and_nothing_old_is_left(made: Made, tmp_path: Path) -> None:
    out = tmp_path / "again"
    shutil.copytree(made.out, out)
    (out / "runners" / "maren" / "older.txt").write_text("from another time")
    make(out)

    def letters(folder: Path) -> dict[str, str]:
        texts = sorted((folder / "runners").rglob("*.txt"))
        return {str(text.relative_to(folder)): without_links(text) for text in texts}

    def without_links(text: Path) -> str:
        return re.sub(r"http://\S+", "", text.read_text("utf-8"))

    assert letters(out) == letters(made.out)


def test_no_mail_leaves_even_where_a_mail_server_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENSTRIDE_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("EVENSTRIDE_SMTP_PORT", "9")
    monkeypatch.setenv("EVENSTRIDE_DATABASE_URL", f"sqlite:///{tmp_path / 'the-clubs-own.db'}")
    out = tmp_path / "out"
    run_demo(out, NOW, None, lambda *_: None, ("pip",))
    assert len(list((out / "outbox").glob("*.eml"))) == 1
    assert not (tmp_path / "the-clubs-own.db").exists()


def test_ones_own_runs_take_the_same_road_and_no_pain_is_made_up(tmp_path: Path) -> None:
    (maren,) = write_club(tmp_path / "mine", date(2024, 5, 5), ("maren",), weeks=12)
    (maren.folder / "broken.fit").write_bytes(b"\x0e no run at all")
    result = run_demo(tmp_path / "out", NOW, maren.folder, lambda *_: None)
    (row,) = result.runners
    assert (row["light"], row["imported"]) == ("amber", maren.files)
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
