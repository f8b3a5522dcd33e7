"""What a platform's connection needs: expiry and lease of tokens, limits, skipped records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def added() -> dict[str, tuple[sa.Column[object], ...]]:
    """New columns by table, made afresh: a column belongs to the table it was first put into."""
    return {
        "connection": (
            sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("refreshing_until", sa.DateTime(timezone=True), nullable=True),
            sa.Column("refreshing_by", sa.String(), nullable=True),
            sa.Column("scopes", sa.String(), nullable=False, server_default=""),
            sa.Column("problem", sa.String(), nullable=True),
            sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("walked_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("gear_names", sa.JSON(), nullable=False, server_default=sa.text("'{}'")),
            sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        ),
        "activity": (
            sa.Column("detailed_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("streamed_at", sa.DateTime(timezone=True), nullable=True),
        ),
    }


def upgrade() -> None:
    for table, columns in added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "platformbudget",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_platformbudget"),
        sa.UniqueConstraint("platform", "name", name="uq_platformbudget_platform_name"),
    )
    op.create_table(
        "skippedrecord",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"],
            ["runner.id"],
            name="fk_skippedrecord_runner_id_runner",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_skippedrecord"),
        sa.UniqueConstraint(
            "runner_id",
            "source",
            "source_id",
            name="uq_skippedrecord_runner_id_source_source_id",
        ),
    )


def downgrade() -> None:
    for table in ("skippedrecord", "platformbudget"):
        op.drop_table(table)
    for table, columns in added().items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column.name)
