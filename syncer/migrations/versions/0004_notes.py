"""Notes on runs, a platform's events, and what was read from words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANTS = (
    ("connection", "pulling_until"),
    ("connection", "night_at"),
    ("connection", "asked_at"),
    ("activity", "failed_at"),
    ("runner", "signed_out_at"),
)


def upgrade() -> None:
    op.add_column(
        "runner", sa.Column("strava_note", sa.String(), nullable=False, server_default="private")
    )
    for table, name in INSTANTS:
        op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_connection_source_external_id", "connection", ["source", "external_id"], unique=True
    )
    _events()
    _words_read()
    _posted_notes()


def _events() -> None:
    op.create_table(
        "platformevent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_platformevent"),
    )
    op.create_index("ix_platformevent_owner", "platformevent", ["owner"])
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("callback_url", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
        sa.UniqueConstraint("platform", name="uq_subscription_platform"),
    )


def _words_read() -> None:
    op.create_table(
        "wordsread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("side", sa.String(), nullable=True),
        sa.Column("worst", sa.Integer(), nullable=True),
        sa.Column("nothing_hurts", sa.Boolean(), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_wordsread_runner_id_runner", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name="fk_wordsread_activity_id_activity",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_wordsread"),
        sa.UniqueConstraint("activity_id", name="uq_wordsread_activity_id"),
    )
    op.create_index("ix_wordsread_runner_id", "wordsread", ["runner_id"])


def _posted_notes() -> None:
    op.create_table(
        "postednote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unwanted", sa.Boolean(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_postednote_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_postednote"),
        sa.UniqueConstraint(
            "runner_id",
            "source",
            "source_id",
            "place",
            name="uq_postednote_runner_id_source_source_id_place",
        ),
    )


def downgrade() -> None:
    for table in ("postednote", "wordsread", "subscription", "platformevent"):
        op.drop_table(table)
    op.drop_index("ix_connection_source_external_id", "connection")
    for table, name in INSTANTS:
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
    with op.batch_alter_table("runner") as batch:
        batch.drop_column("strava_note")
