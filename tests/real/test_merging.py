"""Real running merged with itself: what the page says is so, and no two runs become one."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import merging_page, merging_twins
from benchmarks.pages import computed_part
from syncer.doubtful import doubtful, joined
from syncer.outing import Recorded
from syncer.same_run import outings
from tests.conftest import ROOT

pytestmark = pytest.mark.real

People = dict[str, tuple[list[Recorded], list[Recorded]]]


@pytest.fixture(scope="module")
def people(shared: Path) -> People:
    """The list and the files of everybody; nobody has a name."""
    return merging_page.people(shared)


def test_files_of_a_person_find_their_runs_in_the_list(people: People) -> None:
    together = 0
    for listed, files in people.values():
        before, after = outings(listed), outings(listed + files)
        joined_by_files = sum(
            len({one.source for one in outing.recordings}) > 1 for outing in after
        )
        together += joined_by_files
        assert len(after) <= len(before) + len(files) - joined_by_files
    assert together > 70


def test_no_real_pair_is_doubtful(people: People) -> None:
    """A sentence of docs/merging.md; a pair that becomes doubtful stands in its table."""
    for listed, files in people.values():
        assert doubtful(outings(listed + files)) == []


def test_every_real_merge_has_a_reason(people: People) -> None:
    for listed, files in people.values():
        for outing in outings(listed + files):
            assert len(joined(outing.recordings)) == len(outing.recordings) - 1


def test_a_second_recording_with_rounding_always_finds_its_run(people: People) -> None:
    for name in ("with a platform's rounding", "up to 3 minutes off, the way by 1 %"):
        for listed, _ in people.values():
            runs = merging_twins.apart(listed)
            found = merging_twins.with_twins(runs, merging_twins.DERIVED[name])
            assert (found.merged, found.missed, found.mistaken) == (len(runs), 0, 0)
            assert found.questions == []


def test_the_page_on_merging_is_fresh(shared: Path) -> None:
    assert computed_part(ROOT / "docs" / "merging.md") == merging_page.as_tables(shared)
