"""What the service writes down: one line an event, on standard error, as key=value or as JSON.

An event is named by its message; `name=value` at the end of the message are its fields. Of an
error its kind and the way to it are written, never its text, which may quote a runner. Libraries
speak from warnings on, whatever the level: at `debug` some of them tell whole requests and rows.
"""

from __future__ import annotations

import errno
import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

from syncer.redact import Redact
from syncer.settings import Settings

OWN = ("syncer", "coaching", "templates")
_FIELD = re.compile(r"(?<!\S)([a-z][a-z0-9_]*)=(\S*?)[:,;]?(?!\S)")
_PLAIN = re.compile(r"[^\s\"=\\]+")

log = logging.getLogger(__name__)


def begin(settings: Settings) -> None:
    """Bring all loggers under one formatter, ours at the level that the settings name."""
    _handle(settings)
    for name in OWN:
        logging.getLogger(name).setLevel(settings.log_level.upper())
    # It warns each half minute that a long tick is still under way.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


def catch_all() -> None:
    """Have the process log what would be printed otherwise: warnings, errors that end a thread."""
    logging.captureWarnings(True)
    sys.excepthook = _ended_by
    threading.excepthook = _thread_ended_by


def begin_quietly(settings: Settings) -> None:
    """The same for a command at the terminal, whose own sentence says what a warning would."""
    _handle(settings, logging.ERROR)


class Lines(logging.Formatter):
    """A record as one line of text."""

    def __init__(self, redact: Redact) -> None:
        super().__init__()
        self.redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return " ".join(f"{name}={_quoted(value)}" for name, value in self.facts(record).items())

    def facts(self, record: logging.LogRecord) -> dict[str, str]:
        """What a record says, each value without secrets."""
        text = self.redact(record.getMessage())
        fields = dict(_FIELD.findall(text))
        at = datetime.fromtimestamp(record.created, UTC)
        known = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": " ".join(_FIELD.sub("", text).split()) or "-",
        }
        found = {name: value for name, value in fields.items() if name not in known}
        if record.exc_info and record.exc_info[1] is not None:
            found["error"] = self.redact(" < ".join(_kinds(record.exc_info[1])))
            found["way"] = self.redact(_way(record.exc_info[1]))
        return known | found


class Json(Lines):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.facts(record), ensure_ascii=False)


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, value: TextIO) -> None:
        """It is always standard error."""


def _handle(settings: Settings, level: int = logging.NOTSET) -> None:
    redact = Redact(settings)
    handler = _Handler()
    handler.setLevel(level)
    handler.setFormatter(Json(redact) if settings.log_format == "json" else Lines(redact))
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if not isinstance(one, _Handler)]
    root.addHandler(handler)


def _kinds(error: BaseException) -> Iterator[str]:
    """An error and what it came from: each by its class and, where it has one, its code."""
    met = set[int]()
    link: BaseException | None = error
    while link is not None and id(link) not in met:
        met.add(id(link))
        code = _code(link)
        yield type(link).__name__ + (f"({code})" if code else "")
        hidden = link.__suppress_context__
        link = link.__cause__ or (None if hidden else link.__context__)


def _code(error: BaseException) -> str | None:
    """A short name of what happened that quotes nobody: ENOSPC, SQLITE_BUSY, 40001."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, OSError) and cause.errno is not None:
        return errno.errorcode.get(cause.errno)
    named = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return named if isinstance(named, str) else None


def _way(error: BaseException) -> str:
    """Where it was raised, the innermost place last."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{one.name}({_short(one.filename)}:{one.lineno})" for one in frames)


def _short(file: str) -> str:
    return "/".join(file.rsplit("/", 3)[-3:])


def _quoted(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _ended_by(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("the process ends by an error", exc_info=(kind, error, trace))


def _thread_ended_by(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None:
        log.critical(
            "a thread ended by an error",
            exc_info=(ended.exc_type, ended.exc_value, ended.exc_traceback),
        )
