"""Two questions of a supervisor, answered by the pages over a real socket."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from sqlalchemy import Engine, create_engine, text

from syncer import serving, ticking
from syncer.web.app import make_app
from syncer.web.pages import Parts
from tests.schedule.conftest import Service


@pytest.fixture
def pages(service: Service) -> Iterator[httpx.Client]:
    app = make_app(Parts(service.sessions, service.settings, service.clock))
    with serving.listen("127.0.0.1", 0) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        answering = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        answering.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with httpx.Client(base_url=address, timeout=30) as client:
            yield client
        server.should_exit = True
        answering.join()


def ready(pages: httpx.Client) -> tuple[int, list[str]]:
    answer = pages.get("/readyz")
    assert answer.json()["ready"] is (answer.status_code == 200)
    return answer.status_code, answer.json()["problems"]


def test_pages_without_nightly_work_are_ready(pages: httpx.Client) -> None:
    assert pages.get("/healthz").json() == {"alive": True}
    assert ready(pages) == (200, [])


def test_who_only_looks_at_the_status_is_answered(pages: httpx.Client) -> None:
    assert [pages.head(page).status_code for page in ("/healthz", "/readyz")] == [200, 200]


@pytest.mark.parametrize(("minutes", "status"), [(4.9, 200), (5.1, 503)])
def test_work_that_was_not_awake_for_five_minutes_is_told(
    service: Service, pages: httpx.Client, minutes: float, status: int
) -> None:
    service.tick()
    service.clock.later(minutes=minutes)
    assert ready(pages)[0] == status
    service.tick()
    assert ready(pages) == (200, [])


def test_work_that_was_stopped_on_purpose_is_not_waited_for(
    service: Service, pages: httpx.Client
) -> None:
    service.tick()
    ticking.asleep(service.sessions)
    service.clock.later(hours=1)
    assert ready(pages) == (200, [])


def test_a_clock_that_was_set_back_is_no_trouble(service: Service, pages: httpx.Client) -> None:
    service.tick()
    service.clock.later(hours=-2)
    assert ready(pages) == (200, [])


def test_tables_of_an_older_version_are_told(service: Service, pages: httpx.Client) -> None:
    with service.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
    status, problems = ready(pages)
    assert (status, len(problems)) == (503, 1)
    assert "0005" in problems[0]
    assert pages.get("/healthz").status_code == 200


def take_away(engine: Engine) -> None:
    """The whole database, as if it had never been."""
    name = engine.url.database
    assert name is not None
    engine.dispose()
    if engine.dialect.name == "sqlite":
        for file in Path(name).parent.glob("*.db*"):
            file.unlink()
        return
    beside = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with beside.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    beside.dispose()


def test_a_database_that_is_gone_leaves_the_process_alive(
    service: Service, pages: httpx.Client
) -> None:
    take_away(service.engine)
    assert ready(pages)[0] == 503
    assert pages.get("/healthz").status_code == 200
