"""What every form about pain asks, checked at the door."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from coaching.log import Region, Side

WORST = tuple(str(number) for number in range(11))


class Wrong(Exception):
    """The form cannot be taken like this; `code` says which sentence tells why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class PainForm:
    """What somebody sent, as it came, so that a wrong form can be shown again."""

    answer: str = ""
    region: str = ""
    side: str = ""
    worst: str = ""
    limp: bool = False
    painkiller: bool = False
    fever: bool = False
    signs: tuple[str, ...] = ()
    form_token: str = ""

    def where(self) -> Region:
        """Where it hurts. Raises Wrong where that is missing or unknown."""
        if self.region not in list(Region):
            raise Wrong("region")
        return Region(self.region)

    def which_side(self) -> Side | None:
        """The side, None where none was told. Raises Wrong for an unknown one."""
        if self.side and self.side not in list(Side):
            raise Wrong("side")
        return Side(self.side) if self.side else None

    def how_much(self) -> int:
        """The worst pain, NRS 0 to 10. Raises Wrong where it is missing or no such number."""
        if self.worst not in WORST:
            raise Wrong("worst")
        return int(self.worst)

    def ticked(self, asked: Collection[str]) -> tuple[str, ...]:
        """The warning signs that were ticked. Raises Wrong for one that was not asked about."""
        if any(code not in asked for code in self.signs):
            raise Wrong("answer")
        return self.signs
