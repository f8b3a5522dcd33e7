"""What was understood of a runner's own words about one run, as pages and letters show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Understood:
    """One run's words, as they were read or as the runner put them right.

    `about` is the activity. `sure` ones count already, the others are a question. `region`,
    `side`, `timing` and `answer` are codes; `answer` is None while nobody answered. `asks_signs`
    are the codes of the warning signs to ask about, `link` leads from a mail to the answers.
    """

    about: int
    on: date
    sure: bool
    region: str | None = None
    side: str | None = None
    worst: int | None = None
    timing: str | None = None
    limp: bool = False
    painkiller: bool = False
    fever: bool = False
    nothing: bool = False
    answer: str | None = None
    flagged: bool = False
    asks_signs: tuple[str, ...] = ()
    link: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether there is a whole answer that one tap can say yes to."""
        return self.sure or (self.region is not None and self.worst is not None)
