"""Pain from words: what a runner writes about a run, read as a report or as a question.

`read_pain(texts)` takes the title, the description and the private note of one run. Precision comes
before recall: a reading is `sure` only where place and pain are plainly the runner's own and of
this run; anything that merely may be is `ask`ed about; the rest is None. English, German, French,
Spanish and Chinese (both scripts) are read at once, by word lists beside this file.

The way of a text: `folding` makes spellings alike, `tokens` cuts, `ratings` joins "4/10",
`vocabulary` finds phrases, `sentences` cuts clauses, `denials` takes out what is denied, `judging`
(with `places`, `points` and `owners`) judges each clause, `telling` makes one reading of them.
It is pure, keeps no state but the lists, and its time grows with the length of the text.

The caller takes our own block out from between its markers, and never gives comments of others.

What it does not try:

* more than one sore place a run: two places, or two numbers of one place, are asked about;
* regions from wide words: hip, shin, foot, heel, thigh and leg have no region of their own and are
  asked about ("shin splints" and "outside of the hip" are told exactly enough);
* numbers written as words ("four out of ten"), other scales ("4/5", "40 %"), or numbers of the next
  morning, of stairs and of walking, which belong to other fields of a report;
* "knee ok", "knee good", "held up": neither pain nor its absence; soreness of muscles after
  training; headache, stomach, stitch, blisters; chest pain is always asked about;
* who somebody is: "Tom has", "Emma's", "sa hanche" and the like are asked about or left out, but a
  bare name right before a place ("Tom knee pain") is not known as one, nor is a run or a street
  called after a sore knee, nor irony, nor slang beyond the lists;
* spelling mistakes, unless listed, and other languages, which read as nothing.
"""

from __future__ import annotations

from syncer.words.reading import Reading
from syncer.words.telling import read_pain

__all__ = ["Reading", "read_pain"]
