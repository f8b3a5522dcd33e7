"""A finding in words: what was seen, one thing to do, one reason, and how sure we are."""

from __future__ import annotations

from dataclasses import dataclass

from coaching.advice import Finding, Light, Recommendation
from coaching.log import Region
from templates.reader import Reader
from templates.rendering import speak

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
    why = _say("why", finding, reader)
    cited = f"[{'; '.join(source.key for source in finding.sources)}]" if finding.sources else ""
    sure = _say("sure", finding, reader) or how_sure(finding, reader)
    return Words(_what_to_do(finding, reader), _joined(why, cited), sure)


def note(recommendation: Recommendation, reader: Reader) -> str:
    """One recommendation as a note on a run: at most 280 characters.

    Should a translation run long, the reason is left out first; the action and "not medical
    advice" never are. Raises `NoteTooLong` when even they do not fit.
    """
    finding = recommendation.finding
    said = _what_to_do(finding, reader, short=True)
    cited = f"[{finding.sources[0].key}]" if finding.sources else ""
    reason = _joined(_say("why", finding, reader, short=True), cited)
    care = not_medical_advice(reader) if finding.light in CARE_LIGHTS else ""
    for text in (_joined(said, reason, care), _joined(said, care)):
        if len(text) <= NOTE_LIMIT:
            return text
    raise NoteTooLong(f"{finding.rule}/{finding.action} says {len(text)} characters: {text}")


def flag_text(finding: Finding, reader: Reader) -> str:
    """What is said at once when a warning sign was ticked: what to do now, in short lines."""
    lines = (
        _what_to_do(finding, reader),
        _say("why", finding, reader),
        _say("told", finding, reader),
        _say("pause", finding, reader),
        not_medical_advice(reader),
    )
    return "\n\n".join(line for line in lines if line)


def how_sure(finding: Finding, reader: Reader) -> str:
    """How well the rule behind a finding is tested, in words."""
    return speak("names.txt", "sure", of=finding.confidence.value, reader=reader)


def not_medical_advice(reader: Reader) -> str:
    """The sentence under every digest and every amber, red or flag message."""
    return speak("names.txt", "not_medical_advice", reader=reader)


def _what_to_do(finding: Finding, reader: Reader, *, short: bool = False) -> str:
    seen = _say("what", finding, reader, short=short)
    return _joined(seen, _say("todo", finding, reader, short=short))


def _say(macro: str, finding: Finding, reader: Reader, *, short: bool = False) -> str:
    return speak(
        f"findings/{finding.rule}.txt",
        macro,
        n=finding.numbers,
        action=finding.action,
        label=finding.label,
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
    from coaching.catalogue import red_flags

    known = red_flags()
    return [known[code].question for code in sorted(map(str, codes)) if code in known]


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
