"""Pages that are made: the settings file that `init` writes, docs/settings.md, docs/rules.md."""

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
        return path
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        keys = {"secret_key": secrets.token_urlsafe(32), "token_keys": new_key()}
        file.write(settings_text(keys))
    return path


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


GENERATED = {"settings.md": settings_page, "rules.md": rules_page}
"""Pages of docs/ that are made, by name; a test holds that they are fresh."""


if __name__ == "__main__":
    for page, make in GENERATED.items():
        (DOCS / page).write_text(make(), encoding="utf-8")
