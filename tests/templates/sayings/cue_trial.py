"""Every cue, tried and kept."""

from __future__ import annotations

from collections.abc import Iterator

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.catalogue import cite, cues


def findings() -> Iterator[Finding]:
    for cue in cues().values():
        for action, trials, uneven in (
            ("try_cue", 0, False),
            ("try_cue", 1, False),
            ("keep_cue", 2, False),
            ("keep_cue", 2, True),
        ):
            if uneven and cue.code != "C1":
                continue
            yield Finding(
                "cue_trial",
                Light.GREY,
                action,
                Slot.OTHER,
                Confidence.DESIGN,
                cite("esculier_2022"),
                {
                    "cue": cue.code,
                    "name": cue.name,
                    "how": cue.how,
                    "dose": cue.dose,
                    "stop": cue.stop,
                    "next": cue.next,
                    "trials": trials,
                    "uneven_next": uneven,
                },
                digest_only=True,
            )
