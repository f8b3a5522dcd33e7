"""Strava's list of a runner's activities, page by page, raw.

The cheapest question there is: 200 activities for one request. A page may be shorter than asked
for without being the last, so only an empty page ends the list for sure; a page that has room
left and names everything that we know of the time ends it early.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

from syncer.sources import Listed, Refused
from syncer.sources.strava.records import record, source_id
from syncer.sources.strava.web import Web, outage

PER_PAGE = 200
MOST_PAGES = 200


def listed(
    web: Web, now: Callable[[], datetime], since: datetime | None, known: Collection[str]
) -> Listed:
    """Everything from an instant on (all there is without one).

    `known` are the ids that we hold of that time. Raises what `web` raises; TryLater too where an
    answer is no list.
    """
    found = Listed()
    for page in _pages(web, since):
        found.requests += 1
        if not isinstance(page, list):
            raise outage(web, "Strava's list makes no sense.")
        for told in page:
            try:
                found.recordings.append(record(told, now()).recording)
            except Refused as refused:
                found.odd[source_id(told) or ""] = refused.reason
        room_left = 0 < len(page) < PER_PAGE
        if not page or (since is not None and room_left and found.ids.issuperset(known)):
            found.complete = True
            break
    return found


def _pages(web: Web, since: datetime | None) -> Iterator[Any]:
    asked: dict[str, object] = {"per_page": PER_PAGE}
    if since is not None:
        asked["after"] = int(since.timestamp())
    for nth in range(1, MOST_PAGES + 1):
        yield web.get("/athlete/activities", page=nth, **asked)
