"""Garmin Connect: the way in, nights, workouts on a calendar; and pairs that may be one run."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)

NEW_COLUMNS: tuple[tuple[str, sa.Column[Any]], ...] = (
    ("runner", sa.Column("garmin_note", sa.String(), nullable=False, server_default="off")),
    (
        "runner",
        sa.Column("garmin_workouts", sa.Boolean(), nullable=False, server_default=sa.false()),
    ),
    ("runner", sa.Column("garmin_nights", sa.Boolean(), nullable=False, server_default=sa.false())),
    ("activity", sa.Column("exercises", sa.JSON(), nullable=True)),
    ("activity", sa.Column("part_of", sa.String(), nullable=True)),
    ("activity", sa.Column("feel", sa.Integer(), nullable=True)),
    ("activity", sa.Column("ground_contact_ms", sa.Float(), nullable=True)),
    ("activity", sa.Column("ground_contact_left_pct", sa.Float(), nullable=True)),
    ("activity", sa.Column("vertical_oscillation_cm", sa.Float(), nullable=True)),
)


def upgrade() -> None:
    for table, column in NEW_COLUMNS:
        op.add_column(table, column)
    _logins()
    _pairs()
    _nights()
    _workouts()


def _logins() -> None:
    op.create_table(
        "platformlogin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("sealed_state", sa.String(), nullable=True),
        sa.Column("sent_to", sa.String(), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("stepped_at", INSTANT, nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        _of_runner("platformlogin"),
        sa.PrimaryKeyConstraint("id", name="pk_platformlogin"),
        sa.UniqueConstraint("runner_id", "source", name="uq_platformlogin_runner_id_source"),
    )


def _pairs() -> None:
    op.create_table(
        "runpair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        _of_runner("runpair"),
        _of_activity("runpair", "one_id"),
        _of_activity("runpair", "other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_runpair"),
        sa.UniqueConstraint("one_id", "other_id", name="uq_runpair_one_id_other_id"),
    )
    op.create_index("ix_runpair_runner_id", "runpair", ["runner_id"])
    op.create_index("ix_runpair_other_id", "runpair", ["other_id"])


def _nights() -> None:
    op.create_table(
        "platformnight",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("slept_s", sa.Float(), nullable=True),
        sa.Column("resting_bpm", sa.Float(), nullable=True),
        sa.Column("fetched_at", INSTANT, nullable=False),
        _of_runner("platformnight"),
        sa.PrimaryKeyConstraint("id", name="pk_platformnight"),
        sa.UniqueConstraint(
            "runner_id", "source", "on", name="uq_platformnight_runner_id_source_on"
        ),
    )
    op.create_table(
        "runningtolerance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("week_starts", sa.Date(), nullable=False),
        sa.Column("load", sa.Float(), nullable=True),
        sa.Column("tolerance", sa.Float(), nullable=True),
        sa.Column("fetched_at", INSTANT, nullable=False),
        _of_runner("runningtolerance"),
        sa.PrimaryKeyConstraint("id", name="pk_runningtolerance"),
        sa.UniqueConstraint(
            "runner_id", "week_starts", name="uq_runningtolerance_runner_id_week_starts"
        ),
    )


def _workouts() -> None:
    op.create_table(
        "scheduledworkout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("workout_id", sa.String(), nullable=True),
        sa.Column("schedule_id", sa.String(), nullable=True),
        sa.Column("unwanted", sa.Boolean(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("written_at", INSTANT, nullable=True),
        _of_runner("scheduledworkout"),
        sa.PrimaryKeyConstraint("id", name="pk_scheduledworkout"),
        sa.UniqueConstraint(
            "runner_id", "source", "on", name="uq_scheduledworkout_runner_id_source_on"
        ),
    )


def _of_runner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["runner_id"], ["runner.id"], name=f"fk_{table}_runner_id_runner", ondelete="CASCADE"
    )


def _of_activity(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["activity.id"], name=f"fk_{table}_{column}_activity", ondelete="CASCADE"
    )


def downgrade() -> None:
    for table in ("scheduledworkout", "runningtolerance", "platformnight", "runpair"):
        op.drop_table(table)
    op.drop_table("platformlogin")
    for table, column in reversed(NEW_COLUMNS):
        op.drop_column(table, column.name)
