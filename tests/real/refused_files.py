"""Which recorded files are refused, and why: the list that a person has read and agreed with.

A file goes by its kind and its own name. The folders between are called after whose files they
are, which is nobody's business here.
"""

from __future__ import annotations

SETTINGS = "it holds the settings of a watch, not an activity"
UNSET_CLOCK = "it is dated 1990-07-09, so the clock of the device was not set"
NOTHING = "it holds no activity: nothing was recorded in it"
NO_TRACK = "it holds no recorded track"
NO_TIMES = "its points have no times, so it cannot be placed on a day"
NO_POINTS = "its track is empty, as indoor activities export it; take the FIT or TCX file instead"
DAMAGED = "it is cut off or damaged before anything was recorded"

_GPXPY = "gpx/test_files__"
_MATCHING = "gpx/matching-web__src__test__resources__"
_INDOOR = (
    "259193987 259194036 259194046 259194053 259194057 259194059 259194075 259194081 259194082 "
    "259194101 259194107 259194130 259194144 259194164 259194180 259194194 259194206 259194215 "
    "259194218 259194267 259194275 259194291 259194294 259194312 259194345 259194352 259194356 "
    "259194384 259194385 259194415 259194417 259194451 259194478 259194492 259194531"
)

REFUSED: dict[str, str] = {
    "fit/tests__files__Settings.fit": SETTINGS,
    "fit/tests__files__Settings2.fit": SETTINGS,
    "fit/tests__files__antfs-dump.63.fit": UNSET_CLOCK,
    "fit/testdata__valid_only_contain_fileid.fit": NOTHING,
    "gpx/src__Tests__non_trackpoint_extension.gpx": NO_TRACK,
    f"{_GPXPY}default_schema_locations.gpx": NO_TRACK,
    f"{_GPXPY}gpx-with-node-with-comments.gpx": NO_TRACK,
    f"{_GPXPY}gpx1.1_with_all_fields.gpx": NO_TRACK,
    f"{_GPXPY}gpx1.1_with_extensions_without_namespaces.gpx": NO_TRACK,
    f"{_GPXPY}unicode.gpx": NO_TRACK,
    f"{_GPXPY}unicode_with_bom.gpx": NO_TRACK,
    f"{_GPXPY}unicode_with_bom_noencoding.gpx": NO_TRACK,
    f"{_GPXPY}validation_gpx10.gpx": NO_TRACK,
    f"{_MATCHING}com__graphhopper__matching__http__test-only-wpt.gpx": NO_TRACK,
    "gpx/ExampleTrack_NoTime.gpx": NO_TIMES,
    f"{_GPXPY}track-with-small-floats.gpx": NO_TIMES,
    f"{_GPXPY}track_with_dilution_errors.gpx": NO_TIMES,
    "gpx/tests__rsrc__path_latlon__route.gpx": NO_TIMES,
    f"{_MATCHING}test2_no_millis.gpx": NO_TIMES,
    "gpx/package__test__assets__gpx_sample.gpx": NO_TIMES,
    "gpx/tests__gpx__empty-trkseg.gpx": NO_POINTS,
    "gpx/GPX_OUT__454815507.gpx": NO_POINTS,
    "gpx/GPX_OUT__607165698.gpx": NO_POINTS,
    f"{_MATCHING}no_trkpt.gpx": NO_POINTS,
    "gpx/package__tests__invalid.gpx": DAMAGED,
    **{f"gpx/GPX_OUT__{number}.gpx": NO_POINTS for number in _INDOOR.split()},
}

SALVAGED: dict[str, str] = {
    "fit/tests__files__strava-android-app-201.10-b1218918.fit": (
        "it is damaged; what was recorded before the damage is kept"
    ),
}
"""Files that lost a part and say so; every other one is whole."""
