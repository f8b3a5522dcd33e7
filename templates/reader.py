"""Who reads, and where their answers go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

_CATALOGUES = Path(__file__).parent / "locale"
_UNITS = {"km": "km", "mi": "mi", "mile": "mi", "miles": "mi"}


@dataclass(frozen=True, slots=True)
class Reader:
    """The person that words are made for: their name, language, units and time zone.

    `units` is `km` or `mi` (also written `miles`); anything else raises ValueError. An unknown
    locale reads English: a mistyped setting must not cost a runner their advice.
    """

    name: str = ""
    locale: str = "en"
    units: str = "km"
    timezone: str = "UTC"

    def __post_init__(self) -> None:
        if self.units not in _UNITS:
            raise ValueError(f"units are km or mi, not {self.units!r}")
        object.__setattr__(self, "units", _UNITS[self.units])

    @property
    def number_locale(self) -> Locale:
        """How this reader writes numbers and units."""
        return _parsed(self.locale)

    @property
    def language(self) -> str:
        """The language that the words are in: the reader's own where it has been translated."""
        return _language(self.locale)

    @property
    def date_locale(self) -> Locale:
        """Dates stand inside sentences, so they follow the language of the words."""
        own = _parsed(self.locale)
        return own if own.language == self.language else _parsed("en")


@dataclass(frozen=True, slots=True)
class Links:
    """Absolute addresses for one runner's one-tap answers and settings.

    An empty one is not offered. `morning` asks about the morning after the letter's day.
    """

    nothing_hurts: str
    something_hurts: str
    settings: str
    morning: str = ""
    strength_done: str = ""
    too_hard: str = ""
    unsubscribe: str = ""


@cache
def _parsed(locale: str) -> Locale:
    try:
        found = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        found = Locale("en")
    # English without a country: day before month, as most of the world writes it.
    return Locale("en", "GB") if (found.language, found.territory) == ("en", None) else found


@cache
def _language(locale: str) -> str:
    language = _parsed(locale).language
    translated = (_CATALOGUES / language / "LC_MESSAGES" / "messages.mo").is_file()
    return language if translated else "en"
