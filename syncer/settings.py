"""Settings: read once from the environment, then frozen and handed to whoever needs them.

Each name `X` below is read from `EVENSTRIDE_X`, or, for secrets kept in files, from the file
that `EVENSTRIDE_X_FILE` names. The settings file that `evenstride init` writes is read too;
the environment wins over it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

PREFIX = "EVENSTRIDE_"


class FromNamedFiles(PydanticBaseSettingsSource):
    """Values from the files that `EVENSTRIDE_X_FILE` names, as container secrets are given."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        text = None if path is None else Path(path).read_text(encoding="utf-8").strip()
        return text, field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


class Settings(BaseSettings):
    """All that can be set. Every field has a default that works with no accounts and no keys."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data_dir: Path = Field(default=Path("evenstride-data"), description="Where everything is kept.")
    database_url: str = Field(
        default="", description="Database address; empty means evenstride.db in the data folder."
    )
    public_url: str = Field(
        default="http://localhost:8321",
        description="How runners reach the pages, for links in mail.",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="Signs links; made by `evenstride init`."
    )
    mail_from: str = Field(
        default="Evenstride <coach@localhost>", description="The sender that runners see."
    )
    smtp_host: str = Field(
        default="", description="Mail server; empty writes mail into the outbox folder instead."
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Mail server's port.")
    smtp_user: str = Field(default="", description="User at the mail server, if it asks for one.")
    smtp_password: SecretStr = Field(
        default=SecretStr(""), description="Password at the mail server."
    )
    smtp_security: str = Field(
        default="starttls",
        pattern="^(starttls|tls|none)$",
        description="starttls, tls (from the first byte) or none (loopback only).",
    )
    smtp_ca_file: str = Field(
        default="", description="Extra certificate authority for the mail server."
    )
    smtp_timeout_s: float = Field(default=30.0, gt=0, le=600, description="Longest wait for mail.")
    mail_per_minute: int = Field(
        default=30,
        ge=0,
        le=10_000,
        description="Mails that leave in one minute, all workers together; 0 is no limit.",
    )
    token_keys: SecretStr = Field(
        default=SecretStr(""),
        description="Seal platform tokens at rest, separated by commas: the first one seals, all"
        " of them open; made by `evenstride init`.",
    )
    backup_keys: SecretStr = Field(
        default=SecretStr(""),
        description="Encrypt backups, separated by commas: the first one closes, all of them open;"
        " made by `evenstride init`. Keep a copy elsewhere: no backup opens without it.",
    )
    strava_client_id: str = Field(
        default="", pattern="^[0-9]*$", description="The club's own Strava app; empty is off."
    )
    strava_client_secret: SecretStr = Field(
        default=SecretStr(""), description="The secret of that app."
    )
    strava_oauth_url: str = Field(
        default="https://www.strava.com", description="Where runners connect to Strava."
    )
    strava_api_url: str = Field(
        default="https://www.strava.com/api/v3", description="Where Strava answers programs."
    )
    strava_terms: str = Field(
        default="renewed",
        pattern="^(renewed|strict)$",
        description="How long measures of Strava runs are kept: as long as Strava lists the run"
        " (renewed), or 7 days (strict).",
    )
    strava_to_coaches: bool = Field(
        default=False,
        description="Whether a coach whom a runner agreed to may see what came from Strava.",
    )
    garmin_login: str = Field(
        default="home",
        pattern="^(off|home|page)$",
        description="How runners connect Garmin Connect: not at all (off), with a sealed token"
        " that `evenstride garmin login` prints at home (home), or also by e-mail and password on"
        " the page (page; Garmin often refuses that from a data centre).",
    )
    garmin_url: str = Field(
        default="", description="Another address for all of Garmin; empty is Garmin's own."
    )
    platform_timeout_s: float = Field(
        default=60.0, gt=0, le=600, description="Longest wait for one answer of a platform."
    )
    platform_workers: int = Field(
        default=4, ge=1, le=32, description="Requests to a platform at the same time."
    )
    quiet_hours: str = Field(
        default="21-7",
        pattern="^(|([01]?[0-9]|2[0-3])-([01]?[0-9]|2[0-3]))$",
        description="Hours, in each runner's own zone, in which mails wait: from the first to the"
        " second, such as 21-7; empty is never. A warning sign for a doctor never waits.",
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="Whoever brings this token (`Authorization: Bearer ...`) may read /metrics;"
        " empty is off.",
    )
    log_level: str = Field(
        default="info",
        pattern="^(debug|info|warning|error)$",
        description="How much `serve`, `work` and `web` write to standard error: debug, info,"
        " warning or error.",
    )
    log_format: str = Field(
        default="text",
        pattern="^(text|json)$",
        description="How a line of the log looks: key=value (text) or one JSON object (json).",
    )
    import_processes: int = Field(
        default=0,
        ge=0,
        le=64,
        description="Processes that share a large import; 0 means one a core.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        folder = Path(os.environ.get(f"{PREFIX}DATA_DIR", "evenstride-data"))
        written = DotEnvSettingsSource(settings_cls, env_file=folder / "evenstride.env")
        return init_settings, FromNamedFiles(settings_cls), env_settings, written

    @property
    def database(self) -> str:
        """The database's address, the embedded default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'evenstride.db'}"

    @property
    def outbox(self) -> Path:
        """Where mail lands as `.eml` files while no mail server is set."""
        return self.data_dir / "outbox"
