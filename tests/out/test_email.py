"""Mail over real SMTP: encrypted, logged in, and every refusal told in words that help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from syncer.channels import AddressRefused, MayHaveArrived, NotDelivered, TryLater
from syncer.channels.email import Email, send_letter, send_trial
from syncer.settings import Settings
from tests.out.club import ALICE, NOW, letter, parcel, settings
from tests.out.post_office import Authority, PostOffice, authority, open_office


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as office:
        yield office


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


def plain(folder: Path, office: PostOffice, **changed: object) -> Settings:
    known: dict[str, object] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": office.port,
        "smtp_security": "none",
    }
    return settings(folder, **{**known, **changed})


def starttls(folder: Path, office: PostOffice, trusted: Authority) -> Settings:
    ca = str(trusted.ca_file)
    return plain(folder, office, smtp_security="starttls", smtp_ca_file=ca)


def send(config: Settings) -> list[str]:
    marks: list[str] = []
    Email(config, lambda: NOW).hand_over(parcel(), lambda: marks.append("handing over"))
    return marks


def test_starttls_with_a_login(tmp_path: Path, trusted: Authority) -> None:
    with open_office(starttls=trusted.server, password="secret") as office:
        config = plain(
            tmp_path,
            office,
            smtp_host="localhost",
            smtp_security="starttls",
            smtp_ca_file=str(trusted.ca_file),
            smtp_user="club",
            smtp_password=SecretStr("secret"),
        )
        assert send(config) == ["handing over"]
    assert office.recipients == [ALICE]
    assert office.encrypted == [True]
    assert office.logins == ["club"]


def test_tls_from_the_first_byte(tmp_path: Path, trusted: Authority) -> None:
    with open_office(tls=trusted.server) as office:
        ca = str(trusted.ca_file)
        send(plain(tmp_path, office, smtp_security="tls", smtp_ca_file=ca))
    assert office.recipients == [ALICE]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_unknown_authority_is_refused(tmp_path: Path, trusted: Authority, security: str) -> None:
    kind = {"starttls": trusted.server} if security == "starttls" else {"tls": trusted.server}
    with (
        open_office(**kind) as office,
        pytest.raises(NotDelivered, match=r"cannot be trusted.*EVENSTRIDE_SMTP_CA_FILE") as refused,
    ):
        send(plain(tmp_path, office, smtp_security=security))
    assert not refused.value.permanent
    assert office.mails == []


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    other = authority(tmp_path / "other", name="mail.example.net")
    with (
        open_office(starttls=other.server) as office,
        pytest.raises(NotDelivered, match="cannot be trusted"),
    ):
        send(starttls(tmp_path, office, other))
    assert office.mails == []


def test_a_server_without_starttls_gets_no_mail(tmp_path: Path, office: PostOffice) -> None:
    with pytest.raises(NotDelivered, match="EVENSTRIDE_SMTP_SECURITY") as refused:
        send(plain(tmp_path, office, smtp_security="starttls"))
    assert not refused.value.permanent
    assert office.mails == []


def test_tls_towards_a_server_that_speaks_plainly(tmp_path: Path, office: PostOffice) -> None:
    with pytest.raises(NotDelivered, match="does not speak TLS"):
        send(plain(tmp_path, office, smtp_security="tls"))


def test_nothing_is_sent_in_the_clear_to_another_machine(
    tmp_path: Path, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncer.channels.email._on_this_machine", lambda smtp: False)
    with pytest.raises(NotDelivered, match="this machine only"):
        send(plain(tmp_path, office))
    assert office.mails == []


@pytest.mark.parametrize(
    ("peer", "here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.7", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.7", False),
    ],
)
def test_this_machine_is_known_by_its_address(peer: str, here: bool) -> None:
    from syncer.channels.email import _on_this_machine

    class Sock:
        def getpeername(self) -> tuple[str, int]:
            return peer, 25

    class Smtp:
        sock = Sock()

    assert _on_this_machine(Smtp()) is here  # type: ignore[arg-type]


def test_a_wrong_password_names_the_settings(tmp_path: Path, trusted: Authority) -> None:
    with (
        open_office(starttls=trusted.server, password="secret") as office,
        pytest.raises(
            NotDelivered, match=r"refuses the login.*EVENSTRIDE_SMTP_PASSWORD"
        ) as refused,
    ):
        send(
            plain(
                tmp_path,
                office,
                smtp_host="localhost",
                smtp_security="starttls",
                smtp_ca_file=str(trusted.ca_file),
                smtp_user="club",
                smtp_password=SecretStr("wrong"),
            )
        )
    assert not refused.value.permanent
    assert "wrong" not in str(refused.value)
    assert office.mails == []


def test_a_missing_login_names_the_settings(tmp_path: Path, trusted: Authority) -> None:
    with (
        open_office(starttls=trusted.server, password="secret") as office,
        pytest.raises(NotDelivered, match="wants a login") as refused,
    ):
        send(starttls(tmp_path, office, trusted))
    assert not refused.value.permanent


def test_a_server_that_is_not_there_is_tried_later(tmp_path: Path, office: PostOffice) -> None:
    with open_office() as closed:
        gone = closed.port
    with pytest.raises(TryLater, match="cannot be reached") as later:
        send(plain(tmp_path, office, smtp_port=gone))
    assert later.value.everyone
    assert later.value.until > NOW


def test_an_unreadable_authority_file_is_named(tmp_path: Path, office: PostOffice) -> None:
    (tmp_path / "not.pem").write_text("no certificate")
    for name in ("not.pem", "absent.pem"):
        with pytest.raises(NotDelivered, match="EVENSTRIDE_SMTP_CA_FILE"):
            send(
                plain(
                    tmp_path,
                    office,
                    smtp_security="starttls",
                    smtp_ca_file=str(tmp_path / name),
                )
            )


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        ("550 5.1.1 No such user", True),
        ("553 5.1.3 Bad address", True),
        ("554 5.7.1 Relay access denied", False),
        ("530 5.7.0 Authentication required", False),
    ],
)
def test_a_recipient_that_is_refused(
    tmp_path: Path, office: PostOffice, answer: str, permanent: bool
) -> None:
    office.to_recipient = lambda address: answer
    with pytest.raises(NotDelivered) as refused:
        send(plain(tmp_path, office))
    assert refused.value.permanent is permanent
    assert answer[:3] in refused.value.reason


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.8 <coach@example.org>: Sender address rejected: Domain not found",
        "504 5.5.2 <coach@localhost>: Sender address rejected: need fully-qualified address",
        "550 5.1.7 Bad sender",
        "550 Sender verify failed",
    ],
)
def test_a_sender_that_is_refused_late_stops_nobodys_address(
    tmp_path: Path, office: PostOffice, answer: str
) -> None:
    office.to_recipient = lambda address: answer
    with pytest.raises(NotDelivered, match="EVENSTRIDE_MAIL_FROM") as refused:
        send(plain(tmp_path, office))
    assert not refused.value.permanent


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.1 <bob@relay-runners.example.org>: Recipient address rejected: User unknown",
        "550 bob@relay.example.org: no such user",
        "550 5.1.1 User unknown (relay of example.org)",
        "550 User unknown on relay3.example.org",
        "550 5.1.1 sender@example.org is unknown here",
    ],
)
def test_a_gone_address_of_a_relay_team_keeps_nobody_elses_mail(
    tmp_path: Path, office: PostOffice, answer: str
) -> None:
    office.to_recipient = lambda address: answer
    with pytest.raises(AddressRefused):
        send(plain(tmp_path, office))


@pytest.mark.parametrize("answer", ["503 5.5.1 Need MAIL first", "550 5.6.1 Not this kind"])
def test_what_is_not_the_addresss_fault_does_not_stop_it(
    tmp_path: Path, office: PostOffice, answer: str
) -> None:
    office.to_recipient = lambda address: answer
    with pytest.raises(NotDelivered) as refused:
        send(plain(tmp_path, office))
    assert not isinstance(refused.value, AddressRefused)


@pytest.mark.parametrize(
    ("answer", "everyone"),
    [("451 4.7.1 Greylisted, come back", False), ("452 Full", False), ("421 Going down", True)],
)
def test_a_recipient_that_is_put_off(
    tmp_path: Path, office: PostOffice, answer: str, everyone: bool
) -> None:
    office.to_recipient = lambda address: answer
    with pytest.raises(TryLater) as later:
        send(plain(tmp_path, office))
    assert later.value.everyone is everyone
    assert NOW < later.value.until <= NOW + timedelta(hours=1)


def test_a_refused_sender_concerns_everyone(tmp_path: Path, office: PostOffice) -> None:
    office.to_sender = "553 5.7.1 Sender address rejected"
    with pytest.raises(NotDelivered, match="EVENSTRIDE_MAIL_FROM") as refused:
        send(plain(tmp_path, office))
    assert not refused.value.permanent


@pytest.mark.parametrize(
    ("answer", "raised"),
    [("554 5.7.1 Looks like spam", NotDelivered), ("451 4.3.0 Not now", TryLater)],
)
def test_content_that_is_refused_did_not_leave(
    tmp_path: Path, office: PostOffice, answer: str, raised: type[Exception]
) -> None:
    office.to_content = answer
    with pytest.raises(raised) as error:
        send(plain(tmp_path, office))
    assert not isinstance(error.value, MayHaveArrived)
    assert office.mails == []


def test_a_server_that_dies_with_the_mail_leaves_doubt(tmp_path: Path, office: PostOffice) -> None:
    office.hang_up = True
    with pytest.raises(MayHaveArrived, match="nobody can tell"):
        send(plain(tmp_path, office))
    assert len(office.mails) == 1


def test_a_server_that_dies_at_the_goodbye_changes_nothing(
    tmp_path: Path, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(smtp: object) -> None:
        raise ConnectionResetError

    monkeypatch.setattr("smtplib.SMTP.quit", lost)
    assert send(plain(tmp_path, office)) == ["handing over"]
    assert len(office.mails) == 1


def test_the_sender_must_be_an_address(tmp_path: Path, office: PostOffice) -> None:
    with pytest.raises(NotDelivered, match="EVENSTRIDE_MAIL_FROM") as refused:
        send(plain(tmp_path, office, mail_from="The Club"))
    assert not refused.value.permanent


def test_a_trial_arrives_and_says_so(tmp_path: Path, office: PostOffice) -> None:
    said = send_trial(plain(tmp_path, office), NOW, ALICE)
    assert f"127.0.0.1:{office.port}" in said
    assert office.recipients == [ALICE]


def test_a_trial_without_a_server_says_where_it_lies(tmp_path: Path) -> None:
    config = settings(tmp_path)
    said = send_trial(config, NOW, ALICE)
    (file,) = config.outbox.glob("*.eml")
    assert str(file) in said
    assert "No mail server is set" in said


def test_a_letter_written_twice_in_one_moment_is_one_file(tmp_path: Path) -> None:
    config = settings(tmp_path)
    send_letter(config, NOW, ALICE, letter("Welcome"))
    send_letter(config, NOW, ALICE, letter("Welcome"))
    send_letter(config, NOW, "bob@example.org", letter("Welcome"))
    assert len(list(config.outbox.glob("*.eml"))) == 2


def test_the_outbox_is_its_owners_alone_and_leaves_no_halves(tmp_path: Path) -> None:
    config = settings(tmp_path)
    send_letter(config, NOW, ALICE, letter())
    (file,) = config.outbox.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert config.outbox.stat().st_mode & 0o777 == 0o700


def test_an_outbox_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    config = settings(tmp_path)
    config.outbox.write_text("a file where the folder should be")
    with pytest.raises(NotDelivered, match="outbox") as refused:
        send_letter(config, NOW, ALICE, letter())
    assert not refused.value.permanent
