"""How much a file may ask of us. Each bound has its reason; a file past one is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MIB = 1024 * 1024

MAX_FILE_BYTES = 64 * MIB
"""A day-long TCX with every extension comes to some 60 MB; nothing sane is larger."""

MAX_FIT_BYTES = 32 * MIB
"""72 hours at a record a second with developer fields make a FIT file of some 20 MB."""

MAX_TABLE_BYTES = 64 * MIB
"""An export's table grows by about 1 kB an activity: this is sixty thousand activities."""

MAX_RATIO = 150
"""XML of a recording shrinks to a twentieth, at best a fiftieth; zeros shrink to a thousandth."""

RATIO_COUNTS_FROM_BYTES = 4 * MIB
"""Below this size even a bomb is harmless, and short repetitive files do shrink that far."""

MAX_ARCHIVE_BYTES = 16 * 1024 * MIB
"""All of one archive unpacked: ten thousand activities and a life's photographs."""

MAX_NESTED_ARCHIVE_BYTES = 4 * 1024 * MIB
"""An archive inside an archive is copied to a nameless temporary file before it is read."""

MAX_MEMBERS = 200_000
"""Entries of one archive; their names alone are held in memory."""

MAX_DEPTH = 3
"""Garmin's export nests two archives, a file saved under a wrong suffix makes it three."""

MAX_POINTS = 1_500_000
"""Points in one GPX or TCX: seventeen days at one a second."""

EARLIEST = datetime(2000, 1, 2, tzinfo=UTC)
"""Clocks that were never set begin in 1970, in 1989 (FIT) or on 1 January 2000."""

MAX_AHEAD = timedelta(days=1)
"""A watch may run in another zone or a little fast, never by more than a day."""

MAX_ELAPSED_S = 31 * 86_400.0
"""Longer than a month is a watch that was never stopped, or a broken clock."""

MAX_CLIMB_ON_FOOT_M, MAX_CLIMB_ELSEWISE_M = 35_000.0, 100_000.0
"""Our choice, up or down: the longest race over the Alps climbs 32 km, one across a continent by
bicycle some 60; what lies beyond is an altimeter that went astray."""

MAX_ON_FOOT_M = 1_200_000.0
"""Our choice: more than anybody covers on foot in one recording, six-day races included."""

MAX_ELSEWISE_M = 6_000_000.0
"""Our choice: more than a ride across a continent kept as one recording."""
