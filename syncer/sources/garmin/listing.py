"""Garmin's list of a runner's activities, page by page.

One request answers up to a thousand rows, so a window of months is one request. A page may be
shorter than asked for without being the last: only an empty page ends the list for sure, or one
that has room left and names everything that we know of the time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from syncer.sources import Listed, Recording, Refused
from syncer.sources.garmin.records import is_nobodys_own, is_whole, record, source_id
from syncer.sources.garmin.web import Web

PATH = "/activitylist-service/activities/search/activities"
PER_PAGE = 1000
MOST_PAGES = 100
_A_DAY = timedelta(days=1)


def listed(web: Web, since: datetime | None, known: Collection[str]) -> Listed:
    """Everything from an instant on (all there is without one).

    `known` are the ids that we hold of that time. Raises what `web` raises; TryLater too where an
    answer is no list.
    """
    found = Listed()
    recordings: dict[str, Recording] = {}
    wholes: set[str] = set()
    legs_of: set[str | None] = set()
    before = web.requests
    for page in _pages(web, since):
        for told in page:
            number = source_id(told)
            if is_nobodys_own(told) and number is not None:
                found.others.add(number)
                wholes |= {number} if is_whole(told) else set()
                continue
            try:
                one = record(told, web.now()).recording
            except Refused as refused:
                found.odd[number or ""] = refused.reason
                continue
            legs_of.add(one.part_of)
            # Days there are local days, so the first of them may begin too early.
            if since is None or one.started_at >= since:
                recordings[one.source_id] = one
            else:
                found.others.add(one.source_id)
        found.recordings = list(recordings.values())
        room_left = 0 < len(page) < PER_PAGE
        if not page or (since is not None and room_left and found.ids.issuperset(known)):
            found.complete = True
            found.odd |= dict.fromkeys(wholes - legs_of, "its legs are not listed")
            break
    found.requests = web.requests - before
    return found


def _pages(web: Web, since: datetime | None) -> Iterator[list[Any]]:
    asked: dict[str, object] = {"limit": PER_PAGE, "excludeChildren": "false"}
    if since is not None:
        # A day earlier, for no place is further than that from the day in Greenwich.
        asked["startDate"] = (since - _A_DAY).date().isoformat()
    start = 0
    for _ in range(MOST_PAGES):
        page = web.get(PATH, start=start, **asked)
        if not isinstance(page, list):
            raise web.outage("Garmin's list makes no sense.")
        yield page
        start += len(page)
