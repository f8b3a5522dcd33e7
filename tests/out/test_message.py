"""A letter as a mail: any name fits a header, and no text can do more than be read."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncer.channels import NotDelivered, Parcel
from syncer.channels.message import LONGEST_NAME, message, one_line
from tests.out.club import NOW, letter, parcel

FROM = "The Club <coach@example.org>"


def read(what: Parcel, mail_from: str = FROM) -> EmailMessage:
    raw = message(mail_from, NOW, what).as_bytes()
    assert b"\n" not in raw.replace(b"\r\n", b""), "every line ends as SMTP wants it"
    assert raw.isascii()
    return message_from_bytes(raw, policy=policy.default)


@given(st.text(max_size=80))
def test_any_name_survives_and_is_one_address(name: str) -> None:
    (to,) = read(parcel(name=name))["To"].addresses
    assert to.addr_spec == "alice@example.org"
    # The standard library's reader puts a space between encoded words, which no mail program
    # does (RFC 2047, 6.2), so spaces are not compared.
    assert "".join(to.display_name.split()) == "".join(one_line(name)[:LONGEST_NAME].split())


@given(st.text(max_size=200))
def test_any_subject_stays_one_header(subject: str) -> None:
    mail = read(parcel(letter=letter(subject)))
    assert set(mail.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "MIME-Version",
        "Content-Type",
    }
    assert "".join(mail["Subject"].split()) == "".join(one_line(subject).split())


def test_text_and_html_stand_side_by_side_and_pictures_belong_to_the_html() -> None:
    mail = read(parcel())
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert html.get_content_type() == "multipart/related"
    page, picture = html.iter_parts()
    assert page.get_content_type() == "text/html"
    assert picture.get_content_disposition() == "inline"


def test_programs_are_asked_not_to_answer() -> None:
    mail = read(parcel())
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == NOW
    assert mail["List-Unsubscribe"] is None


@pytest.mark.parametrize("one_click", [True, False])
def test_a_long_link_that_ends_the_mail_stays_whole(one_click: bool) -> None:
    link = "https://club.example.org/unsubscribe/" + "x" * 400
    raw = message(FROM, NOW, parcel(unsubscribe=link, one_click=one_click)).as_bytes()
    assert f"List-Unsubscribe: <{link}>\r\n".encode() in raw
    posted = b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    assert (posted in raw) is one_click


NAMES = st.lists(
    st.sampled_from(
        ["Zoë", "😀👟", ",", '"', "'", "\n", "\r\n", "<", ">", "@", "=?utf-8?q?x?=", " "]
    )
    | st.text(max_size=12),
    max_size=8,
).map("".join)


@given(NAMES, NAMES, NAMES)
def test_no_name_adds_a_header_or_an_address(name: str, club: str, subject: str) -> None:
    mail_from = f"{club.replace('<', ' ')} <coach@example.org>"
    mail = read(parcel(name=name, letter=letter(subject)), mail_from)
    assert [one.addr_spec for one in mail["To"].addresses] == ["alice@example.org"]
    assert [one.addr_spec for one in mail["From"].addresses] == ["coach@example.org"]
    for header in ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"):
        assert len(mail.get_all(header, [])) == 1
    assert mail.get_all("Bcc") is None
    assert not mail.defects


@given(NAMES)
def test_a_picture_may_have_any_name(name: str) -> None:
    key = one_line(name).replace("<", "").replace(">", "") or "chart"
    mail = read(parcel(letter=letter(pictures={key: b"\x89PNG\r\n\x1a\n picture"})))
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content() == b"\x89PNG\r\n\x1a\n picture"
    assert not picture.defects


@pytest.mark.parametrize(
    ("mail_from", "name"),
    [
        ("coach@example.org", ""),
        ("The Club <coach@example.org>", "The Club"),
        ("Runners, and Walkers <coach@example.org>", "Runners, and Walkers"),
        ('"Quoted" <coach@example.org>', "Quoted"),
        ("Läufer <coach@example.org>", "Läufer"),
    ],
)
def test_the_sender_as_people_write_it(mail_from: str, name: str) -> None:
    (sender,) = read(parcel(), mail_from)["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "coach@example.org")


def test_a_domain_with_umlauts_goes_out_in_ascii() -> None:
    (to,) = read(parcel(to="alice@läuft.example"))["To"].addresses
    assert to.addr_spec == "alice@xn--luft-loa.example"


def test_a_local_part_beyond_ascii_is_told_and_not_guessed() -> None:
    with pytest.raises(NotDelivered):
        read(parcel(to="älice@example.org"))


@pytest.mark.parametrize("mark", ["", "<a>", "<a@b>\r\nBcc: x@y", "a@b", "<../../x@b>"])
def test_a_message_id_is_checked(mark: str) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        read(parcel(message_id=mark))
