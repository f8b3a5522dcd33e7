"""A finding in words: what was seen, one thing to do, one reason, and how sure we are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coaching.advice import Finding, Light, Recommendation, Source
from coaching.body import Region
from coaching.catalogue import red_flags
from templates.reader import Reader
from templates.rendering import speak, speaker

NOTE_LIMIT = 280
CARE_LIGHTS = frozenset({Light.AMBER, Light.RED, Light.FLAG})
"""Lights whose words always come with "not medical advice"."""


class NoteTooLong(ValueError):
    """A note's first sentence and its action alone are longer than a note may be."""


@dataclass(frozen=True, slots=True)
class Words:
    """One finding in sentences: what and what to do, why (with its source), and how sure."""

    text: str
    why: str
    sure: str = ""


def words(finding: Finding, reader: Reader) -> Words:
    """The words of a finding for a mail or a page.

    A rule without a word file raises `jinja2.TemplateNotFound`, a number that its words need
    and the finding lacks `jinja2.UndefinedError`.
    """
    say = _speaker(finding, reader)
    keys = "; ".join(source.key for source in _cited(finding, say))
    reason = _joined(say("why"), f"[{keys}]" if keys else "")
    sure = say("sure") or how_sure(finding, reader)
    return Words(_joined(say("what"), say("todo")), reason, sure)


def note(recommendation: Recommendation, reader: Reader) -> str:
    """One recommendation as a note on a run: at most 280 characters.

    Should a translation run long, the reason is left out first; the action and "not medical
    advice" never are. Raises `NoteTooLong` when even they do not fit.
    """
    finding = recommendation.finding
    say = _speaker(finding, reader, short=True)
    said = _joined(say("what"), say("todo"))
    cited = _cited(finding, say)
    reason = _joined(say("why"), f"[{cited[0].key}]" if cited else "")
    care = not_medical_advice(reader) if finding.light in CARE_LIGHTS else ""
    for text in (_joined(said, reason, care), _joined(said, care)):
        if len(text) <= NOTE_LIMIT:
            return text
    raise NoteTooLong(f"{finding.rule}/{finding.action} says {len(text)} characters: {text}")


def public_line(finding: Finding, reader: Reader) -> str:
    """The line about a finding that everybody may read; "" where nothing may be said.

    It depends on the rule and its action alone, so that no number and no health can leak.
    """
    return speak(
        "notes/public.txt", "line", rule=finding.rule, action=finding.action, reader=reader
    )


def flag_text(finding: Finding, reader: Reader) -> str:
    """What is said at once when a warning sign was ticked: what to do now, in short lines."""
    say = _speaker(finding, reader)
    lines = (
        _joined(say("what"), say("todo")),
        say("why"),
        say("told"),
        say("pause"),
        not_medical_advice(reader),
    )
    return "\n\n".join(line for line in lines if line)


def cited_sources(finding: Finding, reader: Reader) -> tuple[Source, ...]:
    """The sources that stand behind a finding's reason; none where the reason is our own."""
    return _cited(finding, _speaker(finding, reader))


def how_sure(finding: Finding, reader: Reader) -> str:
    """How well the rule behind a finding is tested, in words."""
    return speak("names.txt", "sure", of=finding.confidence.value, reader=reader)


def not_medical_advice(reader: Reader) -> str:
    """The sentence under every digest and every amber, red or flag message."""
    return speak("names.txt", "not_medical_advice", reader=reader)


def _cited(finding: Finding, say: Callable[[str], str]) -> tuple[Source, ...]:
    return () if say("uncited") else finding.sources


def _speaker(finding: Finding, reader: Reader, *, short: bool = False) -> Callable[[str], str]:
    return speaker(
        f"findings/{finding.rule}.txt",
        n=finding.numbers,
        action=finding.action,
        label=finding.label,
        sources=[source.key for source in finding.sources],
        light=None if finding.light is None else str(finding.light),
        pain_class=_pain_class(finding),
        told_questions=_told_questions(finding),
        short=short,
        reader=reader,
    )


def _pain_class(finding: Finding) -> str | None:
    region = finding.numbers.get("region")
    return Region(region).pain_class.value if isinstance(region, str) else None


def _told_questions(finding: Finding) -> list[str]:
    """The ticked warning signs, in the words in which they were asked."""
    codes = finding.numbers.get("flags")
    if not isinstance(codes, list | tuple | set | frozenset):
        return []
    known = red_flags()
    return [known[code].question for code in sorted(map(str, codes)) if code in known]


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
