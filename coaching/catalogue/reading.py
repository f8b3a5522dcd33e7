"""Reads the catalogue's TOML files into records."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from coaching.body import Region


def entries[T](name: str, record: Callable[..., T]) -> Mapping[str, T]:
    """Every entry of a file as a record, by its code; places become regions, lists tuples."""
    return MappingProxyType(
        {
            code: record(code=code, **{key: _value(key, value) for key, value in row.items()})
            for code, row in read(name).items()
        }
    )


@cache
def read(name: str) -> dict[str, Any]:
    """One file of the catalogue as it stands."""
    text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _value(key: str, value: Any) -> Any:
    if key in ("regions", "not_with"):
        return frozenset(map(Region, value))
    if key in ("needs", "feels"):
        return frozenset(value)
    return tuple(value) if isinstance(value, list) else value
