"""What deploy/ holds fits the program that it starts."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from syncer.__main__ import app

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
NO_SYSTEMD = shutil.which("systemd-analyze") is None


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_there_is(unit: Path) -> None:
    (started,) = re.findall(r"^ExecStart=\S+/evenstride (\S+)", unit.read_text(), re.MULTILINE)
    assert started in get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.skipif(NO_SYSTEMD, reason="systemd is not on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_hardened(unit: Path) -> None:
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (exposure,) = re.findall(r"Overall exposure level for \S+: ([\d.]+)", told)
    # systemd itself calls it OK below 4.
    assert float(exposure) < 2.0


def test_the_container_starts_a_command_that_there_is() -> None:
    written = (DEPLOY / "Dockerfile").read_text()
    (started,) = re.findall(r'^CMD \["evenstride", "(\w+)"', written, re.MULTILINE)
    assert started in get_command(app).commands  # type: ignore[attr-defined]
    assert "USER evenstride" in written.split("CMD")[0]


def test_what_the_container_keeps_inside_the_page_on_installing_keeps_inside_too() -> None:
    installing = (DEPLOY.parent / "docs" / "install.md").read_text()
    kept = re.findall(r"^\s*(@inside .+|respond .+|max_size .+)$", caddy(), re.MULTILINE)
    assert len(kept) == 3
    assert [line for line in kept if line not in installing] == []


def caddy() -> str:
    return (DEPLOY / "Caddyfile").read_text()
