"""The first tables: club, runners, what they did and felt, and what was said to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "club",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("units", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_club"),
    )
    op.create_table(
        "runner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("club_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("units", sa.String(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_coach", sa.Boolean(), nullable=False),
        sa.Column("address_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("novice", sa.Boolean(), nullable=True),
        sa.Column("pregnant", sa.Boolean(), nullable=True),
        sa.Column("gave_birth_on", sa.Date(), nullable=True),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.Column("notes_on", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["club_id"], ["club.id"], name="fk_runner_club_id_club"),
        sa.PrimaryKeyConstraint("id", name="pk_runner"),
        sa.UniqueConstraint("email", name="uq_runner_email"),
    )
    op.create_index("ix_runner_club_id", "runner", ["club_id"])
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("run_kind", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("elapsed_s", sa.Float(), nullable=True),
        sa.Column("moving_s", sa.Float(), nullable=True),
        sa.Column("distance_m", sa.Float(), nullable=True),
        sa.Column("ascent_m", sa.Float(), nullable=True),
        sa.Column("descent_m", sa.Float(), nullable=True),
        sa.Column("cadence_spm", sa.Float(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("race", sa.Boolean(), nullable=False),
        sa.Column("salvaged", sa.String(), nullable=True),
        sa.Column("has_gps", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_activity_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_activity"),
        sa.UniqueConstraint(
            "runner_id", "source", "source_id", name="uq_activity_runner_id_source_source_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_activity_runner_id_started_at", "activity", ["runner_id", "started_at"])
    op.create_table(
        "advice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("light", sa.String(), nullable=True),
        sa.Column("rule_version", sa.String(), nullable=False),
        sa.Column("log_sha256", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_advice_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_advice"),
        sa.UniqueConstraint(
            "runner_id", "kind", "on", "about", name="uq_advice_runner_id_kind_on_about"
        ),
    )
    op.create_table(
        "connection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sealed_tokens", sa.String(), nullable=True),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_connection_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_connection"),
        sa.UniqueConstraint("runner_id", "source", name="uq_connection_runner_id_source"),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("coach_id", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_how", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["runner.id"], name="fk_consent_coach_id_runner", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_consent_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_coach_id", "consent", ["coach_id"])
    op.create_index("ix_consent_runner_id", "consent", ["runner_id"])
    op.create_table(
        "flagcleared",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_flagcleared_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_flagcleared"),
    )
    op.create_index("ix_flagcleared_runner_id", "flagcleared", ["runner_id"])
    op.create_table(
        "muted",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_muted_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_muted"),
    )
    op.create_index("ix_muted_runner_id", "muted", ["runner_id"])
    op.create_table(
        "painreport",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("side", sa.String(), nullable=True),
        sa.Column("worst", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("morning", sa.Integer(), nullable=True),
        sa.Column("stairs", sa.Integer(), nullable=True),
        sa.Column("walking", sa.Integer(), nullable=True),
        sa.Column("timing", sa.String(), nullable=True),
        sa.Column("limp", sa.Boolean(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("painkiller", sa.Boolean(), nullable=False),
        sa.Column("fever", sa.Boolean(), nullable=False),
        sa.Column("nothing_hurts", sa.Boolean(), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_painreport_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_painreport"),
    )
    op.create_index("ix_painreport_runner_id_on", "painreport", ["runner_id", "on"])
    op.create_table(
        "strengthsession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Float(), nullable=False),
        sa.Column("effort", sa.Float(), nullable=True),
        sa.Column("pain", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["runner_id"],
            ["runner.id"],
            name="fk_strengthsession_runner_id_runner",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_strengthsession"),
    )
    op.create_index("ix_strengthsession_runner_id", "strengthsession", ["runner_id"])
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("advice_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["advice_id"], ["advice.id"], name="fk_delivery_advice_id_advice", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_delivery_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("advice_id", "channel", name="uq_delivery_advice_id_channel"),
    )
    op.create_index("ix_delivery_runner_id", "delivery", ["runner_id"])
    op.create_index("ix_delivery_state", "delivery", ["state"])
    op.create_table(
        "measuredrun",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("measured_with", sa.String(), nullable=False),
        sa.Column("moving_s", sa.Float(), nullable=True),
        sa.Column("distance_m", sa.Float(), nullable=True),
        sa.Column("cadence_spm", sa.Float(), nullable=True),
        sa.Column("cadence_speed_mps", sa.Float(), nullable=True),
        sa.Column("cadence_eligible_s", sa.Float(), nullable=True),
        sa.Column("ascent_m", sa.Float(), nullable=True),
        sa.Column("descent_m", sa.Float(), nullable=True),
        sa.Column("steep_descent_m", sa.Float(), nullable=True),
        sa.Column("steep_climb_m", sa.Float(), nullable=True),
        sa.Column("terrain_rough", sa.Boolean(), nullable=False),
        sa.Column("track_laps", sa.Integer(), nullable=True),
        sa.Column("surface_m", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name="fk_measuredrun_activity_id_activity",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("activity_id", name="pk_measuredrun"),
    )
    op.create_table(
        "said",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=False),
        sa.Column("advice_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("light", sa.String(), nullable=True),
        sa.Column("where", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advice_id"], ["advice.id"], name="fk_said_advice_id_advice", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["runner_id"], ["runner.id"], name="fk_said_runner_id_runner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_said"),
    )
    op.create_index("ix_said_advice_id", "said", ["advice_id"])
    op.create_index("ix_said_runner_id_on", "said", ["runner_id", "on"])


def downgrade() -> None:
    op.drop_table("said")
    op.drop_table("measuredrun")
    op.drop_table("delivery")
    op.drop_table("strengthsession")
    op.drop_table("painreport")
    op.drop_table("muted")
    op.drop_table("flagcleared")
    op.drop_table("consent")
    op.drop_table("connection")
    op.drop_table("advice")
    op.drop_table("activity")
    op.drop_table("runner")
    op.drop_table("club")
