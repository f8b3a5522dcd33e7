"""Advice as JSON: for scripts (`advise --json`), and for keeping, without losing anything."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from typing import Any

import templates
from coaching.advice import (
    Advice,
    Checked,
    Confidence,
    Finding,
    Light,
    Plan,
    Recommendation,
    Slot,
    Source,
)
from coaching.log import TrainingLog
from templates import Reader

_DATE, _TUPLE = "$date", "$tuple"


def advice_json(advice: Advice, reader: Reader) -> dict[str, Any]:
    """What `evenstride advise --json` answers; scripts rely on these names."""
    return {
        "on": advice.on.isoformat(),
        "rule_version": advice.rule_version,
        "light": _light(advice.light),
        "findings": [_finding_json(finding) for finding in advice.findings],
        "recommendations": [_said_json(said, reader) for said in advice.recommendations],
        "plan": {} if advice.plan is None else _plain(advice.plan),
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    shown = {
        "rule": finding.rule,
        "light": _light(finding.light),
        "numbers": _plain(finding.numbers),
        "action": finding.action,
        "confidence": finding.confidence.value,
        "sources": [_plain(source) for source in finding.sources],
    }
    return shown if finding.label is None else {**shown, "label": finding.label}


def _said_json(said: Recommendation, reader: Reader) -> dict[str, Any]:
    words = templates.words(said.finding, reader)
    shown = {"slot": said.slot.value, "text": words.text, "why": words.why}
    return shown if said.run is None else {**shown, "run": said.run}


def _light(light: Light | None) -> str | None:
    return None if light is None else str(light)


def _plain(value: object) -> Any:
    """The nearest JSON value, for reading only."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    match value:
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case frozenset() | set():
            return sorted((_plain(one) for one in value), key=repr)
        case tuple() | list():
            return [_plain(one) for one in value]
        case date():
            return value.isoformat()
        case Light():
            return str(value)
        case str():
            return str(value)
    return value


def stored(advice: Advice) -> dict[str, Any]:
    """Advice as JSON that `restored` turns back into an equal one.

    Raises ValueError for a number that JSON cannot hold, TypeError for a value of a kind that
    no finding should carry.
    """
    return {
        "on": advice.on.isoformat(),
        "rule_version": advice.rule_version,
        "light": _light(advice.light),
        "findings": [_store_finding(finding) for finding in advice.findings],
        "recommendations": [_store_said(said) for said in advice.recommendations],
        "note": None if advice.note is None else _store_said(advice.note),
        "plan": None
        if advice.plan is None
        else {name: _exact(value) for name, value in asdict(advice.plan).items()},
        "asks_morning": advice.asks_morning,
        "muted": list(advice.muted),
        "information": [_store_finding(finding) for finding in advice.information],
    }


def only_plan(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same, saying nothing but what it plans."""
    nothing: dict[str, Any] = {"findings": [], "recommendations": [], "note": None}
    return {**content, **nothing, "muted": [], "information": [], "asks_morning": False}


def restored(content: Mapping[str, Any]) -> Advice:
    """The advice that `stored` wrote; names that it does not know are left alone."""
    note, plan = content["note"], content["plan"]
    return Advice(
        on=date.fromisoformat(content["on"]),
        rule_version=content["rule_version"],
        light=_restore_light(content["light"]),
        findings=tuple(_restore_finding(one) for one in content["findings"]),
        recommendations=tuple(_restore_said(one) for one in content["recommendations"]),
        note=None if note is None else _restore_said(note),
        plan=None if plan is None else Plan(**{k: _back(v) for k, v in plan.items()}),
        asks_morning=content["asks_morning"],
        muted=tuple(content["muted"]),
        information=tuple(_restore_finding(one) for one in content["information"]),
    )


def _store_said(said: Recommendation) -> dict[str, Any]:
    return {"slot": said.slot.value, "finding": _store_finding(said.finding)}


def _restore_said(content: Mapping[str, Any]) -> Recommendation:
    return Recommendation(Slot(content["slot"]), _restore_finding(content["finding"]))


def _store_finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "light": _light(finding.light),
        "action": finding.action,
        "slot": finding.slot.value,
        "confidence": finding.confidence.value,
        "sources": [asdict(source) for source in finding.sources],
        "numbers": {name: _exact(value) for name, value in finding.numbers.items()},
        "label": finding.label,
        "run": finding.run,
        "digest_only": finding.digest_only,
        "about": finding.about,
    }


def _restore_finding(content: Mapping[str, Any]) -> Finding:
    return Finding(
        **{
            **content,
            "light": _restore_light(content["light"]),
            "slot": Slot(content["slot"]),
            "confidence": Confidence(content["confidence"]),
            "sources": tuple(
                Source(**{**one, "checked": Checked(one["checked"])}) for one in content["sources"]
            ),
            "numbers": {name: _back(value) for name, value in content["numbers"].items()},
        }
    )


def _restore_light(name: str | None) -> Light | None:
    return None if name is None else Light[name.upper()]


def _exact(value: object) -> Any:
    match value:
        case None | bool() | int():
            return value
        case float():
            if not math.isfinite(value):
                raise ValueError(f"{value} cannot be kept")
            return value
        case str():
            return str(value)
        case datetime():
            raise TypeError("an instant does not belong into a finding")
        case date():
            return {_DATE: value.isoformat()}
        case tuple():
            return {_TUPLE: [_exact(one) for one in value]}
        case list():
            return [_exact(one) for one in value]
        case Mapping():
            return {str(key): _exact(one) for key, one in value.items()}
    raise TypeError(f"{type(value).__name__} does not belong into a finding")


def _back(value: Any) -> Any:
    match value:
        case {"$date": day}:
            return date.fromisoformat(day)
        case {"$tuple": items}:
            return tuple(_back(one) for one in items)
        case list():
            return [_back(one) for one in value]
        case dict():
            return {key: _back(one) for key, one in value.items()}
    return value


def log_sha256(log: TrainingLog) -> str:
    """A fingerprint of everything the engine read: equal logs, equal fingerprint."""
    plain = json.dumps(_plain(log), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()
