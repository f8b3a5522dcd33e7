"""How a template file becomes text: strict about what is missing, escaping in HTML."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from templates.filters import FILTERS
from templates.reader import Reader

FOLDER = Path(__file__).parent
_ENGLISH = Reader()


def render(name: str, **facts: object) -> str:
    """One template with its facts; `name` is its path here without `.j2`.

    A fact that the template names and nobody gave raises `jinja2.UndefinedError`, an unknown
    name `jinja2.TemplateNotFound`. Files ending in `.html` escape what they are given.
    """
    reader = _reader(facts)
    return environment(reader.language).get_template(f"{name}.j2").render(facts)


def speaker(name: str, **facts: object) -> Callable[[str], str]:
    """A word file with its facts: called with a macro's name, it says that macro on one line.

    "" where the macro says nothing.
    """
    reader = _reader(facts)
    module = environment(reader.language).get_template(f"{name}.j2").make_module(facts)
    return lambda macro: " ".join(str(getattr(module, macro)()).split())


def speak(name: str, macro: str, **facts: object) -> str:
    """What one macro of a word file says."""
    return speaker(name, **facts)(macro)


@cache
def environment(language: str) -> Environment:
    """The one Jinja environment of a language; compiled templates live as long as it does."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html.j2", "svg.j2"), default_for_string=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.filters.update(FILTERS)
    spoken = gettext.translation("messages", FOLDER / "locale", languages=[language], fallback=True)
    made.install_gettext_translations(spoken, newstyle=True)  # type: ignore[attr-defined]
    return made


def _reader(facts: dict[str, object]) -> Reader:
    reader = facts.setdefault("reader", _ENGLISH)
    if not isinstance(reader, Reader):
        raise TypeError(f"reader must be a Reader, not {type(reader).__name__}")
    return reader
