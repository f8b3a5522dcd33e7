"""Pain from words: what a runner writes about a run, read as a report or as a question."""

from __future__ import annotations

from syncer.words.reading import Reading, read_pain

__all__ = ["Reading", "read_pain"]
