"""How soon the service answers after its start, as a process of its own on an empty club."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from urllib.error import URLError
from urllib.request import urlopen

from pydantic import SecretStr

from benchmarks import Row
from syncer.settings import Settings

GROUP = "night"
ROUNDS = 7


def bench() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "EVENSTRIDE_DATA_DIR": str(Path(folder) / "data"),
            # As installed: compiled once, whatever the machine that measures has set.
            "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled"),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        _run(environment, "init", "--defaults")
        _started_in_s(environment)  # the first one may have to compile
        starts = [_started_in_s(environment) for _ in range(ROUNDS)]
    yield Row(GROUP, "serve: from the start to the first page", median(starts), "s", "< 2")


def _started_in_s(environment: dict[str, str]) -> float:
    """From the start of the process until /healthz answers, in seconds."""
    port = free_port()
    command = [sys.executable, "-m", "syncer", "serve", "--port", str(port)]
    begun = perf_counter()
    quiet = subprocess.DEVNULL
    serving = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
    try:
        while not answers(port):
            if serving.poll() is not None:
                raise RuntimeError(f"serve ended with {serving.returncode}")
            sleep(0.005)
        return perf_counter() - begun
    finally:
        serving.terminate()
        serving.wait()


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
            return bool(answer.status == 200)
    except URLError:
        return False


def told(settings: Settings) -> dict[str, str]:
    """The environment of a process with these settings."""
    words = {}
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        words[f"EVENSTRIDE_{name.upper()}"] = str(plain)
    return {**os.environ, **words}


def _run(environment: dict[str, str], *words: str) -> None:
    command = [sys.executable, "-m", "syncer", *words]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
