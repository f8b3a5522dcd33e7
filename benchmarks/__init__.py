"""What is measured, and against whom. `README.md` says how to read it."""

from __future__ import annotations

import operator
from dataclasses import asdict, dataclass
from pathlib import Path

RECORDED = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Real runs that lie beside the repository; whatever needs them is skipped without."""

_HOLDS = {"<": operator.lt, "<=": operator.le, ">=": operator.ge}


@dataclass(frozen=True, slots=True)
class Row:
    """One measured number. `goal` is a comparison such as `>= 10`, None where there is none."""

    group: str
    name: str
    value: float | None
    unit: str
    goal: str | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the goal was met; None without a goal, False where nothing was measured."""
        if self.goal is None:
            return None
        sign, bound = self.goal.split()
        return self.value is not None and bool(_HOLDS[sign](self.value, float(bound)))

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "holds": self.holds}


def skipped(group: str, what: str) -> Row:
    """Says in the table that something was not measured, and why."""
    return Row(group, f"{what}: skipped, the recorded runs are not here", None, "")
