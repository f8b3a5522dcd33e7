"""A web application on a free port of this machine alone, answering from a thread."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from threading import Thread
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.types import ASGIApp

_START_S = 20.0


class Serving:
    """Answers at `url` inside a `with`, and is gone after it, whatever ended it.

    `make` builds the application once its own address is known; `more` goes to uvicorn.
    """

    def __init__(self, name: str, make: Callable[[str], ASGIApp], **more: Any) -> None:
        self._name = name
        self._make = make
        self._more = more

    @property
    def url(self) -> str:
        """Where it answers inside the `with`, without a slash at the end."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        # By its protocol asyncio knows that small answers must not wait for an acknowledgement.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(512)
        config = uvicorn.Config(
            self._make(self.url),
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
            **self._more,
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()
        until = time.monotonic() + _START_S
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > until:
                self._socket.close()
                raise RuntimeError(f"{self._name} did not start")
            time.sleep(0.005)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])
