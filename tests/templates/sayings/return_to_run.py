"""The way back to running, each stage and each turn of it."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite
from coaching.return_to_run import BUILD_STAGE, STAGES


def findings() -> Iterator[Finding]:
    yield _said("wait_for_calm", None, light=None)
    yield _said("restart_half", None, ceiling_m=12_000.0)
    yield _said("restart_half", None)
    for action in ("restart_half", "restart_more", "restart_less"):
        for good, metres in ((0, None), (1, 19_500.0), (2, 19_500.0)):
            yield _said(action, None, good=max(good, 1), ceiling_m=metres)
    yield _said("wait_for_calm", None, light=None, region="shin_inner")
    for stage in range(BUILD_STAGE + 1):
        for action in ("repeat_stage", "step_back"):
            yield _said(action, stage)
        usual = "walk_first" if stage == 0 else "walk_run"
        usual = "run_easy" if stage == BUILD_STAGE - 1 else usual
        usual = "build_up" if stage == BUILD_STAGE else usual
        for good in (0, 1, 2):
            yield _said(usual, stage, good=good, unanswered=good == 1)
            yield _said(usual, stage, good=good, morning_untold=True)
    yield _said("build_up", BUILD_STAGE, speed_ok=True)


def _said(
    action: str, stage: int | None, light: Light | None = Light.AMBER, **more: object
) -> Finding:
    minutes = STAGES[stage] if stage is not None and stage < BUILD_STAGE else None
    numbers: dict[str, object] = {
        "region": "knee_front",
        "stage": stage,
        "repeats": minutes and minutes.repeats,
        "walk_min": minutes and minutes.walk_min,
        "run_min": minutes and minutes.run_min,
        "good": 0,
        "needed": 3,
        "ceiling_m": None,
        "speed_ok": False,
        "stopped_days": 112,
        "unanswered": False,
        "morning_untold": False,
        "begins": False,
    }
    return Finding(
        "return_to_run",
        light,
        action,
        Slot.LOAD_OR_REST,
        Confidence.CONVENTION,
        cite("wexner_2020"),
        {**numbers, **more},
    )
