"""Every boundary between two steps of the service, found by watching from outside what it does.

A step is what others can see: a write is committed, a request or an SMTP command leaves, its
answer is here, a file goes. A boundary is the moment just before or just after one; it is named
after what happens there and after the way through our code that led to it.
"""

from __future__ import annotations

import os
import re
import signal
import smtplib
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from threading import Lock, local
from typing import Any

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session

SYNCER = str(Path(__file__).parents[2] / "syncer") + os.sep
FILES = ("os.remove", "os.rename")
WRITES = ("INSERT", "UPDATE", "DELETE")
NUMBER = re.compile(r"[0-9][0-9a-f-]*")
NEAREST = 3
"""So many of our functions, the innermost first, tell one way from another."""

Boundary = tuple[str, ...]


class Passing:
    """What is called at each boundary of this process, once it is told to watch."""

    def __init__(self, at: Callable[[Boundary], None]) -> None:
        self._at = at
        self._lock = Lock()
        self._written = local()

    def watch(self) -> None:
        """From here on. There is no way back: it is for a process that ends soon."""
        event.listen(Engine, "after_cursor_execute", _note_write)
        event.listen(Engine, "commit", self._before_commit)
        event.listen(Engine, "rollback", _forget_write)
        event.listen(Session, "after_commit", self._after_commit)
        _around(HTTPAdapter, "send", self._passed, _request)
        _around(smtplib.SMTP, "send", self._passed, _smtp)
        _around(smtplib.SMTP, "getreply", self._passed, lambda *_: "smtp answer")
        _around(smtplib.SMTP, "data", self._passed, lambda *_: "mail taken")
        sys.addaudithook(self._audit)

    def _passed(self, what: str) -> None:
        with self._lock:
            self._at((what, *_way()))

    def _before_commit(self, connection: Connection) -> None:
        self._written.commits = connection.info.pop("wrote", False)
        if self._written.commits:
            self._passed("before commit")

    def _after_commit(self, session: Session) -> None:
        if getattr(self._written, "commits", False):
            self._written.commits = False
            self._passed("after commit")

    def _audit(self, what: str, told: tuple[Any, ...]) -> None:
        if what in FILES and (way := _way()):
            with self._lock:
                self._at((what, *way))


def killed_at(which: Boundary, nth: int = 1) -> Callable[[Boundary], None]:
    """Die where this boundary is met so many times."""
    left = nth

    def at(here: Boundary) -> None:
        nonlocal left
        left -= here == which
        if left == 0:
            die()

    return at


def die() -> None:
    """As by the system: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def _note_write(connection: Connection, cursor: object, statement: str, *_: object) -> None:
    if statement.lstrip()[:6].upper() in WRITES:
        connection.info["wrote"] = True


def _forget_write(connection: Connection) -> None:
    connection.info.pop("wrote", None)


def _smtp(_: smtplib.SMTP, content: bytes | str) -> str:
    ends = content.endswith(b"\r\n.\r\n") if isinstance(content, bytes) else False
    return "mail given" if ends else "smtp"


def _request(_: HTTPAdapter, request: PreparedRequest, **more: object) -> str:
    return f"{request.method} {NUMBER.sub('N', request.path_url.partition('?')[0])}"


def _around(
    owner: type, name: str, passed: Callable[[str], None], kind: Callable[..., str]
) -> None:
    whole = getattr(owner, name)

    @wraps(whole)
    def around(*told: Any, **more: Any) -> Any:
        what = kind(*told, **more)
        passed(f"before {what}")
        answer = whole(*told, **more)
        passed(f"after {what}")
        return answer

    setattr(owner, name, around)


def _way() -> tuple[str, ...]:
    """The nearest of our functions on the stack, with their lines."""
    found: list[str] = []
    frame = sys._getframe(2)
    while frame is not None and len(found) < NEAREST:
        code = frame.f_code
        if code.co_filename.startswith(SYNCER):
            name = code.co_filename.removeprefix(SYNCER)
            found.append(f"{name}:{frame.f_lineno} {code.co_name}")
        frame = frame.f_back  # type: ignore[assignment]
    return tuple(found)
