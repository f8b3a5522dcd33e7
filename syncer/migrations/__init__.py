"""The tables' history, step by step. `HEAD` names the newest step; a test holds it to that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0006"


class Newer(Exception):
    """The database stands at a step that this version does not know."""

    def __init__(self, revision: str) -> None:
        super().__init__(revision)
        self.revision = revision


def revision(connection: Connection) -> str | None:
    """The step that a database stands at, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Take the remaining steps within the connection's transaction. Raises Newer."""
    # Alembic is slow to import and needed once a version, so not at the top.
    from alembic import command

    config = configuration(connection)
    must_know(revision(connection))
    command.upgrade(config, to)


def must_know(step: str | None) -> None:
    """Raises Newer for a step that this version does not have."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(Path(__file__).parent))
    if step is not None and step not in {one.revision for one in scripts.walk_revisions()}:
        raise Newer(step)


def configuration(connection: Connection) -> Config:
    """Alembic's settings for a connection, in place of an alembic.ini."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
