"""A small club to send mail to: Alice runs, Bob coaches, Charlie belongs to another club."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from coaching.log import PainReport, Region, Side, Timing
from syncer import consents, database, history, models
from syncer.channels import Parcel
from syncer.database import SessionFactory
from syncer.settings import Settings
from templates import Letter
from tests import empty

SUNDAY = date(2026, 3, 15)
NOW = datetime(2026, 3, 15, 20, 0, tzinfo=UTC)
ALICE = "alice@example.org"


def settings(folder: Path, **changed: object) -> Settings:
    known: dict[str, object] = {
        "data_dir": folder,
        "database_url": f"sqlite:///{folder / 'club.db'}",
        "secret_key": SecretStr("a key for tests"),
        "mail_from": "The Club <coach@example.org>",
        "smtp_timeout_s": 5.0,
    }
    return Settings(**{**known, **changed})  # type: ignore[arg-type]


def opened(config: Settings) -> Engine:
    engine = database.open_engine(config.database)
    database.migrate(engine)
    return engine


def sessions(engine: Engine) -> SessionFactory:
    return lambda: Session(engine, expire_on_commit=False)


@contextmanager
def club(folder: Path, **changed: object) -> Iterator[tuple[Session, Settings]]:
    """A fresh database with a club in it, and the settings that lead there."""
    config = settings(folder, **changed)
    engine = empty.migrated(config.database)
    with Session(engine, expire_on_commit=False) as session:
        session.add(models.Club(id=1, name="The Club", created_at=NOW))
        session.commit()
        yield session, config
    engine.dispose()


def runner(
    session: Session,
    email: str = ALICE,
    *,
    confirmed: bool = True,
    healthy: bool = True,
    timezone: str = "UTC",
    birth_year: int | None = 1990,
) -> models.Runner:
    """Someone who confirmed their address and agreed that what hurts is stored."""
    one = models.Runner(
        club_id=1,
        email=email,
        name=email.partition("@")[0].title(),
        timezone=timezone,
        birth_year=birth_year,
        address_confirmed_at=NOW - timedelta(days=90) if confirmed else None,
        created_at=NOW - timedelta(days=90),
    )
    session.add(one)
    session.flush()
    if healthy:
        consents.give(session, NOW - timedelta(days=90), one, consents.HEALTH, how="said so")
    session.commit()
    return one


def ran(
    session: Session, who: models.Runner, on: date, km: float, hour: int = 8
) -> models.Activity:
    one = _run(who, on, km, hour)
    session.add(one)
    session.commit()
    return one


def _run(who: models.Runner, on: date, km: float, hour: int = 8) -> models.Activity:
    start = datetime.combine(on, time(hour), UTC)
    return models.Activity(
        runner_id=who.id or 0,
        source="files",
        source_id=f"{start.isoformat()}-{km}",
        kind="run",
        run_kind="road",
        started_at=start,
        elapsed_s=km * 360,
        moving_s=km * 360,
        distance_m=km * 1000,
        fetched_at=NOW,
        renewed_at=NOW,
    )


def trained(session: Session, who: models.Runner, until: date, km: float = 8.0) -> None:
    """Two months of every third day, the last one three days before `until`."""
    session.add_all(_run(who, until - timedelta(days=back), km) for back in range(60, 0, -3))
    session.commit()


def hurt(session: Session, who: models.Runner, on: date, worst: int, **told: object) -> None:
    report = PainReport(
        on=on,
        said_at=datetime.combine(on, time(12), UTC),
        region=Region.KNEE_FRONT,
        side=Side.LEFT,
        worst=worst,
        timing=Timing.PERSISTS,
        **told,  # type: ignore[arg-type]
    )
    history.store_report(session, NOW, who, report)
    session.commit()


def deliveries(session: Session) -> list[models.Delivery]:
    session.expire_all()
    return list(session.exec(select(models.Delivery).order_by(col(models.Delivery.id))))


def states(session: Session) -> list[str]:
    return [delivery.state for delivery in deliveries(session)]


def letter(subject: str = "Your week", pictures: dict[str, bytes] | None = None) -> Letter:
    html = "<p>Grüße <b>an alle</b></p>" + "".join(
        f'<img src="cid:{name}" alt="chart">' for name in pictures or {}
    )
    return Letter(subject, "A look back", "Grüße an alle\n.\nEnde\n", html, pictures or {})


def parcel(**changed: object) -> Parcel:
    known: dict[str, object] = {
        "to": ALICE,
        "name": "Alice",
        "message_id": "<0123abcd@example.org>",
        "letter": letter(pictures={"chart": b"\x89PNG\r\n\x1a\n picture"}),
    }
    return Parcel(**{**known, **changed})  # type: ignore[arg-type]
