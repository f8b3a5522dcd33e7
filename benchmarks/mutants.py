"""How many small mistakes in `coaching/` the tests notice: mutation testing by mutmut.

`make mutants` changes one operator, number or word at a time and runs the tests that reach it; it
takes hours on a small machine and is no part of `make bench`. This reads what it left behind in
`mutants/` and writes the score of each file. A survivor is not always a gap: a change of a default
that no caller uses, or of a bound that nothing can reach, is the same program.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import Row
from benchmarks.__main__ import MUTANTS, show

LEFT_BEHIND = Path("mutants") / "coaching"
SURVIVED, NOT_TRIED, NOT_REACHED = 0, None, (5, 33)
"""mutmut's exit codes: the tests passed, the mutant was not run, no test reaches it."""


def rows(folder: Path = LEFT_BEHIND) -> Iterator[Row]:
    """One row a file, and one for all, in percent of the mutants that were tried."""
    whole: Counter[str] = Counter()
    for path in sorted(folder.rglob("*.meta")):
        count = _counted(json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"])
        if count["tried"]:
            name = str(path.relative_to(folder)).removesuffix(".meta")
            yield _row(f"coaching/{name}", count)
        whole.update(count)
    yield _row("all of coaching", whole)
    yield Row(MUTANTS, "mutants tried", whole["tried"], "")
    yield Row(MUTANTS, "mutants not tried", whole["left"], "")


def _counted(codes: dict[str, int | None]) -> Counter[str]:
    count: Counter[str] = Counter()
    for code in codes.values():
        if code is NOT_TRIED:
            count["left"] += 1
            continue
        count["tried"] += 1
        count["noticed"] += code != SURVIVED and code not in NOT_REACHED
    return count


def _row(name: str, count: Counter[str]) -> Row:
    share = 100 * count["noticed"] / count["tried"] if count["tried"] else None
    return Row(MUTANTS, f"{name}, noticed", share, "%")


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0]) if arguments else LEFT_BEHIND
    if not any(folder.rglob("*.meta")):
        print(f"mutants: {folder} holds no results; `make mutants` makes them", file=sys.stderr)
        return 1
    show(list(rows(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
