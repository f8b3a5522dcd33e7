"""What the whole coaching engine reads: self-tests, cue trials, weekly checks, injuries, gear."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A column that may not be empty needs a value for the rows that are there already.
_NO_LIST, _NO_MAP, _NO = sa.text("'[]'"), sa.text("'{}'"), sa.false()


def added() -> dict[str, tuple[sa.Column[object], ...]]:
    """New columns by table, made afresh: a column belongs to the table it was first put into."""
    return {
        "runner": (
            sa.Column("pelvic_check", sa.Boolean(), nullable=True),
            sa.Column("equipment", sa.JSON(), nullable=True),
            sa.Column("sits_a_lot", sa.Boolean(), nullable=True),
            sa.Column("likes_mobility", sa.Boolean(), nullable=True),
            sa.Column("no_praise", sa.Boolean(), nullable=False, server_default=_NO),
            sa.Column("threshold_pace_s_per_km", sa.Float(), nullable=True),
            sa.Column("threshold_bpm", sa.Float(), nullable=True),
        ),
        "activity": (
            sa.Column("race_told", sa.Boolean(), nullable=True),
            sa.Column("planned", sa.Boolean(), nullable=False, server_default=_NO),
            sa.Column("effort_rpe", sa.Float(), nullable=True),
            sa.Column("gear", sa.String(), nullable=True),
        ),
        "measuredrun": (
            sa.Column("speed_s", sa.JSON(), nullable=False, server_default=_NO_MAP),
            sa.Column("heart_s", sa.JSON(), nullable=False, server_default=_NO_MAP),
        ),
        "painreport": (sa.Column("feels", sa.JSON(), nullable=False, server_default=_NO_LIST),),
        "strengthsession": (
            sa.Column("exercises", sa.JSON(), nullable=False, server_default=_NO_LIST),
        ),
    }


def upgrade() -> None:
    for table, columns in added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_answer_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
    )
    op.create_index("ix_answer_runner_id", "answer", ["runner_id"])
    op.create_table(
        "selftest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("test", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("side", sa.String(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_selftest_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_selftest"),
    )
    op.create_index("ix_selftest_runner_id", "selftest", ["runner_id"])
    op.create_table(
        "cuetrial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("cue", sa.String(), nullable=False),
        sa.Column("pain_without", sa.Float(), nullable=False),
        sa.Column("pain_with", sa.Float(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_cuetrial_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cuetrial"),
    )
    op.create_index("ix_cuetrial_runner_id", "cuetrial", ["runner_id"])
    op.create_table(
        "weeklycheck",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("taking_part", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=True),
        sa.Column("performance", sa.Integer(), nullable=True),
        sa.Column("pain", sa.Integer(), nullable=True),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_weeklycheck_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_weeklycheck"),
    )
    op.create_index("ix_weeklycheck_runner_id", "weeklycheck", ["runner_id"])
    op.create_table(
        "injury",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_injury_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_injury"),
    )
    op.create_index("ix_injury_runner_id", "injury", ["runner_id"])


def downgrade() -> None:
    for table in ("injury", "weeklycheck", "cuetrial", "selftest", "answer"):
        op.drop_table(table)
    for table, columns in added().items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column.name)
