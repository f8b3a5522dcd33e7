"""What every channel must do, whatever lies behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, ClassVar

import pytest

from syncer.channels import (
    GARMIN_NOTE,
    MAIL,
    STRAVA_NOTE,
    AnotherWay,
    Channel,
    NotDelivered,
    Parcel,
    RunNote,
    open_channels,
)
from syncer.channels.email import Email
from syncer.channels.outbox import Outbox
from syncer.ledger import Taken
from syncer.settings import Settings
from tests.garmin.conftest import Road as GarminRoad
from tests.out.club import NOW, parcel, settings
from tests.out.post_office import PostOffice, open_office
from tests.strava.conftest import Road


class EveryChannel:
    """What holds for mail and notes alike. Inherit this and give `channel` and `there`."""

    def ready(self) -> Any:
        raise NotImplementedError

    def there(self, config: Settings) -> list[Any]:
        """What has arrived so far, whatever it is."""
        raise NotImplementedError

    def channel(self, config: Settings) -> Channel[Any]:
        raise NotImplementedError

    @pytest.fixture
    def config(self) -> Settings:
        raise NotImplementedError

    def hand_over(self, config: Settings, what: Any = None) -> tuple[str, list[int]]:
        marks: list[int] = []
        where = self.channel(config).hand_over(
            self.ready() if what is None else what,
            lambda: marks.append(len(self.there(config))),
        )
        return where, marks

    def test_marks_the_hand_over_once_and_before_anything_left(self, config: Settings) -> None:
        assert self.hand_over(config)[1] == [0]
        assert len(self.there(config)) == 1

    def test_sends_nothing_when_the_mark_cannot_be_made(self, config: Settings) -> None:
        def taken() -> None:
            raise Taken

        with pytest.raises(Taken):
            self.channel(config).hand_over(self.ready(), taken)
        assert self.there(config) == []

    def test_twice_is_the_same_as_once_where_it_says_so(self, config: Settings) -> None:
        self.hand_over(config)
        before = self.there(config)
        self.hand_over(config)
        if self.channel(config).repeatable:
            assert len(self.there(config)) == len(before)

    def test_says_where_it_went_without_the_readers_address(self, config: Settings) -> None:
        where, _ = self.hand_over(config)
        assert where
        assert "alice" not in where.lower()


class EveryMailChannel(EveryChannel):
    """What holds for mail."""

    way: ClassVar[type[Email | Outbox]]

    def ready(self) -> Parcel:
        return parcel()

    def channel(self, config: Settings) -> Channel[Any]:
        return self.way(config, lambda: NOW)

    def there(self, config: Settings) -> list[Any]:
        return list(self.arrived(config))

    def arrived(self, config: Settings) -> list[EmailMessage]:
        raise NotImplementedError

    def send(self, config: Settings, what: Parcel | None = None) -> None:
        self.hand_over(config, what)

    def test_is_open_with_its_own_settings(self, config: Settings) -> None:
        opened = open_channels(nullcontext, config, lambda: NOW)  # type: ignore[arg-type]
        assert type(opened[MAIL]) is self.way

    def test_delivers_the_letter_whole(self, config: Settings) -> None:
        self.send(config)
        (mail,) = self.arrived(config)
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text is not None
        assert html is not None
        assert text.get_content().splitlines() == ["Grüße an alle", ".", "Ende"]
        assert "<b>an alle</b>" in html.get_content()
        (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
        assert picture["Content-ID"] == "<chart>"
        assert picture.get_content() == b"\x89PNG\r\n\x1a\n picture"

    def test_keeps_the_message_id_however_often_it_is_tried(self, config: Settings) -> None:
        self.send(config)
        self.send(config)
        assert {mail["Message-ID"] for mail in self.arrived(config)} == {"<0123abcd@example.org>"}
        if self.way(config, lambda: NOW).repeatable:
            assert len(self.arrived(config)) == 1

    @pytest.mark.parametrize("address", ["", "alice", "@example.org", "a b@example.org"])
    def test_refuses_what_is_no_address_for_good(self, config: Settings, address: str) -> None:
        with pytest.raises(NotDelivered) as refused:
            self.send(config, parcel(to=address))
        assert refused.value.permanent
        assert self.arrived(config) == []

    def test_a_name_cannot_add_a_header(self, config: Settings) -> None:
        self.send(config, parcel(name="Alice\r\nBcc: charlie@example.net"))
        (mail,) = self.arrived(config)
        assert mail["Bcc"] is None
        assert mail["To"].addresses[0].addr_spec == "alice@example.org"


class TestEmail(EveryMailChannel):
    way = Email

    @pytest.fixture
    def office(self) -> Iterator[PostOffice]:
        with open_office() as office:
            yield office

    @pytest.fixture
    def config(self, tmp_path: Path, office: PostOffice) -> Settings:
        self.office = office
        return settings(
            tmp_path, smtp_host="127.0.0.1", smtp_port=office.port, smtp_security="none"
        )

    def arrived(self, config: Settings) -> list[EmailMessage]:
        return self.office.mails


class TestOutbox(EveryMailChannel):
    way = Outbox

    @pytest.fixture
    def config(self, tmp_path: Path) -> Settings:
        return settings(tmp_path)

    def arrived(self, config: Settings) -> list[EmailMessage]:
        files = sorted(config.outbox.glob("*.eml")) if config.outbox.exists() else []
        return [message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]


class EveryNote(EveryChannel):
    """What holds for a note on a run, over the socket to the stand-in."""

    def test_twice_is_the_very_same_text(self, config: Settings) -> None:
        self.hand_over(config)
        before = self.there(config)
        self.hand_over(config)
        assert self.there(config) == before == ["▸ Evenstride: Two easy runs next. ◂"]

    def test_a_run_that_is_gone_takes_no_note(self, config: Settings) -> None:
        with pytest.raises(AnotherWay):
            self.hand_over(config, replace(self.ready(), source_id="999999"))
        assert self.there(config) == []

    def test_it_can_be_taken_away_again(self, config: Settings) -> None:
        self.hand_over(config)
        ready = self.ready()
        channel: Any = self.channel(config)
        for _ in range(2):
            channel.take_back(ready.runner_id, ready.source_id, ready.place)
            assert self.there(config) == []


class TestStravaNote(EveryNote):
    @pytest.fixture
    def config(self, road: Road) -> Settings:
        self.road = road
        self.run = road.run()
        road.night()
        return road.settings

    def ready(self) -> RunNote:
        return RunNote(self.road.alice, str(self.run), "private_note", "Two easy runs next.")

    def channel(self, config: Settings) -> Channel[Any]:
        return open_channels(self.road.sessions, config, self.road.clock)[STRAVA_NOTE]

    def there(self, config: Settings) -> list[Any]:
        note = self.road.strava.world.activity(self.run).get("private_note")
        return [note] if note else []


class TestGarminNote(EveryNote):
    @pytest.fixture
    def config(self, garmin_road: GarminRoad) -> Settings:
        self.road = garmin_road
        self.run = self.road.run()
        return self.road.settings

    def ready(self) -> RunNote:
        return RunNote(self.road.alice, str(self.run), "description", "Two easy runs next.")

    def channel(self, config: Settings) -> Channel[Any]:
        return open_channels(self.road.sessions, config, self.road.clock)[GARMIN_NOTE]

    def there(self, config: Settings) -> list[Any]:
        text = self.road.world.activity(self.run).get("description")
        return [text] if text else []
