"""Strava's own description and recorded answers, as something an answer can be held against.

The description names its schemas at developers.strava.com; stravalib's `strava_model` is made
from those same files, so the schemas are taken from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import stravalib.strava_model
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

Shape = dict[str, set[str]]
"""Paths into an answer, such as `laps.id`, with the JSON types seen there."""


@cache
def recorded(folder: Path) -> dict[str, dict[str, Any]]:
    """Every recorded exchange with Strava, by name."""
    return {
        path.stem.removeprefix("strava_"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("strava_*.json"))
    }


def described(swagger: Mapping[str, Any], method: str, path: str, status: int) -> dict[str, Any]:
    """The schema of one answer, in the JSON Schema that validators read."""
    responses = swagger["paths"][path][method.lower()]["responses"]
    schema = responses.get(str(status), responses["default"])["schema"]
    if schema.get("type") == "array":
        return {"type": "array", "items": _named(schema["items"]["$ref"])}
    return _named(schema["$ref"])


def _named(reference: str) -> dict[str, Any]:
    name = reference.rpartition("/")[2]
    model = getattr(stravalib.strava_model, name)
    schema = TypeAdapter(model).json_schema(ref_template=f"#/$defs/{name}/$defs/{{model}}")
    return _under(schema, name)


def _under(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """The schema with its definitions where its references look, also inside an array."""
    return {
        "$id": f"https://developers.strava.com/{name}",
        "$defs": {name: schema},
        "$ref": f"#/$defs/{name}",
    }


def complaints(schema: Mapping[str, Any], answer: object) -> set[str]:
    """Where an answer departs from the schema: paths without their numbers."""
    errors = Draft202012Validator(schema).iter_errors(answer)
    return {
        ".".join(part for part in error.absolute_path if isinstance(part, str)) for error in errors
    }


def shape(answer: object) -> Shape:
    """All paths of an answer; the rows of a list share theirs."""
    found: Shape = {}
    for path, kind in _walk(answer, ""):
        found.setdefault(path, set()).add(kind)
    return found


def always_there(answers: list[object]) -> set[str]:
    """Top-level keys that every one of these records has."""
    return set.intersection(*(set(one) for one in answers if isinstance(one, dict)))


def _walk(value: object, path: str) -> Iterator[tuple[str, str]]:
    yield path, _kind(value)
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, f"{path}[]")


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return {str: "string", list: "array"}.get(type(value), "object")
