"""How Alembic runs a step: on the connection, and in the transaction, that it was handed."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from syncer import models

assert models.Runner.metadata is SQLModel.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    # SQLite cannot alter a table in place; Alembic then rebuilds it.
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
