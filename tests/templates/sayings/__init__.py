"""What each rule may say, one module a rule, named after it.

`findings()` yields every action of the rule with its lights and its longest and oddest numbers.
`PRINTED` names the numbers that its reasons may state, and the source they were read in.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType


def sayings() -> list[ModuleType]:
    """The modules of this folder."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    return [import_module(f"{__name__}.{name}") for name in names]


def printed() -> dict[str, Mapping[str, str]]:
    """The numbers that each rule's reasons may state, with their source, by rule."""
    return {
        module.__name__.rpartition(".")[2]: getattr(module, "PRINTED", {}) for module in sayings()
    }
