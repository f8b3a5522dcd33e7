"""The dead are told from the living, however they ended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from syncer import lifesign
from tests.conftest import ROOT

KILLED = """
import os, signal, sys
from pathlib import Path
from syncer import lifesign
with lifesign.living(Path(sys.argv[1])) as name:
    print(name, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_worker_lives_while_it_works(tmp_path: Path) -> None:
    with lifesign.living(tmp_path) as name:
        assert lifesign.is_dead(tmp_path, name) is False
    assert lifesign.is_dead(tmp_path, name) is None


def test_a_killed_worker_is_dead_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    name = done.stdout.strip()
    assert lifesign.is_dead(tmp_path, name) is True
    lifesign.bury(tmp_path, name)
    assert lifesign.is_dead(tmp_path, name) is None


def test_a_worker_that_failed_is_dead_at_once(tmp_path: Path) -> None:
    names: list[str] = []

    def work() -> None:
        with lifesign.living(tmp_path) as name:
            names.append(name)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert lifesign.is_dead(tmp_path, names[0]) is True


@pytest.mark.parametrize("name", ["", "unheard of", "../../etc/passwd"])
def test_of_a_stranger_nothing_is_known(tmp_path: Path, name: str) -> None:
    assert lifesign.is_dead(tmp_path, name) is None
