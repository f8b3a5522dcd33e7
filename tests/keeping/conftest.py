"""Both databases, empty, and the settings that lead there."""

from __future__ import annotations

from pathlib import Path

import pytest

from syncer.settings import Settings
from syncer.tokens import new_key
from tests.store.conftest import alice, engine, postgresql, session, url

__all__ = ["alice", "engine", "postgresql", "session", "settings", "url"]


@pytest.fixture
def settings(url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "club",
        database_url=url,
        secret_key="a key for tests",  # type: ignore[arg-type]
        token_keys=new_key(),  # type: ignore[arg-type]
        backup_keys=new_key(),  # type: ignore[arg-type]
    )
