"""Every string that waits for translation: those of the templates and of the catalogue.

`python -m templates.translation` writes `locale/messages.pot`. A language is added by making
`locale/<language>/LC_MESSAGES/messages.po` from it, translating, and compiling it to a `.mo`
(`pybabel init`, `pybabel compile`); readers of that language then get it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from coaching import catalogue

FOLDER = Path(__file__).parent
POT = FOLDER / "locale" / "messages.pot"
_METHODS = [("**.j2", "jinja2")]
_OPTIONS: dict[str, dict[str, object]] = {
    "**.j2": {"trimmed": "true", "silent": "false", "encoding": "utf-8"}
}
_CALLS = {"_": None, "ngettext": (1, 2)}


def collected() -> Catalog:
    """The strings of all templates, each with the files that say it."""
    catalog = Catalog(project="Evenstride", charset="utf-8")
    found = extract_from_dir(
        FOLDER, method_map=_METHODS, options_map=_OPTIONS, keywords=_CALLS, comment_tags=()
    )
    for name, line, message, comments, context in sorted(found, key=lambda row: row[:2]):
        catalog.add(message, None, [(name, line)], auto_comments=comments, context=context)
    for text in sorted(set(_catalogue_strings())):
        catalog.add(text, None, [("coaching/catalogue", 0)])
    return catalog


def _catalogue_strings() -> Iterator[str]:
    """What the coaching's catalogue says to a runner: what to do, and the questions it asks."""
    for exercise in catalogue.exercises().values():
        yield from (exercise.name, exercise.reps, exercise.how, exercise.stop)
        yield from exercise.levels
    for items in (catalogue.stretches(), catalogue.releases(), catalogue.habits()):
        for item in items.values():
            yield from (item.name, item.dose, item.how, item.stop)
    for cue in catalogue.cues().values():
        yield from (cue.name, cue.how, cue.dose, cue.stop, cue.next)
    for test in catalogue.self_tests().values():
        yield from (test.name, test.how, test.stop)
    for condition in catalogue.conditions().values():
        yield from (condition.name, condition.terrain, condition.expectation)
    yield from (flag.question for flag in catalogue.red_flags().values())
    yield from (feel.question for feel in catalogue.feels().values())


def pot() -> str:
    """The collected strings as a template catalogue; the same templates give the same text."""
    out = io.BytesIO()
    write_po(out, collected(), width=100, omit_header=True, include_lineno=False, sort_output=True)
    return out.getvalue().decode()


if __name__ == "__main__":
    POT.write_text(pot(), encoding="utf-8")
