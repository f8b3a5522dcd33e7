"""Strava's list of a runner's activities, page by page, raw.

The cheapest question there is: 200 activities for one request. A page may be shorter than asked
for without being the last, so only an empty page ends the list for sure; a page that has room
left and names everything that we know of the time ends it early.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from syncer.sources import Recording, Refused
from syncer.sources.strava.records import Record, record, source_id
from syncer.sources.strava.web import Web, outage

PER_PAGE = 200
MOST_PAGES = 200


@dataclass(slots=True)
class Listed:
    """What a list named. `complete` says that it was read to its end.

    `odd` are records that could not be read, with the reason, by their id ("" without one).
    """

    records: list[Record] = field(default_factory=list)
    odd: dict[str, str] = field(default_factory=dict)
    complete: bool = False
    requests: int = 0

    @property
    def recordings(self) -> list[Recording]:
        return [one.recording for one in self.records]

    @property
    def ids(self) -> set[str]:
        return {one.source_id for one in self.recordings} | set(self.odd)


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
                found.records.append(record(told, now()))
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
