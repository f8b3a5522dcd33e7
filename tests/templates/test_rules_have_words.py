"""Every rule that may speak has words for every action, and no number that was only remembered."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from dataclasses import replace

import pytest
from jinja2 import UndefinedError

from coaching.advice import Checked
from coaching.rules import RULES, Rule
from templates import cited_sources, render, words
from templates.rendering import FOLDER, speak
from tests.templates.saying import ALICE, every_finding, ramp
from tests.templates.sayings import printed

_SPIKE = {
    "5,205": "Frandsen 2025",
    "1.5 times": "Frandsen 2025",
    "2.3 times": "Frandsen 2025",
    "a tenth": "Frandsen 2025",
    "30 days": "Frandsen 2025",
}
PRINTED = {
    # What a reason may state in numbers, by rule, and the source that it was read in. Years, and
    # numbers of our own rules and of the runner, are not claims about the world.
    "session_spike": _SPIKE,
    "pain": {"2/10": "Esculier 2016"},
    "strength": {"6 to 12 weeks": "Guideline 2019"},
    **printed(),
}


def actions(rule: Rule) -> set[str]:
    """The actions that a rule's own documentation says it may give."""
    module = inspect.getmodule(rule)
    assert module is not None
    assert module.__doc__
    says = re.search(r"Says[:,](.*?)\n\n", module.__doc__, re.DOTALL)
    assert says, f"{module.__name__} does not say what it says"
    before_numbers = re.split(r"(?<=[.`(])\sWith\s`|, with `", says[1])[0]
    return set(re.findall(r"`(\w+)`", before_numbers))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_action_of_a_rule_has_words(rule: Rule) -> None:
    said = {found.action for found in every_finding() if found.rule == rule.__name__}
    assert actions(rule) == said


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_has_a_word_file_and_a_name(rule: Rule) -> None:
    assert (FOLDER / "findings" / f"{rule.__name__}.txt.j2").is_file()
    name = speak("names.txt", "rule", of=rule.__name__)
    assert name
    assert "_" not in name


def test_no_word_file_is_left_without_a_rule() -> None:
    files = {path.name.removesuffix(".txt.j2") for path in (FOLDER / "findings").iterdir()}
    assert files == {rule.__name__ for rule in RULES}


def test_a_reason_states_only_numbers_whose_source_was_read() -> None:
    stated: dict[str, set[str]] = defaultdict(set)
    for finding in every_finding():
        why = words(finding, ALICE).why
        claim = why.partition("[")[0]
        for number, key in PRINTED.get(finding.rule, {}).items():
            if number in claim:
                stated[finding.rule].add(number)
                (source,) = (s for s in cited_sources(finding, ALICE) if s.key == key)
                assert source.checked is not Checked.MEMORY
                claim = claim.replace(number, "")
        assert not re.search(r"\d", claim), f"where does the number come from? {why}"
    assert stated == {rule: set(numbers) for rule, numbers in PRINTED.items() if numbers}


def test_a_missing_number_is_noticed_and_not_left_blank() -> None:
    with pytest.raises(UndefinedError, match="'club' is undefined"):
        render("email/invitation.subject", team="a misspelt fact")
    with pytest.raises(UndefinedError, match="week_m"):
        words(replace(ramp(), numbers={}), ALICE)
