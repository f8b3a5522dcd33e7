"""Reasons that are said in more than one place."""

from __future__ import annotations

EMPTY = "it is empty"
NOT_OURS = "it is no FIT, GPX or TCX recording and no archive of such"
TOO_BIG = "it is larger than any recording ({size:,.0f} MB)"
