"""Broken, mislabelled and hostile files: each is refused with a reason, and the rest goes in."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tracemalloc
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from syncer.sources import Refused
from syncer.sources.files import limits, pieces, read
from tests.sources import fit_bytes as fb
from tests.sources import xml_text as xt
from tests.sources.fit_bytes import MORNING
from tests.sources.zip_bytes import zipped

NOW = MORNING + timedelta(days=2)

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;">]><gpx><trk><name>&c;</name></trk></gpx>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<gpx><trk><name>&x;</name></trk></gpx>"""
DTD = b'<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/x.dtd"><gpx><trk/></gpx>'
HIDDEN = LAUGHS.decode().replace('<?xml version="1.0"?>', "").encode("utf-16")


def claiming(size: int) -> bytes:
    """A zip whose one member claims another size than it has."""
    data = bytearray(zipped({"a.fit": fb.a_run()}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(data)


def locked() -> bytes:
    data = bytearray(zipped({"a.fit": fb.a_run()}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    return bytes(data)


def nested(depth: int) -> bytes:
    data = fb.a_run()
    for _ in range(depth):
        data = zipped({"inner.zip" if data[:2] == b"PK" else "a.fit": data})
    return data


def dated(at: datetime) -> bytes:
    return fb.wrapped(fb.file_id(created=at) + fb.records(60, since=at) + fb.session(since=at))


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("a.fit", b"", "it is empty"),
    "an empty archive": ("a.zip", zipped({}), "archive is empty"),
    "an empty gzip": ("a.fit.gz", gzip.compress(b""), "it is empty"),
    "a picture named as a run": ("a.fit", b"\x89PNG\r\n\x1a\n" + bytes(500), "no FIT, GPX or TCX"),
    "a web page named as a track": ("a.gpx", b"<!DOCTYPE html><html></html>", "no FIT, GPX or TCX"),
    "text named as a run": ("a.tcx", b"hello", "no FIT, GPX or TCX"),
    "nothing before the cut": ("a.fit", fb.a_run()[:40], "cut off or damaged before anything"),
    "a header alone": ("a.fit", fb.a_run()[:14], "cut off or damaged before anything"),
    "a track cut before its points": ("a.gpx", xt.gpx()[:90], "cut off or damaged before anything"),
    "a cut archive": (
        "a.zip",
        zipped({"a.fit": fb.a_run()})[:-30],
        "archive is cut off or damaged",
    ),
    "gzip of noise": ("a.fit.gz", b"\x1f\x8b\x08\x00" + bytes(40), "compressed content is damaged"),
    "a 2 GB claim": (
        "a.fit",
        b"\x0e\x20" + bytes(2) + struct.pack("<I", 2**31) + b".FIT" + bytes(9),
        "claims 2,147 MB",
    ),
    "a zip with a 2 GB claim": ("a.zip", claiming(2**31 - 1), "zip bomb"),
    "a zip that claims too little": ("a.zip", claiming(100), "damaged"),
    "a bomb in a zip": ("a.zip", zipped({"a.fit": bytes(20 * limits.MIB)}), "zip bomb"),
    "a large bomb in a zip": ("a.zip", zipped({"a.fit": bytes(90 * limits.MIB)}), "zip bomb"),
    "a bomb in gzip": ("a.gpx.gz", gzip.compress(bytes(90 * limits.MIB), 6), "zip bomb"),
    "archives too deep": ("a.zip", nested(limits.MAX_DEPTH + 1), "archive inside"),
    "an archive in gzip": ("a.zip.gz", gzip.compress(nested(1)), "unpack it once"),
    "a name that climbs out": ("a.zip", zipped({"../../x.fit": fb.a_run()}), "outside"),
    "a name from the root": ("a.zip", zipped({"/etc/x.fit": fb.a_run()}), "outside"),
    "a name with a drive": ("a.zip", zipped({"c:\\x.fit": fb.a_run()}), "outside"),
    "a locked archive": ("a.zip", locked(), "password"),
    "entities": ("a.gpx", LAUGHS, "entities"),
    "an entity from outside": ("a.gpx", OUTSIDE, "entities"),
    "a document type": ("a.gpx", DTD, "entities"),
    "entities in UTF-16": ("a.gpx", HIDDEN, "entities"),
    "entities in a TCX": ("a.tcx", LAUGHS.replace(b"gpx", b"TrainingCenterDatabase"), "entities"),
    "an unknown encoding": (
        "a.gpx",
        b'<?xml version="1.0" encoding="klingon"?>' + xt.gpx()[21:],
        "cut off or damaged before anything",
    ),
    "deep nesting": ("a.gpx", b"<gpx>" + b"<a>" * 5000, "cut off or damaged before anything"),
    "a clock of 1989": (
        "a.fit",
        dated(datetime(1989, 12, 31, 1, tzinfo=MORNING.tzinfo)),
        "1989-12-31",
    ),
    "a clock of 2000": (
        "a.fit",
        dated(datetime(2000, 1, 1, 5, tzinfo=MORNING.tzinfo)),
        "2000-01-01",
    ),
    "a clock of 2089": ("a.fit", dated(datetime(2089, 1, 1, tzinfo=MORNING.tzinfo)), "2089"),
    "the day after tomorrow": ("a.fit", dated(NOW + timedelta(days=1, hours=1)), "in the future"),
    "9,000 km": ("a.fit", fb.a_run(metres=9_000_000.0), "9,000 km"),
    "a watch left running": ("a.fit", fb.a_run(seconds=40 * 86_400), "40 days"),
    "settings": ("a.fit", fb.wrapped(fb.file_id(2)), "settings of a watch"),
    "a track without times": ("a.gpx", xt.gpx([None] * 9), "no times"),
}


def outcome(path: Path) -> tuple[list[object], list[str]]:
    """Recordings and reasons from everything beneath a path."""
    recordings: list[object] = []
    reasons: list[str] = []
    for piece in pieces([path]):
        try:
            recordings += read(piece, NOW)
        except Refused as refusal:
            reasons.append(refusal.reason)
    return recordings, reasons


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_its_reason(case: str, tmp_path: Path) -> None:
    name, data, reason = REFUSED[case]
    (tmp_path / name).write_bytes(data)
    recordings, reasons = outcome(tmp_path / name)
    assert recordings == []
    (said,) = reasons
    assert reason in said


def test_all_of_them_together_do_not_keep_a_sound_run_out(tmp_path: Path) -> None:
    for nth, (name, data, _) in enumerate(REFUSED.values()):
        (tmp_path / f"{nth}{name}").write_bytes(data)
    (tmp_path / "sound.fit").write_bytes(fb.a_run())
    recordings, reasons = outcome(tmp_path)
    assert len(recordings) == 1
    assert len(reasons) == len(REFUSED)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.gpx", fb.a_run()),
        ("a.fit", gzip.compress(fb.a_run())),
        ("a.fit", zipped({"x/y.fit": fb.a_run()})),
        ("a.tcx", xt.gpx()),
        ("a.fit.gz", fb.a_run()),
        ("activity", fb.a_run()),
        ("a.zip", claiming(90_000)),
        ("a.zip", nested(limits.MAX_DEPTH)),
        ("a.fit", dated(NOW + timedelta(hours=23))),
        ("a.fit", fb.a_run(metres=limits.MAX_ON_FOOT_M)),
    ],
    ids=[
        "fit named gpx",
        "gz named fit",
        "zip named fit",
        "gpx named tcx",
        "fit named gz",
        "no suffix",
        "a large but true claim",
        "as deep as is allowed",
        "tomorrow somewhere on Earth",
        "as far as is allowed",
    ],
)
def test_sound_content_is_read_whatever_it_is_called(
    name: str, data: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    recordings, reasons = outcome(tmp_path)
    assert (len(recordings), reasons) == (1, [])


def test_a_bomb_is_not_unpacked_beyond_its_bound(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb") as file:
        for _ in range(60):
            file.write(bytes(10 * limits.MIB))
    (tmp_path / "a.fit.gz").write_bytes(bomb.getvalue())
    tracemalloc.start()
    outcome(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * limits.MAX_FILE_BYTES


def test_a_zip_of_a_million_claims_is_turned_away_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_MEMBERS", 3)
    (tmp_path / "a.zip").write_bytes(zipped({f"{n}.fit": fb.a_run() for n in range(4)}))
    _, (reason,) = outcome(tmp_path)
    assert "claims 4 files" in reason


def test_nothing_of_an_archive_is_written_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a.zip").write_bytes(zipped({"../out.fit": fb.a_run(), "in.fit": fb.a_run()}))
    monkeypatch.chdir(inside)
    outcome(inside)
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["a.zip", "in"]


def test_a_damaged_member_does_not_take_its_neighbours_along(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.fit": fb.a_run(), "b.fit": fb.a_run(metres=1500.0)}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo("a.fit").header_offset + 60
    data[start : start + 40] = bytes(40)
    (tmp_path / "a.zip").write_bytes(data)
    recordings, reasons = outcome(tmp_path)
    assert len(recordings) == 1
    assert reasons == ["its place in the archive is damaged"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused_for_that(tmp_path: Path) -> None:
    (tmp_path / "a.fit").write_bytes(fb.a_run())
    (tmp_path / "a.fit").chmod(0)
    assert outcome(tmp_path) == ([], ["it may not be read by this user"])


def test_a_file_that_opens_to_nobody_is_refused_for_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.fit").write_bytes(fb.a_run())

    def forbidden(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert outcome(tmp_path) == ([], ["it may not be read by this user"])
