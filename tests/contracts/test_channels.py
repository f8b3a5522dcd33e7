"""What every channel must do, whatever lies behind it."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from syncer.channels import CHANNELS, MAIL, Channel, NotDelivered, Parcel, channel_for
from syncer.channels.email import Email
from syncer.channels.outbox import Outbox
from syncer.ledger import Taken
from syncer.settings import Settings
from tests.out.club import NOW, parcel, settings
from tests.out.post_office import PostOffice, open_office


class EveryChannel:
    """Inherit this and give `channel`, `config` and `arrived`."""

    channel: Channel

    @pytest.fixture
    def config(self) -> Settings:
        raise NotImplementedError

    def arrived(self, config: Settings) -> list[EmailMessage]:
        raise NotImplementedError

    def send(self, config: Settings, what: Parcel | None = None) -> list[str]:
        marks: list[str] = []
        self.channel.hand_over(
            config, NOW, what or parcel(), lambda: marks.append(f"{len(self.arrived(config))}")
        )
        return marks

    def test_is_open_with_its_own_settings(self, config: Settings) -> None:
        assert self.channel.is_open(config)
        assert channel_for(self.channel.carries, config) is not None
        assert [c for c in CHANNELS if c.carries == MAIL and c.is_open(config)] == [
            channel_for(MAIL, config)
        ]

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

    def test_marks_the_hand_over_once_and_before_anything_left(self, config: Settings) -> None:
        assert self.send(config) == ["0"]

    def test_sends_nothing_when_the_mark_cannot_be_made(self, config: Settings) -> None:
        def taken() -> None:
            raise Taken

        with pytest.raises(Taken):
            self.channel.hand_over(config, NOW, parcel(), taken)
        assert self.arrived(config) == []

    def test_keeps_the_message_id_however_often_it_is_tried(self, config: Settings) -> None:
        self.send(config)
        self.send(config)
        assert {mail["Message-ID"] for mail in self.arrived(config)} == {"<0123abcd@example.org>"}
        if self.channel.repeatable:
            assert len(self.arrived(config)) == 1

    def test_says_where_it_went_without_the_readers_address(self, config: Settings) -> None:
        where = self.channel.hand_over(config, NOW, parcel(), lambda: None)
        assert where
        assert "alice" not in where

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


class TestEmail(EveryChannel):
    channel = Email()

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


class TestOutbox(EveryChannel):
    channel = Outbox()

    @pytest.fixture
    def config(self, tmp_path: Path) -> Settings:
        return settings(tmp_path)

    def arrived(self, config: Settings) -> list[EmailMessage]:
        files = sorted(config.outbox.glob("*.eml")) if config.outbox.exists() else []
        return [message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]
