"""The form about what was read in a runner's words, checked at the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form

from syncer.answering import HowItWas
from syncer.web.pain_form import PainForm
from templates import Understood

SIGNS = "signs"
"""An answer besides those of `answering`: which warning signs are so."""


@dataclass(frozen=True, slots=True)
class Filled(PainForm):
    """What somebody sent about the words of one run."""

    from_list: bool = False

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
        return HowItWas(
            region=self.where(),
            side=self.which_side(),
            worst=self.how_much(),
            limp=self.limp,
            painkiller=self.painkiller,
            fever=self.fever,
        )


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
