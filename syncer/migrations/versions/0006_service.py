"""The nightly service: when things happen, mail that is stopped, and what was forgotten."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)

NEW_COLUMNS: tuple[tuple[str, sa.Column[Any]], ...] = (
    ("runner", sa.Column("digest_hour", sa.Integer(), nullable=False, server_default="18")),
    ("runner", sa.Column("mail_off_at", INSTANT, nullable=True)),
    ("runner", sa.Column("mail_stopped_at", INSTANT, nullable=True)),
    ("runner", sa.Column("mail_stopped_why", sa.String(), nullable=True)),
    ("activity", sa.Column("effort_told", sa.Float(), nullable=True)),
    ("connection", sa.Column("pasted", sa.String(), nullable=True)),
    (
        "platformlogin",
        sa.Column("wrong_passwords", sa.Integer(), nullable=False, server_default="0"),
    ),
    ("platformlogin", sa.Column("wrong_since", INSTANT, nullable=True)),
)


def upgrade() -> None:
    for table, column in NEW_COLUMNS:
        op.add_column(table, column)
    _when_things_happen()
    _keeping()
    _seeing()
    _coaching()


KEEPING_COLUMNS = ("seen_at", "asked_to_stay_at")


def _keeping() -> None:
    for name in KEEPING_COLUMNS:
        op.add_column("runner", sa.Column(name, INSTANT, nullable=True))
    op.create_table(
        "forgotten",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forgotten"),
        sa.UniqueConstraint("mark", name="uq_forgotten_mark"),
    )
    op.create_table(
        "housemark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_housemark"),
    )


def _no_keeping() -> None:
    op.drop_table("housemark")
    op.drop_table("forgotten")
    for name in reversed(KEEPING_COLUMNS):
        op.drop_column("runner", name)


def _when_things_happen() -> None:
    op.create_table(
        "unitofwork",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("claimed_until", INSTANT, nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_unitofwork_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_unitofwork"),
        sa.UniqueConstraint(
            "kind", "runner_id", "about", name="uq_unitofwork_kind_runner_id_about"
        ),
    )
    op.create_index("ix_unitofwork_runner_id", "unitofwork", ["runner_id"])
    op.create_table(
        "lasttick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lasttick"),
    )


def _seeing() -> None:
    op.create_table(
        "pulltally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("pulls", sa.Integer(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pulltally"),
        sa.UniqueConstraint(
            "platform",
            "on",
            "purpose",
            "outcome",
            name="uq_pulltally_platform_on_purpose_outcome",
        ),
    )

    op.drop_index("ix_delivery_state", "delivery")
    op.create_index("ix_delivery_state_channel", "delivery", ["state", "channel"])


def _no_seeing() -> None:
    op.drop_index("ix_delivery_state_channel", "delivery")
    op.create_index("ix_delivery_state", "delivery", ["state"])
    op.drop_table("pulltally")


COACHING_COLUMNS = (("coach_digest_weekday", "6"), ("coach_digest_hour", "18"))


def _coaching() -> None:
    for name, default in COACHING_COLUMNS:
        op.add_column(
            "runner", sa.Column(name, sa.Integer(), nullable=False, server_default=default)
        )
    op.create_table(
        "coachlook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("coach_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_coachlook_runner_id_runner", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["runner.id"], name="fk_coachlook_coach_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_coachlook"),
        sa.UniqueConstraint(
            "runner_id", "coach_id", "what", "on", name="uq_coachlook_runner_id_coach_id_what_on"
        ),
    )
    op.create_index("ix_coachlook_coach_id", "coachlook", ["coach_id"])


def _no_coaching() -> None:
    op.drop_table("coachlook")
    for name, _ in reversed(COACHING_COLUMNS):
        op.drop_column("runner", name)


def downgrade() -> None:
    _no_coaching()
    _no_seeing()
    op.drop_table("lasttick")
    op.drop_table("unitofwork")
    _no_keeping()
    for table, column in reversed(NEW_COLUMNS):
        op.drop_column(table, column.name)
