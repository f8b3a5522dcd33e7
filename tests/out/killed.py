"""A delivery pass in a process of its own, that kills itself at a named moment.

`python -m tests.out.killed FOLDER PORT MOMENT`; port 0 is the outbox.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from syncer import deliver, ledger
from syncer.channels import email as email_channel
from syncer.channels import outbox
from tests.out import club


def main(folder: Path, port: int, moment: str) -> None:
    before: dict[str, tuple[Any, str]] = {
        "written": (ledger, "handing_over"),
        "recorded late": (ledger, "sent"),
    }
    after: dict[str, tuple[Any, str]] = {
        "claimed": (ledger, "claim"),
        "marked": (ledger, "handing_over"),
        "handed over": (outbox, "_write") if port == 0 else (email_channel, "_data"),
        "recorded": (ledger, "sent"),
    }
    if moment in before:
        _replace(*before[moment], lambda whole: lambda *a, **k: _die())
    elif moment in after:
        _replace(*after[moment], lambda whole: lambda *a, **k: (whole(*a, **k), _die()))
    config = settings(folder, port)
    engine = club.opened(config)
    deliver.deliver(club.sessions(engine), config, lambda: club.NOW)


def settings(folder: Path, port: int) -> club.Settings:
    server = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    return club.settings(folder, **(server if port else {}))


def _replace(owner: Any, name: str, around: Callable[[Any], Any]) -> None:
    setattr(owner, name, around(getattr(owner, name)))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
