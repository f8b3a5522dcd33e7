"""The kinds of sport that Strava knows (`SportType` in its own description)."""

from __future__ import annotations

_NAMES = """
AlpineSki BackcountrySki Badminton Basketball Canoeing Cricket Crossfit Dance EBikeRide
Elliptical EMountainBikeRide Golf GravelRide Handcycle HighIntensityIntervalTraining Hike
IceSkate InlineSkate Kayaking Kitesurf MountainBikeRide NordicSki Padel PhysicalTherapy
Pickleball Pilates Racquetball Ride RockClimbing RollerSki Rowing Run Sail Skateboard
Snowboard Snowshoe Soccer Squash StairStepper StandUpPaddling Surfing Swim TableTennis Tennis
TrailRun Velomobile VirtualRide VirtualRow VirtualRun Volleyball Walk WeightTraining
Wheelchair Windsurf Workout Yoga
"""
SPORT_TYPES = frozenset(_NAMES.split())
