"""Written cases: what runners write in five languages, and what it is read as."""

from __future__ import annotations

import pytest

from syncer.words import read_pain
from tests.words import chinese, english, french, german, spanish
from tests.words.expecting import Case, Expected, as_expected

LANGUAGES = {
    "en": english.CASES,
    "de": german.CASES,
    "fr": french.CASES,
    "es": spanish.CASES,
    "zh": chinese.CASES,
}
CASES = [case for cases in LANGUAGES.values() for case in cases]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_words_are_read(text: str, expected: Expected | None) -> None:
    assert as_expected(read_pain([text]), expected) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_cases_of_each_kind(language: str) -> None:
    cases = LANGUAGES[language]
    assert sum(expected is not None and expected.sure for _, expected in cases) >= 20
    assert sum(not _is_sure(case) for case in cases) >= 20


def _is_sure(case: Case) -> bool:
    return case[1] is not None and case[1].sure
