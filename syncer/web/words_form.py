"""The form about what was read in a runner's words, checked at the door."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form

from coaching.log import Region, Side
from syncer.answering import HowItWas
from templates import Understood

SIGNS = "signs"
"""An answer besides those of `answering`: which warning signs are so."""
WORST = tuple(str(number) for number in range(11))


class Wrong(Exception):
    """The form cannot be taken like this; `code` says which sentence tells why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody sent, as it came, so that a wrong form can be shown again."""

    answer: str = ""
    region: str = ""
    side: str = ""
    worst: str = ""
    limp: bool = False
    painkiller: bool = False
    fever: bool = False
    signs: tuple[str, ...] = ()
    from_list: bool = False
    form_token: str = ""

    @classmethod
    def of(cls, one: Understood) -> Filled:
        """The form with what was understood as its first answer."""
        return cls(
            region=one.region or "",
            side=one.side or "",
            worst="" if one.worst is None else str(one.worst),
            limp=one.limp,
            painkiller=one.painkiller,
            fever=one.fever,
        )

    def how_it_was(self) -> HowItWas:
        """The right answer. Raises Wrong where a place or a number is missing or unknown."""
        if self.region not in list(Region):
            raise Wrong("region")
        if self.side and self.side not in list(Side):
            raise Wrong("side")
        if self.worst not in WORST:
            raise Wrong("worst")
        return HowItWas(
            region=Region(self.region),
            side=Side(self.side) if self.side else None,
            worst=int(self.worst),
            limp=self.limp,
            painkiller=self.painkiller,
            fever=self.fever,
        )

    def ticked(self, asked: Collection[str]) -> tuple[str, ...]:
        """The warning signs that were ticked. Raises Wrong for one that was not asked about."""
        if any(code not in asked for code in self.signs):
            raise Wrong("answer")
        return self.signs


def filled(
    answer: Annotated[str, Form()] = "",
    region: Annotated[str, Form()] = "",
    side: Annotated[str, Form()] = "",
    worst: Annotated[str, Form()] = "",
    limp: Annotated[str, Form()] = "",
    painkiller: Annotated[str, Form()] = "",
    fever: Annotated[str, Form()] = "",
    signs: Annotated[list[str] | None, Form()] = None,
    from_list: Annotated[str, Form()] = "",
    form_token: Annotated[str, Form()] = "",
) -> Filled:
    """The form as FastAPI reads it; anything may be missing."""
    return Filled(
        answer=answer,
        region=region,
        side=side,
        worst=worst,
        limp=bool(limp),
        painkiller=bool(painkiller),
        fever=bool(fever),
        signs=tuple(signs or ()),
        from_list=bool(from_list),
        form_token=form_token,
    )
