"""Pages that are made: the settings file of `init`, those of docs/, deploy/env.example."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from textwrap import wrap

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from syncer.rule_texts import rules_page
from syncer.settings import PREFIX, Settings
from syncer.tokens import new_key

SETTINGS_FILE = "evenstride.env"
DOCS = Path(__file__).resolve().parent.parent / "docs"


def _usual(name: str) -> str:
    value = Settings.model_fields[name].default
    if value is PydanticUndefined:
        return ""
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def settings_text(keys: Mapping[str, str]) -> str:
    """The commented settings file: every setting, all but the keys left at its usual value."""
    lines = [
        "# Settings of Evenstride. Take the # away in front of a line to change it.",
        "# The environment wins over this file; EVENSTRIDE_X_FILE names a file that holds X.",
        "",
    ]
    for name, field in Settings.model_fields.items():
        if name == "data_dir":
            continue
        lines += [f"# {line}" for line in wrap(field.description or "", 90)]
        if name in keys:
            lines += [f"{PREFIX}{name.upper()}={keys[name]}", ""]
        else:
            lines += [f"# {PREFIX}{name.upper()}={_usual(name)}", ""]
    return "\n".join(lines)


def write_settings_file(settings: Settings) -> Path:
    """Write the settings file with new keys, readable by its owner alone; keep an old one."""
    path = settings.data_dir / SETTINGS_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        _add_backup_key(settings, path)
        return path
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        keys = {
            "secret_key": secrets.token_urlsafe(32),
            "token_keys": new_key(),
            "backup_keys": new_key(),
        }
        file.write(settings_text(keys))
    return path


def _add_backup_key(settings: Settings, path: Path) -> None:
    """A club that was set up before there were backups gets its key with the next `init`."""
    named = f"\n{PREFIX}BACKUP_KEYS="
    if settings.backup_keys.get_secret_value() or named in path.read_text(encoding="utf-8"):
        return
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{named}{new_key()}\n")


def settings_page() -> str:
    """docs/settings.md, made from the settings themselves."""
    rows = [
        "# Settings",
        "",
        "Made by `make docs` from `syncer/settings.py`; do not edit it by hand.",
        "",
        "Each setting `EVENSTRIDE_X` is read from the environment, from the file that",
        "`EVENSTRIDE_X_FILE` names, or from `evenstride.env` in the data folder, in this order.",
        "",
        "| setting | usual value | what it is |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        usual = f"`{_usual(name)}`" if _usual(name) else "(empty)"
        rows.append(f"| `{PREFIX}{name.upper()}` | {usual} | {field.description} |")
    return "\n".join(rows) + "\n"


def env_example() -> str:
    """deploy/env.example: every setting, none of them with a key."""
    return "\n".join(
        [
            "# Settings for containers and systemd: copy, fill in, keep it to yourself.",
            "# Made by `make docs` from `syncer/settings.py`; do not edit it by hand.",
            "",
            "# The name of your site, for Caddy alone; EVENSTRIDE_PUBLIC_URL is https:// and this.",
            "# EVENSTRIDE_HOST=runs.example.org",
            "",
            settings_text({}).split("\n\n", 1)[1],
        ]
    )


ROOT = DOCS.parent
GENERATED = {
    "docs/settings.md": settings_page,
    "docs/rules.md": rules_page,
    "deploy/env.example": env_example,
}
"""Files that are made, from the repository's root; a test holds that they are fresh."""


if __name__ == "__main__":
    for page, make in GENERATED.items():
        (ROOT / page).write_text(make(), encoding="utf-8")
